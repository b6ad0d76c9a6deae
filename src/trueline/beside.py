"""Work for the second core, in a copy of this process: all that is there already is there, and only answers travel.

Where the system can't copy a process, or threads would be left behind in the copy, the work is done here instead.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TypeVar, cast

T = TypeVar("T")


@contextmanager
def beside(work: Callable[[], T]) -> Generator[Callable[[], T]]:
    """``work``, begun now. What is yielded waits for its answer, and is called once.

    What fails there is done again here: so an error is raised where it is seen, and a lost process loses nothing.
    """
    copy = _Copy(work) if _can_copy() else None
    try:
        yield lambda: _answer(copy, work)
    finally:
        if copy:
            copy.end()


def _can_copy() -> bool:
    """Whether a copy would be whole: a lock that another thread holds would never be let go in it."""
    return sys.platform == "linux" and _threads() == 1 and len(os.sched_getaffinity(0)) > 1


def _threads() -> int:
    """As the system counts them: ``threading`` knows none that C code started, or ``_thread``. 0: it does not say."""
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return 0


def _answer(copy: _Copy | None, work: Callable[[], T]) -> T:
    text = copy.text() if copy else b""
    return cast("T", pickle.loads(text)) if text else work()  # noqa: S301 - from a copy of this process


class _Copy:
    """A process that works, writes its answer into a pipe and ends."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._reading, writing = os.pipe()
        # Held back until the copy can be asked to stop: it may have been started where an interrupt is ignored.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._pid = os.fork()
        if self._pid == 0:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            _work_and_end(work, writing, before)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(writing)

    def text(self) -> bytes:
        """The answer; empty where the work failed."""
        with open(self._reading, "rb", closefd=False) as pipe:
            text = pipe.read()
        return text if self._wait() == 0 else b""

    def end(self) -> None:
        """Whatever happened, nothing of it is left: it is asked to stop, and takes its files with it."""
        os.close(self._reading)
        if self._pid:
            os.kill(self._pid, signal.SIGINT)
            self._wait()

    def _wait(self) -> int:
        status = os.waitpid(self._pid, 0)[1]
        self._pid = 0
        return status


def _work_and_end(work: Callable[[], object], writing: int, mask: set[int | signal.Signals]) -> NoReturn:
    """What is above in the stack is the other process's."""
    code = 1
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        text = pickle.dumps(work(), pickle.HIGHEST_PROTOCOL)
        with open(writing, "wb") as pipe:
            pipe.write(text)
        code = 0
    finally:
        os._exit(code)
