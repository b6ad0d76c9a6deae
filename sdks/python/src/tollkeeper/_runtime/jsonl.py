from __future__ import annotations

from collections.abc import Iterator

from .sse import LARGEST, LineSplitter


class JsonLines:
    def __init__(self, largest: int = LARGEST) -> None:
        self._lines = LineSplitter(largest, only_lf=True)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        return filter(None, map(_bare, self._lines.feed(chunk)))

    def end(self) -> Iterator[bytes]:
        return filter(None, map(_bare, self._lines.end()))


def _bare(line: bytes) -> bytes:
    return line.strip(b" \t\r\n").removeprefix(b"\x1e").removeprefix(b"\xef\xbb\xbf")
