"""``trueline check``: run the gates on the repository in the current folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from trueline.errors import ExitCode

HELP = "check that the SDK is complete, up to date and not edited by hand"
DESCRIPTION = "Run the gates on the repository in the current folder, from what [tool.trueline] says."
EXAMPLES = ("", "--list", "--only stale")


def register(parser: argparse.ArgumentParser) -> None:
    """The options of the subcommand."""
    parser.add_argument("--only", metavar="GATE", action="append", default=[], help="run this gate; repeatable")
    parser.add_argument("--list", action="store_true", help="list the gates and what each holds")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, _console: Console) -> ExitCode:
    """Run the gates that were asked for. Raises ``UsageError`` for a name that no gate has, and without settings."""
    from trueline.gates.checkout import Checkout  # noqa: PLC0415 - --help shall not wait for it
    from trueline.gates.runner import GATES, chosen, described  # noqa: PLC0415
    from trueline.gates.runner import run as run_gates  # noqa: PLC0415

    if arguments.list:
        sys.stdout.write(described(GATES))
        return ExitCode.DONE
    checkout = Checkout(Path.cwd())
    _ = checkout.config  # without settings the command is in the wrong place: one error, not one a gate
    held = run_gates(chosen(GATES, arguments.only or GATES), checkout)
    return ExitCode.DONE if held else ExitCode.DRIFT
