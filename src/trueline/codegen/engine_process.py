"""The engine in a process of its own: it starts while the document is being read, and works while the plan is made.

The process is started once and answers one skeleton after the other; it ends when its standard input does. Importing
the engine takes half a second and its parse a while, and both are over before anybody waits for them.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Generator
from importlib.metadata import version
from typing import IO

from trueline.codegen.engine_types import EngineResult
from trueline.errors import InternalError
from trueline.spec.document import Json

VERSION = version("openapi-python-client")
_SERVE = "import sys; sys.path[:] = sys.argv[1:]; from trueline.codegen.engine_server import serve; serve()"


def start() -> None:
    """Begin to load the engine, if this process has not done so yet."""
    with _lock:
        _running()


@contextlib.contextmanager
def asked(skeleton: Json) -> Generator[Pending]:
    """Give the engine a skeleton to read; the answer can be waited for inside the block."""
    with _lock:
        pending = Pending(_running())
        try:
            pending.send(skeleton)
            yield pending
        finally:
            if not pending.done:  # nobody waits for the answer: it must not be taken for that of the next question
                _stop()


class Pending:
    """A question that the engine has been asked."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.done = False

    def send(self, skeleton: Json) -> None:
        """Write the question. The process reads it at once or is still loading."""
        with contextlib.suppress(BrokenPipeError):  # its exit code says more, and is read with the answer
            pickle.dump(skeleton, _opened(self._process.stdin), pickle.HIGHEST_PROTOCOL)
            _opened(self._process.stdin).flush()

    def result(self) -> EngineResult:
        """The engine's answer. Raises ``InternalError`` when it refuses the skeleton, loses a part of it, or dies."""
        try:
            answer: EngineResult | str = pickle.load(_opened(self._process.stdout))  # noqa: S301 - our own process
        except (EOFError, pickle.UnpicklingError, OSError):
            raise InternalError(f"the engine ended with exit code {_stop()}") from None
        self.done = True
        if isinstance(answer, str):
            raise InternalError(answer)
        return answer


_lock = threading.Lock()
_processes: dict[int, subprocess.Popen[bytes]] = {}
"""By the process that started them: a fork must not talk to the engine of its parent."""


def _running() -> subprocess.Popen[bytes]:
    process = _processes.get(os.getpid())
    if process is None or process.poll() is not None:
        command = [sys.executable, "-I", "-c", _SERVE, *sys.path]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - this Python
        _processes[os.getpid()] = process
    return process


@atexit.register
def _stop() -> int | None:
    """End the process; answers its exit code."""
    process = _processes.pop(os.getpid(), None)
    if process is None:
        return None
    process.terminate()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            _opened(pipe).close()
    return process.wait()


def _opened(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
