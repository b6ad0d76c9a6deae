"""``trueline diff OLD NEW``: two documents in, typed changes and a level out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from trueline.arguments import Parser
from trueline.diff.notice import Notice
from trueline.errors import ExitCode, UsageError
from trueline.request import stated_lock

if TYPE_CHECKING:
    from collections.abc import Callable

    from trueline.diff.model import Diff
    from trueline.diff.two_processes import Source
    from trueline.memory import Memory

_LEVELS = ("major", "minor", "patch")


HELP = "list what changed from one document to another"
DESCRIPTION = "List what changed from one document to another, on the wire and for users of the SDK."
EXAMPLES = ("old.yaml new.yaml", "v1.2.0:openapi.yaml openapi.yaml --fail-on major")


def register(parser: Parser) -> None:
    """The options of the subcommand."""
    parser.add_argument("old", metavar="OLD", help="a file, a URL, REV:PATH as git knows it, or - for standard input")
    parser.add_argument("new", metavar="NEW", help="the same, for the newer one")
    parser.add_argument(
        "--format",
        choices=("text", "json", "markdown"),
        default="text",
        help="the format of the output (default: text)",
    )
    parser.add_argument("--fail-on", choices=_LEVELS, help="exit 1 if the level is this one or higher")
    parser.add_argument(
        "--fail-on-wire",
        choices=("error", "warning"),
        help="exit 1 if a change breaks clients that stay as they are (error), or may break them (warning)",
    )
    for level in ("stable", "beta"):
        parser.add_argument(
            f"--deprecation-days-{level}",
            type=_days,
            metavar="DAYS",
            help=f"days between deprecation and sunset that what is {level} must have (default: the settings' own)",
        )
    parser.shared("overlay", "names", note=" (for both documents)")
    parser.add_argument(
        "--layout",
        choices=("trueline", "openapi-python-client"),
        default="trueline",
        metavar="LAYOUT",
        help="the layout of the SDK: trueline (the default) or openapi-python-client",
    )
    parser.shared("lock", note=" (of OLD)")
    parser.shared("allow-remote")
    parser.set_defaults(run=run, configured=Notice)


def run(arguments: argparse.Namespace, console: Console) -> ExitCode:
    """Compare, print to standard output, and say by the exit code whether a ``--fail-on…`` was reached."""
    from trueline.diff.comparison import compare  # noqa: PLC0415 - --help shall not wait for it
    from trueline.diff.model import Level  # noqa: PLC0415
    from trueline.diff.two_processes import both  # noqa: PLC0415

    old, new = both(*_sources(arguments))
    diff = compare(old, new, notice=_notice(arguments))
    sys.stdout.write(_format(arguments.format)(diff))
    if arguments.fail_on and diff.level >= Level.parse(arguments.fail_on):
        console.print(f"the level is {diff.level.word}, and --fail-on {arguments.fail_on} was asked for", style="red")
        return ExitCode.DRIFT
    if arguments.fail_on_wire and diff.wire.value in {"error", arguments.fail_on_wire}:
        console.print(
            f"the wire has the level {diff.wire.value}, and --fail-on-wire {arguments.fail_on_wire} was asked for",
            style="red",
        )
        return ExitCode.DRIFT
    return ExitCode.DONE


def _notice(arguments: argparse.Namespace) -> Notice:
    """What was asked for, else what ``configured`` answers: the settings of the repository, if there are any."""
    stable, beta = arguments.deprecation_days_stable, arguments.deprecation_days_beta
    known: Notice = Notice() if None not in (stable, beta) else arguments.configured()
    return Notice(known.stable if stable is None else stable, known.beta if beta is None else beta)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days, such as 90")
    return int(text)


def _sources(arguments: argparse.Namespace) -> tuple[Source, Source]:
    from trueline.diff.two_processes import Source  # noqa: PLC0415
    from trueline.write.lock import memory_in  # noqa: PLC0415

    if arguments.old == arguments.new == "-":
        raise UsageError("only one of the two documents can be standard input", cure="Give the other one as a file.")
    stdin = sys.stdin.buffer.read() if "-" in (arguments.old, arguments.new) else None

    memory = memory_in(Path(arguments.lock)) if stated_lock(arguments.lock) else None

    def source(document: str, memory: Memory | None = None) -> Source:
        content = stdin if document == "-" else None
        overlays = tuple(arguments.overlay)
        layout = arguments.layout.removeprefix("trueline")
        remote = arguments.allow_remote
        return Source(
            document, overlays, arguments.names, allow_remote=remote, layout=layout, memory=memory, content=content
        )

    return source(arguments.old, memory), source(arguments.new)


def _format(name: str) -> Callable[[Diff], str]:
    from trueline.diff import render  # noqa: PLC0415

    formats: dict[str, Callable[[Diff], str]] = {"text": render.text, "markdown": render.markdown}
    return formats.get(name, lambda diff: diff.to_json())
