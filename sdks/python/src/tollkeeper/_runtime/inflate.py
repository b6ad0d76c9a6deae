"""Compressed bodies (RFC 9110 section 8.4.1), read to their end: one that stops before it is an error, not an answer.

The HTTP library takes what there is of a body that was cut short, and the first of several gzip members for all.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from .errors import APIConnectionError

#: How another member begins after a complete one; other bytes there are padding, which no reader minds.
_NEXT = {"gzip": b"\x1f\x8b", "zstd": b""}


class _Engine(NamedTuple):
    """A decompressor of one member: its next bytes, whether it is complete, and what follows it."""

    feed: Callable[[bytes], bytes]
    is_complete: Callable[[], bool]
    rest: Callable[[], bytes]


class Inflater:
    """The plain bytes of a body in one encoding or several; one that nobody knows leaves it as it is."""

    __slots__ = ("_layers",)

    def __init__(self, encodings: str) -> None:
        names = [name.strip().lower() for name in encodings.split(",")]
        self._layers = [_Layer(_ALIASES.get(name, name)) for name in reversed(names) if name in _KNOWN]

    def feed(self, data: bytes) -> bytes:
        """What comes of the next bytes."""
        for layer in self._layers:
            data = layer.feed(data)
        return data

    def end(self) -> None:
        """The body has ended. Raises ``APIConnectionError`` where a part of it is missing."""
        for layer in self._layers:
            layer.end()


class _Layer:
    """One encoding: one member after the other (RFC 1952 section 2.2, RFC 8878 section 3.1)."""

    __slots__ = ("_engine", "_name", "_waiting", "_whole")

    def __init__(self, name: str) -> None:
        self._name = name
        self._engine: _Engine | None = None
        #: Too few bytes to tell what begins here.
        self._waiting = b""
        #: Whether at least one member is complete, and none is begun.
        self._whole = False

    def feed(self, data: bytes) -> bytes:
        data, self._waiting = self._waiting + data, b""
        parts: list[bytes] = []
        while data:
            if self._engine is None and not self._begin(data):
                break
            data = self._step(data, parts)
        return b"".join(parts)

    def _begin(self, data: bytes) -> bool:
        """Make an engine for the member that begins here. Not where these are too few bytes, or padding."""
        if self._whole:
            start = _NEXT.get(self._name)
            if start is None or not data.startswith(start[: len(data)]):
                return False
        if len(data) < 2:
            self._waiting = data
            return False
        self._engine, self._whole = _engine(self._name, data), False
        return True

    def _step(self, data: bytes, parts: list[bytes]) -> bytes:
        """Read on in this member; what follows it."""
        assert self._engine is not None
        try:
            parts.append(self._engine.feed(data))
        except Exception as error:  # each library has its own
            raise APIConnectionError(f"the body is not {self._name}, as the answer says: {error}") from error
        if not self._engine.is_complete():
            return b""
        rest, self._engine, self._whole = self._engine.rest(), None, True
        return rest

    def end(self) -> None:
        if not self._whole or self._waiting:
            raise APIConnectionError(f"the answer ended early: its {self._name} body is not complete")


def _engine(name: str, data: bytes) -> _Engine:
    return {"gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}[name](data)


def _gzip(_: bytes) -> _Engine:
    return _of(zlib.decompressobj(zlib.MAX_WBITS | 16))


def _deflate(data: bytes) -> _Engine:
    """With the header of zlib, as the standard has it, or without, as some servers do."""
    has_header = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    return _of(zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS))


def _zstd(_: bytes) -> _Engine:
    library = _library("zstd", "compression.zstd", "backports.zstd", "zstandard")
    whole = library.ZstdDecompressor()
    return _of(whole.decompressobj() if hasattr(whole, "decompressobj") else whole)


def _brotli(_: bytes) -> _Engine:
    engine = _library("br", "brotli", "brotlicffi").Decompressor()
    return _Engine(engine.process, engine.is_finished, lambda: b"")


def _of(engine: Any) -> _Engine:
    return _Engine(engine.decompress, lambda: bool(engine.eof), lambda: bytes(engine.unused_data))


def _library(name: str, *modules: str) -> Any:
    for module in modules:
        try:
            return import_module(module)
        except ImportError:
            continue
    raise APIConnectionError(f"the body is compressed ({name}), and nothing that reads it is installed: {modules[-1]}")


_ALIASES = {"x-gzip": "gzip"}
_KNOWN = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})
