"""The arguments of the steps. Apart from the steps themselves, so that ``--help`` does not wait for them."""

from __future__ import annotations

import argparse

INSTALLERS = ("pip", "uv")


def none(_parser: argparse.ArgumentParser) -> None:
    """A step without arguments."""


def plan(parser: argparse.ArgumentParser) -> None:
    """``trueline release plan`` and ``prepare``."""
    parser.add_argument("--pre", metavar="MARK", default="", help="a pre-release: a, b or rc")
    parser.add_argument("--version", metavar="X", default="", help="this version, if the changes allow it")
    parser.add_argument("--waive", metavar="REASON", default="", help="allow a smaller version; the changelog says why")
    parser.add_argument("--rebuild", action="store_true", help="release although nothing changed")
    parser.add_argument("--offline", action="store_true", help="ask no index and no remote")


def verify(parser: argparse.ArgumentParser) -> None:
    """``trueline release verify``."""
    text = "refuse if a Python that the SDK says it supports is not found here"
    parser.add_argument("--every-python", action="store_true", help=text)


def build(parser: argparse.ArgumentParser) -> None:
    """``trueline release build``."""
    parser.add_argument("--expect", metavar="TAG", default="", help="refuse if the commit is not the one of this tag")


def tag(parser: argparse.ArgumentParser) -> None:
    """``trueline release tag``."""
    parser.add_argument("--expect", metavar="TAG", default="", help="refuse if the built wheel asks for another tag")
    parser.add_argument("--no-push", action="store_true", help="tag here, and push later with the same command")
    _waive(parser)


def publish(parser: argparse.ArgumentParser) -> None:
    """``trueline release publish``."""
    _index(parser)
    text = "upload nothing; refuse if an index has other bytes, or a file that was not built here"
    parser.add_argument("--dry-run", action="store_true", help=text)
    _waive(parser)


def _waive(parser: argparse.ArgumentParser) -> None:
    text = "go on without a check that is missing; changelog, tag and notes say why"
    parser.add_argument("--waive", metavar="REASON", help=text)


def _index(parser: argparse.ArgumentParser) -> None:
    text = "a configured index; repeatable (default: all, in their order)"
    parser.add_argument("--index", metavar="NAME", action="append", default=[], help=text)


def confirm(parser: argparse.ArgumentParser) -> None:
    """``trueline release confirm``."""
    _index(parser)
    text = "install with this one; repeatable (default: both)"
    parser.add_argument("--installer", choices=INSTALLERS, action="append", default=[], help=text)


def announce(parser: argparse.ArgumentParser) -> None:
    """``trueline release announce``."""
    parser.add_argument("--output", metavar="FILE", default="", help="write the notes here too")


def yank(parser: argparse.ArgumentParser) -> None:
    """``trueline release yank``."""
    parser.add_argument("version", metavar="VERSION", help="the version that nobody shall install any more")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="one sentence, for the index and the changelog")
    _index(parser)


def resume(parser: argparse.ArgumentParser) -> None:
    """``trueline release resume``."""
    confirm(parser)


def rehearse(parser: argparse.ArgumentParser) -> None:
    """``trueline release rehearse``."""
    parser.add_argument("--keep", metavar="DIR", default="", help="keep the clone, the remote and the index here")
