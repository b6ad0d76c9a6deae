"""Running the command line of an SDK as its users do: a process of its own, by pipes or on a terminal."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from support.starting import ALONE, one_certificate

ROOT = Path(__file__).parents[2]
TOLLKEEPER = ROOT / "sdks/python/src"
KEY = "tk_test_0123456789abcdefghijABCDEFGHIJ0123456789abc"


@dataclass(frozen=True)
class Done:
    """What a process left behind."""

    code: int
    out: str
    err: str
    raw: bytes


@dataclass(frozen=True)
class Program:
    """A command line. ``env`` is all of its environment but what a process needs to start."""

    package: str = "tollkeeper"
    source: Path = TOLLKEEPER
    program: str = "tollkeeper"
    env: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def command(self) -> list[str]:
        start = f"sys.argv[0] = {self.program!r}; from {self.package}._cli import main; main()"
        return [sys.executable, "-W", "error", "-c", f"{ALONE}; {start}"]

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "PYTHONPATH": str(self.source), "PYTHONUTF8": "1", **one_certificate(), **self.env, **more}

    def __call__(self, *args: str, stdin: bytes = b"", **env: str) -> Done:
        return _zygote().run(self._order(args, env), stdin)

    def on(self, terminal: int, *args: str, **env: str) -> Callable[[], int]:
        """Start it on a terminal that is not that of the tests. What is returned waits for its exit code."""
        return _zygote().start(self._order(args, env, terminal=True), [terminal] * 3)

    def _order(self, args: Sequence[str], env: Mapping[str, str], *, terminal: bool = False) -> Mapping[str, object]:
        return {
            "program": self.command[-1],
            "arguments": args,
            "environment": self.environment(**env),
            "folder": os.getcwd(),  # noqa: PTH109 - as text
            "terminal": terminal,
        }


class _Zygote:
    """See :mod:`cli_zygote`. To start an interpreter and httpx took three quarters of what a call takes."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
            self._process = subprocess.Popen(
                [sys.executable, "-W", "error", Path(__file__).with_name("cli_zygote.py"), str(theirs.fileno())],
                env={**environment, "PYTHONUTF8": "1"},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        atexit.register(self._stop)

    def _stop(self) -> None:
        self._control.close()
        self._process.wait()

    def start(self, order: Mapping[str, object], streams: Sequence[int]) -> Callable[[], int]:
        """What is returned waits for its end, and comes before the next start."""
        with tempfile.TemporaryFile() as file:
            file.write(json.dumps(order).encode())
            file.flush()
            socket.send_fds(self._control, [b"."], [file.fileno(), *streams])
        return lambda: int(self._control.recv(16))

    def run(self, order: Mapping[str, object], stdin: bytes) -> Done:
        pipes = [os.pipe(), os.pipe(), os.pipe()]
        (read, write), (out, to_out), (err, to_err) = pipes
        ended = self.start(order, [read, to_out, to_err])
        for theirs in (read, to_out, to_err):
            os.close(theirs)
        with ThreadPoolExecutor(2) as both:  # a pipe that nobody reads fills up
            given, said = both.submit(_write, write, stdin), both.submit(_read, err)
            raw = _read(out)
            given.result()
            errors = said.result().decode()
        return Done(ended(), raw.decode("utf-8", "replace"), errors, raw)


@cache
def _zygote() -> _Zygote:
    return _Zygote()


def _write(end: int, content: bytes) -> None:
    with suppress(BrokenPipeError), open(end, "wb") as pipe:
        pipe.write(content)


def _read(end: int) -> bytes:
    with open(end, "rb") as pipe:
        return pipe.read()
