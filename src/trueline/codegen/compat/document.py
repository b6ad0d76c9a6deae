"""A document whose texts stay texts: SDKs of the other generator know dates and times, and no other format of text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trueline.spec.document import Document, is_array, is_object

_KEPT = frozenset({"date", "date-time", "binary"})


def as_text(document: Document) -> Document:
    """``document`` without the formats of strings that would make something else than text."""
    return replace(document, value=_plain(document.value))


def _plain(value: Any) -> Any:
    if is_array(value):
        return [_plain(each) for each in value]
    if not is_object(value):
        return value
    kind, stated = value.get("type"), value.get("format")
    is_text = kind == "string" or (is_array(kind) and "string" in kind)
    dropped = is_text and isinstance(stated, str) and stated not in _KEPT
    return {key: _plain(each) for key, each in value.items() if not (dropped and key == "format")}
