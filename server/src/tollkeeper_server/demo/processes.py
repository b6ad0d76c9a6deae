"""Servers and workers as processes, as an operator starts them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import ClassVar

_LISTENS = re.compile(r"listens on (http://\S+)")
_KEY = re.compile(r"\b(tk_(?:live|test)_[0-9A-Za-z]{43})\b")


class Process:
    """``tollkeeper-server`` with arguments, or another module. Its output is read all the time; the first key and
    address are noted.
    """

    start: ClassVar[Callable[..., subprocess.Popen[str]]] = subprocess.Popen

    def __init__(
        self,
        environment: Mapping[str, str],
        *arguments: str,
        first_start: bool = False,
        module: str = "tollkeeper_server",
    ) -> None:
        self._first_start = first_start
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TOLLKEEPER_")}
        self.lines: list[str] = []
        self.url = ""
        self.key = ""
        self._told = threading.Event()
        self.process = self.start(
            [sys.executable, "-m", module, *arguments],
            env={**inherited, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Process:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def wait_until_it_listens(self, patience: float = 120) -> str:
        """The address. Raises ``RuntimeError`` with the output of a server that did not start."""
        if not self._told.wait(patience) or not self.url:
            raise RuntimeError("the server did not start:\n" + "".join(self.lines[-20:]))
        return self.url

    def stop(self) -> int:
        """End it as an operator does; the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self._finish()

    def kill(self) -> None:
        """End it as the kernel does when there is no memory left."""
        self.process.send_signal(signal.SIGKILL)
        self._finish()

    def _finish(self) -> int:
        try:
            code = self.process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()  # nothing outlives SIGKILL
        self._reader.join(timeout=40)
        assert self.process.stdout is not None
        if not self._reader.is_alive():  # a copy of the process may hold the pipe, and its reader waits for that
            self.process.stdout.close()
        return code

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines = [*self.lines[-199:], line]
            if found := _LISTENS.search(line):
                self.url = found[1]
            if not self.key and (found := _KEY.search(line)):
                self.key = found[1]
            if self.url and (self.key or not self._first_start):
                self._told.set()
        self._told.set()
