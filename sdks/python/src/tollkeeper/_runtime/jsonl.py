"""JSON lines (and RFC 7464 JSON text sequences) from bytes, a chunk at a time in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator

from .sse import LARGEST, LineSplitter


class JsonLines:
    """The state of a stream of JSON lines between chunks. Only LF ends a line: U+2028 and CR may stand inside."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._lines = LineSplitter(largest, only_lf=True)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The JSON texts that are complete now."""
        return filter(None, map(_bare, self._lines.feed(chunk)))

    def end(self) -> Iterator[bytes]:
        """The last text, whose line may lack an end."""
        return filter(None, map(_bare, self._lines.end()))


def _bare(line: bytes) -> bytes:
    return line.strip(b" \t\r\n").removeprefix(b"\x1e").removeprefix(b"\xef\xbb\xbf")
