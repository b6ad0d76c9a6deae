"""A document as SDKs of the other generator read it: texts stay texts, and the client alone sends its credentials."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trueline.codegen.compat.bodies import one_body
from trueline.codegen.compat.credentials import without_credentials
from trueline.spec.document import Document, is_array, is_object
from trueline.spec.naming import Names
from trueline.spec.naming.extensions import OVERRIDE

_KEPT = frozenset({"date", "date-time", "binary"})


def as_known(document: Document, names: Names | None) -> Document:
    """``document`` without formats that make something else than text, and without parameters that the client sends.

    A schema that says what it is to be for SDKs is that.
    """
    value = _plain(document.value)
    one_body(value)
    without_credentials(value, {each.scheme for each in names.credentials} if names else set())
    return replace(document, value=value)


def _plain(value: Any) -> Any:
    if is_array(value):
        return [_plain(each) for each in value]
    if not is_object(value):
        return value
    if is_object(value.get(OVERRIDE)):
        return _plain(value[OVERRIDE])
    kind, stated = value.get("type"), value.get("format")
    is_text = kind == "string" or (is_array(kind) and "string" in kind)
    dropped = is_text and isinstance(stated, str) and stated not in _KEPT
    return {key: _plain(each) for key, each in value.items() if not (dropped and key == "format")}
