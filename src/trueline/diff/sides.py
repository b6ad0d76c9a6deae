"""Both sides of a comparison at once, in two processes: most of the time goes into preparing them."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from io import BytesIO

from trueline.collector import collector_paused
from trueline.diff.one_side import Side, side
from trueline.diff.revisions import show, split

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
    #: The document itself, where it was read already: from standard input, or from git.
    content: bytes | None = None

    def fetched(self) -> Source:
        """The same source, with its content where that is in git. Raises ``UsageError`` where git does not have it."""
        revision = split(self.document) if self.content is None else None
        return self if revision is None else replace(self, content=show(*revision).getvalue())

    def read(self) -> Side:
        """The side. Raises ``DocumentError`` and ``UsageError``, as :func:`trueline.diff.side` and git do."""
        content = self.fetched().content
        return side(
            self.document if content is None else "-",
            overlays=self.overlays,
            names=self.names,
            package=self.package,
            allow_remote=self.allow_remote,
            stdin=None if content is None else BytesIO(content),
            called=self.document,
            layout=self.layout,
        )


def both(old: Source, new: Source) -> tuple[Side, Side]:
    """The sides of two sources; large ones are prepared side by side."""
    old, new = old.fetched(), new.fetched()
    if min(_size(old), _size(new)) < _SMALL or (os.cpu_count() or 1) < 2:
        return old.read(), new.read()
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(_start_method()))
    with collector_paused(), pool:
        waiting = pool.submit(_read, new)
        prepared = old.read().prepare()
        return prepared, waiting.result()


def _start_method() -> str:
    """A copy of this process, which has everything imported, where that is safe: on Linux, without threads."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _read(source: Source) -> Side:
    """In the other process, which ends with its answer. Facts are made here again: that is faster than sending them."""
    gc.disable()
    return source.read()


def _size(source: Source) -> int:
    if source.content is not None:
        return len(source.content)
    try:
        return os.stat(source.document).st_size  # noqa: PTH116 - a URL or REV:path is no Path
    except OSError:
        return 0
