"""What the validator cannot judge, by name. The evidence for each is in ``README.md``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from benchmarks.corpus.wire.document import IGNORED, Json, Operation
from benchmarks.corpus.wire.own import style_of


@dataclass(frozen=True)
class Complaint:
    """What the validator has against a request: at a parameter (``query``, ``name``), the body, or the whole."""

    location: str
    name: str
    message: str


def whole_limit(operation: Operation, complaint: Complaint) -> str:
    """Why a complaint says nothing of the request as a whole; empty when it does."""
    if complaint.location == "header" and complaint.name.lower() in IGNORED:
        return "a header parameter that OpenAPI says to ignore is required"
    if complaint.location == "request" and "?" in operation.path:
        return "a path with a query in it is never found"
    if "MissingRequiredRequestBody" in complaint.message:
        return "a form without fields is an empty body"
    return ""


def body_limit(media_type: str, body: Any) -> str:
    """Why the validator cannot judge this body of this media type; empty when it can."""
    essence = media_type.partition(";")[0].strip().lower()
    if essence == "application/x-www-form-urlencoded" and isinstance(body, dict):
        if [] in body.values():
            return "an empty array is nothing at all in a form, required or not"
        if any(isinstance(each, dict) for value in body.values() for each in (value, *_items(value))):
            return "an object in a field of a form is JSON (OpenAPI 3.0.4, Encoding Object), which it can't cast"
    if essence == "*/*" and isinstance(body, (str, bytes)):
        return "XML, text and bytes are held against the schema as they are"
    if "json" in essence or essence in {"application/x-www-form-urlencoded", "*/*"}:
        return ""
    if essence.startswith("multipart/"):
        return "multipart: texts of parts are held against the schema as they are, and line ends are changed"
    return "XML, text and bytes are held against the schema as they are"


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def value_limit(parameter: Json, value: Any) -> str:
    """Why the validator cannot judge this parameter with this value; empty when it can."""
    style, explode = style_of(parameter)
    if isinstance(value, list) and not [item for item in value if item is not None]:
        return "an empty array is nothing at all in a URL (RFC 6570, section 2.3), required or not"
    if style == "deepObject" and (not parameter.get("explode") or not _plain_keys(value)):
        return "deepObject is read where explode is stated and every key is a word"
    if style == "form" and explode and isinstance(value, dict) and "content" not in parameter:
        return "an exploded object in a query or cookie is looked for under the parameter's own name"
    return ""


def _plain_keys(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(re.fullmatch(r"\w+", key) for key in value)
