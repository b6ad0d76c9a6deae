"""A command line on a terminal: a pseudo-terminal of its own (pexpect)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from cli_program import Program

pexpect: Any = pytest.importorskip("pexpect")

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(program: Program, *args: str, size: tuple[int, int] = (40, 100), **env: str) -> Any:
    """The program, started."""
    command, *rest = program.command
    return pexpect.spawn(
        command,
        [*rest, *args],
        env=program.environment(TERM="xterm", **env),
        dimensions=size,
        encoding="utf-8",
        timeout=120,
    )


def shown(child: Any) -> tuple[int, str]:
    """The exit code and all that the terminal was sent, without colours."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, _STYLE.sub("", child.before).replace("\r\n", "\n")
