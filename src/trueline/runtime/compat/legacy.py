"""Responses as the first SDKs of the other generator had them, whose ``parse()`` is not awaited in either client."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar

from ..answers import text_of
from ..drive import AsyncDriver
from .response import APIResponse, AsyncAPIResponse, AsyncBinaryAPIResponse, BinaryAPIResponse

__all__ = ["HttpxBinaryResponseContent", "LegacyAPIResponse", "PlainAPIResponse", "PlainBinaryResponse"]

T = TypeVar("T")


class PlainAPIResponse(APIResponse[T]):
    """What ``with_raw_response`` answers with, of either client, where a names file says ``plain_parse``."""

    __slots__ = ()

    def read(self) -> bytes:
        """The body. Raises ``RuntimeError`` for a stream of the asynchronous client: what ``parse()`` gives has it."""
        driver: Any = self._driver
        content = self._exchange.answer.content
        if content is None and isinstance(driver, AsyncDriver):
            raise RuntimeError("this response is a stream: go through what parse() gives")
        return super().read() if content is None else content

    @property
    def text(self) -> str:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # as it was
        """The body as text."""
        return text_of(self.read(), self.content_type)


class PlainBinaryResponse(BinaryAPIResponse):
    """A download that has been read, of either client."""

    __slots__ = ()

    def read(self) -> bytes:
        """The body, which came before this."""
        return self._exchange.answer.content or b""

    @property
    def text(self) -> str:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # as above
        """The body as text."""
        return text_of(self.read(), self.content_type)

    @property
    def response(self) -> Any:
        """The response as the HTTP library has it."""
        return self.http_response

    def write_to_file(self, file: str | os.PathLike[str]) -> None:
        """Write the body to a file."""
        Path(file).write_bytes(self.read())

    def stream_to_file(self, file: str | os.PathLike[str], *, chunk_size: int | None = None) -> None:
        """Write the body to a file."""
        del chunk_size
        self.write_to_file(file)

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body in pieces."""
        body = self.read()
        size = chunk_size or len(body) or 1
        return (body[at : at + size] for at in range(0, len(body), size))

    async def aread(self) -> bytes:
        """The body."""
        return self.read()

    async def aclose(self) -> None:
        """Nothing: it is read."""


if TYPE_CHECKING:
    LegacyAPIResponse: TypeAlias = APIResponse[T]
    HttpxBinaryResponseContent: TypeAlias = BinaryAPIResponse
else:

    class _Either(type):
        kinds: ClassVar[tuple[type[Any], ...]]

        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, cls.kinds)

    class LegacyAPIResponse(metaclass=_Either):
        """What ``with_raw_response`` answers with, of either client."""

        kinds = (APIResponse, AsyncAPIResponse)

    class HttpxBinaryResponseContent(metaclass=_Either):
        """A download that has been read, of either client."""

        kinds = (BinaryAPIResponse, AsyncBinaryAPIResponse)
