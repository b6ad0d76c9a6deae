"""Work for the second core, in a copy of this process: all that is there already is there, and only answers travel.

Where the system can't copy a process, or threads would be left behind in the copy, the work is done here instead.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Generic, NoReturn, TypeVar, cast

T = TypeVar("T")


@contextmanager
def beside(work: Callable[[], T], again: Callable[[], T] | None = None) -> Generator[Callable[[], T]]:
    """``work``, begun now. What is yielded waits for its answer, and is called once.

    What fails there is done again here: so an error is raised where it is seen, and a lost process loses nothing.
    ``again`` does it from scratch, for work that holds more than shall be held until then.
    """
    copy = _Copy(work) if _can_copy() else None
    if copy and again:
        work = again
    del again
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


def _answer(copy: _Copy[T] | None, work: Callable[[], T]) -> T:
    answer = copy.answer() if copy else None
    return answer[0] if answer else work()


class _Copy(Generic[T]):
    """A process that works, writes its answer into a file that has no name, and ends."""

    def __init__(self, work: Callable[[], T]) -> None:
        # A file and no pipe: what is done ends, and gives its memory back, before anybody asks for the answer.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - both processes have it
        # Held back until the copy can be asked to stop: it may have been started where an interrupt is ignored.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._pid = os.fork()
        if self._pid == 0:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            _work_and_end(work, self._file, before)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def answer(self) -> tuple[T] | None:
        """The answer; none where the work failed."""
        if self._wait():
            return None
        self._file.seek(0)
        return (cast("T", pickle.load(self._file)),)  # noqa: S301 - from a copy of this process

    def end(self) -> None:
        """Whatever happened, nothing of it is left: it is asked to stop, and takes its files with it."""
        self._file.close()
        if self._pid:
            os.kill(self._pid, signal.SIGINT)
            self._wait()

    def _wait(self) -> int:
        status = os.waitpid(self._pid, 0)[1]
        self._pid = 0
        return status


def _work_and_end(work: Callable[[], object], file: IO[bytes], mask: set[int | signal.Signals]) -> NoReturn:
    """What is above in the stack is the other process's."""
    code = 1
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        pickle.dump(work(), file, pickle.HIGHEST_PROTOCOL)
        file.flush()
        code = 0
    finally:
        os._exit(code)
