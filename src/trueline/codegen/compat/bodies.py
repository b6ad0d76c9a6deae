"""Bodies that a document has in several forms: older SDKs knew one, JSON, or a multipart form where it takes files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.naming.edits import Edits, tokens_of

_MULTIPART, _FORM = "multipart/form-data", "application/x-www-form-urlencoded"
_DEEP = 8


def one_body(root: Json) -> None:
    """Take out of ``root``, which may be changed, the forms of bodies that older SDKs did not send."""
    edits = Edits(root)
    for body in _bodies(root):
        content = body.get("content")
        if is_object(content):
            body["content"] = {media: each for media, each in content.items() if media not in _others(edits, content)}


def _others(edits: Edits, content: Json) -> set[str]:
    """The media types beside the one that was sent."""
    json = next((media for media in content if media.partition(";")[0].strip().endswith("json")), "")
    form = content.get(_MULTIPART)
    kept = json
    if is_object(form) and (not json or _takes_files(edits, form.get("schema"))):
        kept = _MULTIPART
    return {media for media in (json, _MULTIPART, _FORM) if media != kept} if kept else set()


def _takes_files(edits: Edits, schema: Any, depth: int = 0) -> bool:
    if not is_object(schema) or depth > _DEEP:
        return False
    if isinstance(schema.get("$ref"), str):
        return _takes_files(edits, edits.at(edits.follow(tokens_of(schema["$ref"]))), depth + 1)
    if schema.get("format") == "binary" or "contentMediaType" in schema:
        return True
    properties = schema.get("properties")
    inner = [*properties.values()] if is_object(properties) else []
    inner.append(schema.get("items"))
    for word in ("allOf", "anyOf", "oneOf"):
        members = schema.get(word)
        inner += members if is_array(members) else []
    return any(_takes_files(edits, each, depth + 1) for each in inner)


def _bodies(root: Json) -> Iterator[Json]:
    """The bodies of operations, and those that several share."""
    components = root.get("components")
    shared = components.get("requestBodies") if is_object(components) else None
    yield from filter(is_object, shared.values() if is_object(shared) else ())
    edits = Edits(root)
    for path, method, _ in edits.routes():
        body = (edits.operation(path, method) or {}).get("requestBody")
        if is_object(body):
            yield body
