"""A command line on a terminal: a pseudo-terminal of its own (pexpect)."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from cli_program import Program

pexpect: Any = pytest.importorskip("pexpect")

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


fdpexpect: Any = pytest.importorskip("pexpect.fdpexpect")
pty: Any = pytest.importorskip("pty")
termios: Any = pytest.importorskip("termios")


class Forked:
    """The program on a terminal, as ``pexpect`` shows one that it has started: what most of these tests need of it."""

    def __init__(self, program: Program, *args: str, size: tuple[int, int] = (40, 100), **env: str) -> None:
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, size)
        self._ended = program.on(theirs, *args, TERM="xterm", **env)
        os.close(theirs)
        self._output = fdpexpect.fdspawn(ours, encoding="utf-8", timeout=120)
        self.expect, self.expect_exact = self._output.expect, self._output.expect_exact
        self.sendline = self._output.sendline
        self.exitstatus = -1

    @property
    def before(self) -> str:
        return str(self._output.before)

    def close(self) -> None:
        self._output.close()
        self.exitstatus = self._ended()


def on_terminal(program: Program, *args: str, size: tuple[int, int] = (40, 100), **env: str) -> Any:
    """The program, started: from an interpreter on, and with the terminal's signals."""
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
