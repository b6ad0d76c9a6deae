"""Both sides of a comparison at once, in two processes: most of the time goes into preparing them."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from multiprocessing.connection import Connection

from trueline.collector import collector_paused
from trueline.diff.document_side import Side, side
from trueline.diff.revisions import show, split
from trueline.memory import APART, Memory, Recall, TypeNames, after
from trueline.request import Request

#: Documents smaller than this, in bytes, are prepared faster than a process starts.
_SMALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """What one side is made from: a path, a URL, ``-`` or ``REV:path``, with overlays and names as for an SDK."""

    document: str
    overlays: tuple[str, ...] = ()
    names: str = ""
    package: str = ""
    allow_remote: bool = False
    layout: str = ""
    memory: Memory | None = None
    #: The document itself, where it was read already: from standard input, or from git.
    content: bytes | None = None

    @classmethod
    def of(cls, request: Request, memory: Memory | None = None) -> Source:
        """What an SDK is made from."""
        read = (request.spec, request.overlays, request.names, request.package, request.allow_remote, request.layout)
        return cls(*read, memory)

    def fetched(self) -> Source:
        """The same source, with its content where that is in git. Raises ``UsageError`` where git does not have it."""
        revision = split(self.document) if self.content is None else None
        return self if revision is None else replace(self, content=show(*revision).getvalue())

    def read(self, memory: Recall = Memory) -> Side:
        """The side. Raises ``DocumentError`` and ``UsageError``, as :func:`trueline.diff.document_side` and git do.

        ``memory`` is asked for names where the source has no memory of its own.
        """
        content = self.fetched().content
        own = APART if self.layout else self.memory  # other layouts have a type for every place
        return side(
            self.document if content is None else "-",
            overlays=self.overlays,
            names=self.names,
            package=self.package,
            allow_remote=self.allow_remote,
            stdin=None if content is None else BytesIO(content),
            called=self.document,
            layout=self.layout,
            memory=memory if own is None else lambda: own,
        )


def both(old: Source, new: Source) -> tuple[Side, Side]:
    """The sides of two sources; large ones are prepared side by side.

    The new side remembers names of types as the SDK of the old one does, unless it has a memory of its own.
    """
    old, new = old.fetched(), new.fetched()
    if min(_size(old), _size(new)) < _SMALL or (os.cpu_count() or 1) < 2:
        first = old.read()
        return first, new.read(partial(after, first.type_names))
    context = multiprocessing.get_context(_start_method())
    receiver, sender = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(1, mp_context=context, initializer=_listen, initargs=(receiver,))
    with collector_paused(), pool, sender:
        waiting = pool.submit(_read, new)
        names: TypeNames = None
        try:
            first = old.read()
            names = first.type_names
        finally:
            sender.send(names)  # the other process waits for them
        return first.prepare(), waiting.result()


_before: list[Connection] = []


def _listen(receiver: Connection) -> None:
    """In the other process: where the names of the old side will come from."""
    _before.append(receiver)


def _memory_of_old() -> Memory:
    return after(_before[0].recv())


def _start_method() -> str:
    """A copy of this process, which has everything imported, where that is safe: on Linux, without threads."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _read(source: Source) -> Side:
    """In the other process, which ends with its answer. Facts are made here again: that is faster than sending them."""
    gc.disable()
    return source.read(_memory_of_old)


def _size(source: Source) -> int:
    if source.content is not None:
        return len(source.content)
    try:
        return os.stat(source.document).st_size  # noqa: PTH116 - a URL or REV:path is not a Path
    except OSError:
        return 0
