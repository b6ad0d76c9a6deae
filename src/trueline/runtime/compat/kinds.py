"""Types that programs import from ``_types`` to annotate what they pass on."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import IO, Any, Literal, Optional, TypeAlias, TypeVar, Union

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

# Evaluated on Python 3.10 too, and as a part of other annotations: the older spelling of unions.
ResponseT = TypeVar("ResponseT")
_T = TypeVar("_T")
Body: TypeAlias = object
Query: TypeAlias = Mapping[str, object]
Headers: TypeAlias = Mapping[str, Any]
AnyMapping: TypeAlias = Mapping[str, object]
FileContent: TypeAlias = Union[IO[bytes], bytes, "os.PathLike[str]"]
FileTypes: TypeAlias = Union[
    FileContent,
    tuple[Optional[str], FileContent],
    tuple[Optional[str], FileContent, Optional[str]],
    tuple[Optional[str], FileContent, Optional[str], Mapping[str, str]],
]
HttpxFileTypes: TypeAlias = FileTypes
RequestFiles: TypeAlias = Union[Mapping[str, FileTypes], Sequence[tuple[str, FileTypes]]]
Base64FileInput: TypeAlias = Union[IO[bytes], "os.PathLike[str]"]
SequenceNotStr: TypeAlias = Sequence[_T]
StrBytesIntFloat: TypeAlias = Union[str, bytes, int, float]
ArrayFormat: TypeAlias = Literal["comma", "repeat", "indices", "brackets"]
