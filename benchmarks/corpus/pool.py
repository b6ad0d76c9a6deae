"""Many documents, each in a child process of its own with bounded time and memory; what is done is not done again."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus.documents import Document
from benchmarks.corpus.outcome import Outcome, Status, from_json
from benchmarks.corpus.run import run, warm


@dataclass(frozen=True, slots=True)
class Bounds:
    """For one document: seconds on the cores, and mebibytes of resident memory at its peak."""

    seconds: int = 300
    mebibytes: int = 2048


@dataclass(slots=True)
class _Child:
    document: Document
    pipe: int
    folder: Path
    started: float
    over: Status | None = None


def run_all(documents: Iterable[Document], jobs: int, bounds: Bounds) -> Iterator[Outcome]:
    """The outcome of each document, in the order in which they end."""
    todo = list(documents)
    if len(todo) > 1:
        warm(len(todo))
    gc.collect()
    gc.freeze()  # children share what is loaded already
    waiting = iter(todo)
    running: dict[int, _Child] = {}
    try:
        while True:
            while len(running) < jobs and (document := next(waiting, None)) is not None:
                pid, child = _start(document, bounds)
                running[pid] = child
            if not running:
                return
            yield from _ended(running, bounds)
    finally:
        for pid, child in running.items():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            _clean(child)


def _start(document: Document, bounds: Bounds) -> tuple[int, _Child]:
    sys.stdout.flush()
    sys.stderr.flush()
    folder = Path(tempfile.mkdtemp(prefix="corpus-"))
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _in_child(lambda: run(document, folder / "sdk"), writer, bounds)
    os.close(writer)
    return pid, _Child(document, reader, folder, time.monotonic())


def _in_child(work: Callable[[], Outcome], writer: int, bounds: Bounds) -> None:
    """Do the work, tell the parent, and end without any clean-up of the parent's state."""
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds + 1, bounds.seconds + 6))
    try:
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(work().to_json().encode())
    finally:
        os._exit(0)


def _ended(running: dict[int, _Child], bounds: Bounds) -> Iterator[Outcome]:
    """Whoever has ended by now. Memory is looked at often: a limit of the system would count addresses, not pages."""
    for pid in list(running):
        child = running[pid]
        ended, status = os.waitpid(pid, os.WNOHANG)
        if not ended:
            _watch(pid, child, bounds)
            continue
        del running[pid]
        yield _outcome(child, status)
    time.sleep(0.02)


def _watch(pid: int, child: _Child, bounds: Bounds) -> None:
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        if pages * resource.getpagesize() > bounds.mebibytes * 2**20:
            child.over = Status.MEMORY
            os.kill(pid, signal.SIGKILL)
    if child.over is None and time.monotonic() - child.started > 5 * bounds.seconds + 5:  # it waits for something
        child.over = Status.TIMEOUT
        os.kill(pid, signal.SIGKILL)


def _outcome(child: _Child, status: int) -> Outcome:
    told = _output(child)
    _clean(child)
    if told:
        return from_json(told)
    if child.over is None and os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}:
        child.over = Status.TIMEOUT
    seconds = round(time.monotonic() - child.started, 2)
    return Outcome(child.document.name, child.over or Status.CRASH, seconds, faults=(f"ended with status {status}",))


def _output(child: _Child) -> bytes:
    """What the child said. It has ended, and an outcome is smaller than a pipe."""
    os.set_blocking(child.pipe, False)
    try:
        return os.read(child.pipe, 1 << 20)
    except BlockingIOError:
        return b""


def _clean(child: _Child) -> None:
    os.close(child.pipe)
    shutil.rmtree(child.folder, ignore_errors=True)
