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
            help=f"days between deprecation and sunset that what is {level} must have (default: the settings', else none)",
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
