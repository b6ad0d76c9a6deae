"""Names of responses as the first SDKs of the other generator had them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar

from .response import APIResponse, AsyncAPIResponse, AsyncBinaryAPIResponse, BinaryAPIResponse

__all__ = ["HttpxBinaryResponseContent", "LegacyAPIResponse"]

T = TypeVar("T")

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
