from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from .effects import effects
from .exits import USAGE, CliError
from .options import key
from .table import Command
from .text import one_line


def ask(command: Command, typed: Mapping[str, Any]) -> None:
    if not effects(command).removes or typed["yes"] or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    if not click.confirm(_question(command, typed), err=True):
        raise CliError("nothing was sent", USAGE)


def _question(command: Command, typed: Mapping[str, Any]) -> str:
    named = [str(typed[key(number)]) for number, option in enumerate(command.options) if option.positional]
    which = f": {one_line(', '.join(named))}" if named else ""
    return f"{one_line(command.summary or command.request).rstrip('.')}{which}?"
