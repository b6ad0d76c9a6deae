"""``tollkeeper-server``: what its arguments ask for. What only a server needs is imported for one."""

from __future__ import annotations

import argparse
import os
import sys

from tollkeeper_server import collector
from tollkeeper_server.commands.line import Command, parser, run
from tollkeeper_server.commands.opening import in_words
from tollkeeper_server.errors import AddressError, StartError
from tollkeeper_server.observability.logs import configure_logs
from tollkeeper_server.settings import Settings, read_settings


def main() -> None:
    """The console script: a server, a worker, or a command of the operator.

    Exit codes: 0 stopped or done, 1 it could not be done, 2 wrong configuration or arguments, 3 the address is taken.
    """
    given = parser().parse_args()
    command = getattr(given, "run", None)
    try:
        with in_words():
            settings = read_settings(os.environ)
            configure_logs(settings.level)
            sys.exit(_served(given.command, settings) if command is None else _commanded(command, given, settings))
    except StartError as error:
        sys.stderr.write(f"tollkeeper-server: {error}\n")
        sys.exit(3 if isinstance(error, AddressError) else 2)


def _served(command: str | None, settings: Settings) -> int:
    from tollkeeper_server.serve import serve, work  # noqa: PLC0415 - half of what a command takes

    return work(settings) if command == "worker" else serve(settings)


def _commanded(command: Command, arguments: argparse.Namespace, settings: Settings) -> int:
    collector.resume()
    try:
        return run(command, arguments, settings)
    except StartError as error:
        sys.stderr.write(f"tollkeeper-server: {error}\n")
        return 1
