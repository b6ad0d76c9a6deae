from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NamedTuple

from .errors import APIConnectionError

_PIECE = 1 << 20
_SLICE = 256
_NEXT = {"gzip": b"\x1f\x8b", "zstd": b""}


class _Engine(NamedTuple):
    step: Callable[[bytes], tuple[bytes, bytes]]
    is_complete: Callable[[], bool]
    rest: Callable[[], bytes]


class Inflater:
    __slots__ = ("_layers",)

    def __init__(self, encodings: str) -> None:
        names = [name.strip().lower() for name in encodings.split(",")]
        self._layers = [_Layer(_ALIASES.get(name, name)) for name in reversed(names) if name in _KNOWN]

    def feed(self, data: bytes) -> Iterator[bytes]:
        pieces = iter((data,))
        for layer in self._layers:
            pieces = layer.through(pieces)
        return pieces

    def end(self) -> None:
        for layer in self._layers:
            layer.end()


class _Layer:
    __slots__ = ("_engine", "_name", "_waiting", "_whole")

    def __init__(self, name: str) -> None:
        self._name = name
        self._engine: _Engine | None = None
        self._waiting = b""
        self._whole = False

    def through(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for data in pieces:
            yield from self._feed(data)

    def _feed(self, data: bytes) -> Iterator[bytes]:
        data, self._waiting = self._waiting + data, b""
        more = False
        while data or more:
            if self._engine is None and not self._begin(data):
                break
            plain, data = self._step(data)
            more = self._engine is not None and len(plain) >= _PIECE
            yield plain

    def _begin(self, data: bytes) -> bool:
        if self._whole:
            start = _NEXT.get(self._name)
            if start is None or not data.startswith(start[: len(data)]):
                return False
        if len(data) < 2:
            self._waiting = data
            return False
        self._engine, self._whole = _engine(self._name, data), False
        return True

    def _step(self, data: bytes) -> tuple[bytes, bytes]:
        assert self._engine is not None
        try:
            plain, rest = self._engine.step(data)
        except Exception as error:
            raise APIConnectionError(f"the body is not {self._name}, as the answer says: {error}") from error
        if self._engine.is_complete():
            rest += self._engine.rest()
            self._engine, self._whole = None, True
        return plain, rest

    def end(self) -> None:
        if not self._whole or self._waiting:
            raise APIConnectionError(f"the answer ended early: its {self._name} body is not complete")


def _engine(name: str, data: bytes) -> _Engine:
    return {"gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}[name](data)


def _gzip(_: bytes) -> _Engine:
    return _zlib(zlib.MAX_WBITS | 16)


def _deflate(data: bytes) -> _Engine:
    has_header = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    return _zlib(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def _zlib(bits: int) -> _Engine:
    engine = zlib.decompressobj(bits)

    def step(data: bytes) -> tuple[bytes, bytes]:
        plain = engine.decompress(data, _PIECE)
        return plain, engine.unconsumed_tail

    return _Engine(step, lambda: engine.eof, lambda: engine.unused_data)


def _zstd(_: bytes) -> _Engine:
    library = _library("zstd", "compression.zstd", "backports.zstd", "zstandard")
    engine: Any = library.ZstdDecompressor()
    if hasattr(engine, "decompressobj"):
        engine = engine.decompressobj()
        step = _sliced(engine.decompress)
    else:
        step = _limited(engine.decompress, "max_length")
    return _Engine(step, lambda: bool(engine.eof), lambda: bytes(engine.unused_data))


def _brotli(_: bytes) -> _Engine:
    engine = _library("br", "brotli", "brotlicffi").Decompressor()
    stops = hasattr(engine, "can_accept_more_data")
    step = _limited(engine.process, "output_buffer_limit") if stops else _sliced(engine.process)
    return _Engine(step, engine.is_finished, lambda: b"")


def _limited(decompress: Callable[..., bytes], option: str) -> Callable[[bytes], tuple[bytes, bytes]]:
    return lambda data: (decompress(data, **{option: _PIECE}), b"")


def _sliced(decompress: Callable[[bytes], bytes]) -> Callable[[bytes], tuple[bytes, bytes]]:
    return lambda data: (decompress(data[:_SLICE]), data[_SLICE:])


def _library(name: str, *modules: str) -> Any:
    for module in modules:
        try:
            return import_module(module)
        except ImportError:
            continue
    raise APIConnectionError(f"the body is compressed ({name}), and nothing that reads it is installed: {modules[-1]}")


_ALIASES = {"x-gzip": "gzip"}
_KNOWN = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})
