"""The media types that the schema of a multipart body gives its parts: ``contentMediaType`` of files."""

from __future__ import annotations

from typing import Any

from trueline.codegen.typing_of import component
from trueline.spec.document import Json, is_object

#: Bytes of any kind: the name of the file says more.
_ANY_BYTES = "application/octet-stream"


def encoding_of(media_type: str, source: Json, schemas: Json) -> Json:
    """What a media type object says of its parts, in ``encoding`` or in its schema; ``encoding`` goes first."""
    stated: Json = source.get("encoding", {})
    if not media_type.lower().startswith("multipart/"):
        return stated
    properties: Json = _followed(source["schema"], schemas).get("properties", {})
    types = {name: _file_type(schema, schemas) for name, schema in properties.items()}
    said = {name: {"contentType": text} for name, text in types.items() if text}
    return {**stated, **{name: {**own, **stated.get(name, {})} for name, own in said.items()}}


def _file_type(schema: Json, schemas: Json, depth: int = 4) -> str:
    """The media type of a file, or of each of several; empty where there is none."""
    schema = _followed(schema, schemas)
    inner = [schema["items"]] if schema.get("type") == "array" else schema.get("oneOf")
    if inner:
        found = {text for each in inner if depth and (text := _file_type(each, schemas, depth - 1))}
        return found.pop() if len(found) == 1 else ""
    media = schema.get("contentMediaType")
    is_file = schema.get("format") == "binary" and isinstance(media, str) and not media.startswith(_ANY_BYTES)
    return str(media) if is_file else ""


def _followed(schema: Any, schemas: Json) -> Json:
    found = schemas[component(schema["$ref"])] if "$ref" in schema else schema
    return found if is_object(found) else {}
