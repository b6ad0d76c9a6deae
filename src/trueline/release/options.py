"""The arguments of the steps. Apart from the steps themselves, so that ``--help`` does not wait for them."""

from __future__ import annotations

import argparse

INSTALLERS = ("pip", "uv")


def none(_parser: argparse.ArgumentParser) -> None:
    """A step without arguments."""


def plan(parser: argparse.ArgumentParser) -> None:
    """``trueline release plan`` and ``prepare``."""
    parser.add_argument("--pre", metavar="MARK", default="", help="make a pre-release: a, b or rc")
    parser.add_argument("--version", metavar="X", default="", help="release this version; the changes must allow it")
    parser.add_argument(
        "--waive", metavar="REASON", default="", help="release a lower version; the changelog shows why"
    )
    parser.add_argument("--rebuild", action="store_true", help="release again although nothing changed")
    parser.add_argument("--offline", action="store_true", help="contact no index and no remote")


def verify(parser: argparse.ArgumentParser) -> None:
    """``trueline release verify``."""
    text = "stop if a Python that the SDK claims to support is not installed here"
    parser.add_argument("--every-python", action="store_true", help=text)


def build(parser: argparse.ArgumentParser) -> None:
    """``trueline release build``."""
    parser.add_argument("--expect", metavar="TAG", default="", help="stop unless this tag is on the commit")


def tag(parser: argparse.ArgumentParser) -> None:
    """``trueline release tag``."""
    parser.add_argument("--expect", metavar="TAG", default="", help="stop unless this is the tag of the built wheel")
    parser.add_argument("--no-push", action="store_true", help="make the tag only; run this again to push it")
    _waive(parser)


def publish(parser: argparse.ArgumentParser) -> None:
    """``trueline release publish``."""
    _index(parser)
    text = "upload nothing; stop if an index has other bytes, or files that were not built here"
    parser.add_argument("--dry-run", action="store_true", help=text)
    _waive(parser)


def _waive(parser: argparse.ArgumentParser) -> None:
    text = "go on without a missing check, and write REASON into changelog, tag and notes"
    parser.add_argument("--waive", metavar="REASON", help=text)


def _index(parser: argparse.ArgumentParser) -> None:
    text = "use only this configured index; repeatable (default: all, in their order)"
    parser.add_argument("--index", metavar="NAME", action="append", default=[], help=text)


def confirm(parser: argparse.ArgumentParser) -> None:
    """``trueline release confirm``."""
    _index(parser)
    text = "install only with this tool; repeatable (default: both)"
    parser.add_argument("--installer", choices=INSTALLERS, action="append", default=[], help=text)


def announce(parser: argparse.ArgumentParser) -> None:
    """``trueline release announce``."""
    parser.add_argument("--output", metavar="FILE", default="", help="write the notes to this file too")


def yank(parser: argparse.ArgumentParser) -> None:
    """``trueline release yank``."""
    parser.add_argument("version", metavar="VERSION", help="the version to withdraw")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="why, in one sentence, for the changelog")
    _index(parser)


def resume(parser: argparse.ArgumentParser) -> None:
    """``trueline release resume``."""
    confirm(parser)


def rehearse(parser: argparse.ArgumentParser) -> None:
    """``trueline release rehearse``."""
    parser.add_argument("--keep", metavar="DIR", default="", help="keep clone, remote and index in this folder")
