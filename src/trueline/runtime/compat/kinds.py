"""Types that programs import from ``_types`` to annotate what they pass on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import IO, Any, Literal, TypeAlias, TypeVar

__all__ = [
    "AnyMapping",
    "ArrayFormat",
    "Base64FileInput",
    "Body",
    "FileContent",
    "FileTypes",
    "Headers",
    "HttpxFileTypes",
    "Query",
    "RequestFiles",
    "ResponseT",
    "SequenceNotStr",
    "StrBytesIntFloat",
]

ResponseT = TypeVar("ResponseT")
_T = TypeVar("_T")
Body: TypeAlias = object
Query: TypeAlias = Mapping[str, object]
Headers: TypeAlias = Mapping[str, Any]
AnyMapping: TypeAlias = Mapping[str, object]
FileContent: TypeAlias = IO[bytes] | bytes | PathLike[str]
FileTypes: TypeAlias = (
    FileContent
    | tuple[str | None, FileContent]
    | tuple[str | None, FileContent, str | None]
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
HttpxFileTypes: TypeAlias = FileTypes
RequestFiles: TypeAlias = Mapping[str, FileTypes] | Sequence[tuple[str, FileTypes]]
Base64FileInput: TypeAlias = IO[bytes] | PathLike[str]
SequenceNotStr: TypeAlias = Sequence[_T]
StrBytesIntFloat: TypeAlias = str | bytes | int | float
ArrayFormat: TypeAlias = Literal["comma", "repeat", "indices", "brackets"]
