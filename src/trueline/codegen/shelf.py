"""Files of an SDK on disk, for one so large that memory counts: they are read again one by one as they are written."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator, MutableMapping


class Shelf(MutableMapping[str, bytes]):
    """Contents by path, in a file that has no name. A path keeps its place when its content is another."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it is there as long as this is
        weakref.finalize(self, self._file.close)
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def __setitem__(self, path: str, content: bytes) -> None:
        self._file.seek(self._end)
        self._file.write(content)
        self._places[path] = (self._end, len(content))
        self._end += len(content)

    def __getitem__(self, path: str) -> bytes:
        start, length = self._places[path]
        self._file.seek(start)
        return self._file.read(length)

    def __delitem__(self, path: str) -> None:
        del self._places[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
