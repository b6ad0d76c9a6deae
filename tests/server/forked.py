"""Servers as processes that are forked, where their start is not what is tested: 0.1 CPU seconds, not 0.7."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast

PROGRAM = [sys.executable, "-m", "tollkeeper_server"]


class Zygote:
    """Started when a first server is."""

    def __init__(self) -> None:
        control, theirs = socket.socketpair()
        command = [sys.executable, str(Path(__file__).with_name("server_zygote.py")), str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        self._control = control

    def end(self) -> None:
        self._control.close()
        assert self._process.wait(timeout=120) == 0

    def start(self, command: Sequence[str], **options: Any) -> subprocess.Popen[str]:
        """As ``subprocess.Popen`` starts it."""
        assert [*command[:3]] == PROGRAM, command
        return cast("subprocess.Popen[str]", Forked(self._control, command[3:], **options))


class Forked:
    """A process as ``subprocess.Popen`` shows it."""

    def __init__(
        self,
        control: socket.socket,
        arguments: Sequence[str],
        *,
        env: Mapping[str, str],
        stdout: int | IO[bytes],
        stderr: int | IO[bytes],
        stdin: int = subprocess.DEVNULL,
        cwd: Path | None = None,
        text: bool = True,
    ) -> None:
        assert text or subprocess.PIPE not in (stdout, stderr), "a pipe is read as text"
        self.returncode: int | None = None
        self.stdout, out = _opened(stdout)
        self.stderr, err = (None, os.dup(out)) if stderr == subprocess.STDOUT else _opened(stderr)
        self._told, told = os.pipe()
        assert stdin == subprocess.DEVNULL
        nothing = os.open(os.devnull, os.O_RDONLY)
        with tempfile.TemporaryFile() as order:
            asked = {"arguments": list(arguments), "environment": dict(env), "folder": str(cwd or Path.cwd())}
            order.write(json.dumps(asked).encode())
            order.flush()
            socket.send_fds(control, [b"\n"], [order.fileno(), nothing, out, err, told])
        for each in (nothing, out, err, told):
            os.close(each)
        self.pid = int(self._line(120))

    def _line(self, patience: float | None) -> bytes:
        """What is told next; nothing before the time is over."""
        ready, _, _ = select.select([self._told], [], [], patience)
        return os.read(self._told, 32) if ready else b""

    def poll(self) -> int | None:
        return self.returncode if self.returncode is not None else self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        code = self.returncode if self.returncode is not None else self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("tollkeeper_server", timeout or 0)
        return code

    def _ended(self, patience: float | None) -> int | None:
        if line := self._line(patience):
            self.returncode = int(line)
            os.close(self._told)
        return self.returncode

    def send_signal(self, sign: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sign)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Forked:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        self.wait()


def _opened(stream: int | IO[bytes]) -> tuple[IO[str] | None, int]:
    """Our end of a pipe, if it is one, and what the child gets."""
    if not isinstance(stream, int):
        return None, os.dup(stream.fileno())
    assert stream == subprocess.PIPE
    ours, theirs = os.pipe()
    return os.fdopen(ours, encoding="utf-8"), theirs
