"""The fields that OpenAPI gives each object, in the order in which they are written, and what their values must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import OWN

#: Says whether a value may stand in a field.
Fits = Callable[[Any], bool]


def text(value: Any) -> bool:
    """Whether a value is a string."""
    return isinstance(value, str)


def flag(value: Any) -> bool:
    """Whether a value is true or false."""
    return isinstance(value, bool)


def anything(_value: Any) -> bool:
    """Every value."""
    return True


def _texts(value: Any) -> bool:
    return is_array(value) and all(isinstance(item, str) for item in value)


def _simple(value: Any) -> bool:
    return bool(value == "simple")


def _filled(value: Any) -> bool:
    return is_object(value) and bool(value)


def _with(*keys: str) -> Fits:
    """Objects in which these fields are texts."""
    return lambda value: is_object(value) and all(isinstance(value.get(key), str) for key in keys)


def _examples(value: Any) -> bool:
    return is_object(value) and all(is_object(item) for item in value.values())


_DESCRIBED: Mapping[str, Fits] = {"summary": text, "description": text, "externalDocs": _with("url")}

DOCUMENT: Mapping[str, Fits] = {
    "openapi": text, "info": is_object, "servers": is_array, "security": is_array, "tags": is_array,
    "externalDocs": _with("url"), "paths": is_object, "webhooks": _filled, "components": is_object,
}  # fmt: skip
INFO: Mapping[str, Fits] = {
    "title": text, "version": text, "summary": text, "description": text, "termsOfService": text,
    "contact": is_object, "license": _with("name"),
}  # fmt: skip
CONTACT: Mapping[str, Fits] = {"name": text, "url": text, "email": text}
LICENSE: Mapping[str, Fits] = {"name": text, "identifier": text, "url": text}
DOCS: Mapping[str, Fits] = {"description": text, "url": text}
TAG: Mapping[str, Fits] = {"name": text, **_DESCRIBED, "parent": text, "kind": text}
SERVER: Mapping[str, Fits] = {"url": text, "name": text, "description": text, "variables": _filled}
VARIABLE: Mapping[str, Fits] = {"default": text, "enum": _texts, "description": text}
OPERATION: Mapping[str, Fits] = {
    "operationId": text, "tags": _texts, **_DESCRIBED, "deprecated": flag, "parameters": is_array,
    "requestBody": is_object, "responses": is_object, "callbacks": _filled, "security": is_array, "servers": is_array,
}  # fmt: skip
PARAMETER: Mapping[str, Fits] = {
    "name": text, "in": text, "description": text, "required": flag, "deprecated": flag, "allowEmptyValue": flag,
    "style": text, "explode": flag, "allowReserved": flag, "schema": is_object, "content": is_object,
    "example": anything, "examples": _examples,
}  # fmt: skip
HEADER: Mapping[str, Fits] = {
    "description": text, "required": flag, "deprecated": flag, "style": _simple, "explode": flag, "schema": is_object,
    "content": is_object, "example": anything, "examples": _examples,
}  # fmt: skip
BODY: Mapping[str, Fits] = {"description": text, "required": flag, "content": is_object}
RESPONSE: Mapping[str, Fits] = {
    "summary": text, "description": text, "headers": _filled, "content": _filled, "links": _filled,
}  # fmt: skip
LINK: Mapping[str, Fits] = {
    "operationRef": text, "operationId": text, "parameters": is_object, "requestBody": anything, "description": text,
    "server": _with("url"),
}  # fmt: skip
MEDIA: Mapping[str, Fits] = {
    "schema": is_object, "itemSchema": is_object, "encoding": _filled, "example": anything, "examples": _examples,
}  # fmt: skip
ENCODING: Mapping[str, Fits] = {
    "contentType": text, "headers": _filled, "style": text, "explode": flag, "allowReserved": flag,
}  # fmt: skip
EXAMPLE: Mapping[str, Fits] = {
    "summary": text, "description": text, "value": anything, "dataValue": anything, "serializedValue": text,
    "externalValue": text,
}  # fmt: skip
SCHEME: Mapping[str, Fits] = {
    "type": text, "description": text, "name": text, "in": text, "scheme": text, "bearerFormat": text,
    "flows": is_object, "openIdConnectUrl": text, "oauth2MetadataUrl": text, "deprecated": flag,
}  # fmt: skip
FLOW: Mapping[str, Fits] = {
    "authorizationUrl": text, "deviceAuthorizationUrl": text, "tokenUrl": text, "refreshUrl": text,
    "scopes": is_object,
}  # fmt: skip
#: The order of a schema's keywords; others follow by name.
SCHEMA = (
    "$ref", "type", "format", "title", "description", "const", "enum", "x-enum-varnames", "properties", "required",
    "patternProperties", "additionalProperties", "items", "oneOf", "not", "discriminator", "default", "deprecated",
    "readOnly", "writeOnly",
)  # fmt: skip


def ordered(source: Json, fields: Mapping[str, Fits]) -> Json:
    """What OpenAPI knows of ``source``, then the document's own extensions by name."""
    kept = {key: source[key] for key, fits in fields.items() if key in source and fits(source[key])}
    return kept | extensions(source)


def extensions(source: Json) -> Json:
    """The document's own extensions, by name."""
    return {key: source[key] for key in sorted(source) if key.startswith("x-") and not key.startswith(OWN)}
