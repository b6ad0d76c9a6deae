"""Both sides of a comparison at once, in two processes: most of the time goes into preparing them."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO

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
    package: str = "sdk"
    allow_remote: bool = False
    #: The document itself, where it was read already: from standard input, or from git.
    content: bytes | None = None

    def read(self) -> Side:
        """The side. Raises ``DocumentError`` and ``UsageError`` as :func:`trueline.diff.side.side` and git do."""
        content, shown = self.content, self.document
        if content is None and (revision := split(self.document)):
            content = show(*revision).getvalue()
        return side(
            self.document if content is None else "-",
            overlays=self.overlays,
            names=self.names,
            package=self.package,
            allow_remote=self.allow_remote,
            stdin=None if content is None else BytesIO(content),
            called=shown,
        )


def both(old: Source, new: Source) -> tuple[Side, Side]:
    """The sides of two sources; large ones are prepared side by side.

    The other process starts afresh, which is safe whatever threads the caller has.
    """
    if min(_size(old), _size(new)) < _SMALL or (os.cpu_count() or 1) < 2:
        return old.read(), new.read()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = pool.submit(_prepared, new)
        prepared = old.read().prepare()
        return prepared, waiting.result()


def _prepared(source: Source) -> Side:
    return source.read().prepare()


def _size(source: Source) -> int:
    if source.content is not None:
        return len(source.content)
    try:
        return os.stat(source.document).st_size  # noqa: PTH116 - a URL or REV:path is no Path
    except OSError:
        return 0
