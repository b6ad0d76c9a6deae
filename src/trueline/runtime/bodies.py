"""Request bodies: JSON, forms, text and bytes. Multipart has its own module, loaded when an operation sends it."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .encoding import as_number, dumps, encode
from .errors import InvalidRequestError
from .messages import Payload
from .operation import Body, Content, Param, PartEncoding
from .params import primitive, query_fields
from .unset import UNSET, is_array, is_mapping, is_object


def encode_body(body: Body | None, args: Mapping[str, Any], extra: Mapping[str, Any] | None = None) -> Payload | None:
    """The body of a request, ``None`` for no body at all. ``extra`` goes over the properties of an object body.

    Raises ``InvalidRequestError`` where one is needed and missing.
    """
    if body is None:
        return None if extra is None else Payload("application/json", dumps(dict(extra)))
    content, media_type = _choose(body, args.get("content_type", UNSET))
    value = _value(body, args)
    if extra is not None:
        value = _merged(value, extra)
    if content.kind in {"json", "form"} and len(body.contents) > 1:
        content, media_type = _with_room_for_files(body, value) or (content, media_type)
    if value is UNSET:
        if body.required and not body.fields:
            raise InvalidRequestError("body: this operation needs one")
        return None
    return _encoded(content, media_type, value, args)


def _encoded(content: Content, media_type: str, value: Any, args: Mapping[str, Any]) -> Payload:
    if content.kind == "json" and not ("*" in media_type and _is_file(value)):
        return Payload("application/json" if "*" in media_type else media_type, dumps(value))
    if content.kind == "form":
        return Payload(media_type, "&".join(form_fields(_object(value), content.encodings)).encode())
    if content.kind == "multipart":
        values = _object(value, files=True)
        given = {name: args.get(e.headers_arg, UNSET) for name, e in content.encodings.items() if e.headers_arg}
        headers = {name: value for name, value in given.items() if value is not UNSET}
        from .multipart import encode_multipart

        return encode_multipart(values, content.encodings, media_type, headers=headers, rest=content.rest)
    if content.kind == "text":
        text = encode(value.value if hasattr(value, "value") else value) if not isinstance(value, bytes) else value
        return Payload(with_charset(media_type), text if isinstance(text, bytes) else primitive(text).encode())
    from .files import payload

    return payload(value, media_type)


def _is_file(value: Any) -> bool:
    from .files import is_file

    return is_file(value)


def _with_room_for_files(body: Body, value: Any) -> tuple[Content, str] | None:
    """The multipart content, where there is one and a file is given: JSON has no place for it."""
    for content in body.contents:
        if content.kind == "multipart" and (is_mapping(value) or hasattr(value, "to_dict")):
            values = _object(value, files=True)
            names = [name for name in values if (content.encodings.get(name) or content.rest).file]
            if any(_holds_file(values[name]) for name in names):
                return content, content.media_type
    return None


def _holds_file(value: Any) -> bool:
    items = list(value) if is_array(value) else [value]
    from .files import may_be_file

    return any(may_be_file(item) for item in items)


def _value(body: Body, args: Mapping[str, Any]) -> Any:
    if not body.fields:
        return args.get("body", UNSET)
    given = {wire: args[arg] for arg, wire in body.fields if args.get(arg, UNSET) is not UNSET}
    return given if given or body.required else UNSET


def _choose(body: Body, media_type: Any) -> tuple[Content, str]:
    """The content to send and its media type, which is concrete even where the document has a range (``image/*``)."""
    if media_type is UNSET or media_type is None:
        content = body.contents[0]
        return content, content.media_type
    name = primitive(encode(media_type))
    essence = name.partition(";")[0].strip().lower()
    for content in body.contents:
        if content.media_type.partition(";")[0].strip().lower() == essence:
            return content, name
    for content in body.contents:
        if content.media_type.endswith("/*") and (
            content.media_type == "*/*" or essence.startswith(content.media_type[:-1])
        ):
            return content, name
    known = ", ".join(content.media_type for content in body.contents)
    raise InvalidRequestError(f"content_type: {name!r} is not one of {known}")


def _merged(value: Any, extra: Mapping[str, Any]) -> Any:
    return {**({} if value is UNSET else _object(value, files=True)), **extra}


def _object(value: Any, *, files: bool = False) -> dict[str, Any]:
    """The properties of an object body. With ``files`` their values stay as they are, for files among them."""
    if files and is_mapping(value):
        return {name: item for name, item in value.items() if item is not UNSET}
    if files and hasattr(value, "__shape__"):
        return _properties(value)
    encoded = encode(value)
    if is_object(encoded):
        return encoded
    raise InvalidRequestError(f"body: an object is needed, not {type(value).__name__}")


def _properties(model: Any) -> dict[str, Any]:
    """The properties of a model as they were given."""
    shape = model.__shape__
    values = {name: getattr(model, attr) for name, attr in shape.attrs.items()}
    for name in shape.numeric:
        values[name] = as_number(values[name])
    return {name: value for name, value in {**values, **model.additional_properties}.items() if value is not UNSET}


def form_fields(values: Mapping[str, Any], encodings: Mapping[str, PartEncoding]) -> list[str]:
    """``name=value`` fields of a form. OpenAPI 3.1 section 4.8.14.4: what has no style is text, JSON for objects."""
    fields: list[str] = []
    for name, value in values.items():
        encoding = encodings.get(name)
        if encoding is not None and encoding.is_styled:
            fields += styled_fields(name, value, encoding)
        elif encoding is not None and "json" in (encoding.content_type or ""):
            fields.append(f"{quote(name, safe='')}={quote(dumps(value).decode(), safe='')}")
        else:
            items = value if is_array(value) else [value]
            fields += [
                f"{quote(name, safe='')}={quote(primitive(item), safe='')}" for item in items if item is not None
            ]
    return fields


def styled_fields(name: str, value: Any, encoding: PartEncoding) -> list[str]:
    """``name=value`` fields of a property that is written as a query parameter would be."""
    reserved = encoding.allow_reserved
    return query_fields(
        Param(name, name, "query", encoding.style or "form", encoding.explode, allow_reserved=reserved), value
    )


def with_charset(media_type: str) -> str:
    """Text is sent in UTF-8 and says so."""
    media_type = media_type.replace("text/*", "text/plain")
    return media_type if "charset=" in media_type.lower() else f"{media_type}; charset=utf-8"


def concrete(media_type: str, filename: str = "") -> str:
    """A media type that can be sent: of several, or of a range like ``image/*``, the one that the file's name says.

    A name that says nothing makes it the first of them that is not a range, else plain bytes.
    """
    names = [name.strip().replace("*+", "") for name in media_type.split(",")]  # *+xml: xml is one of them
    if len(names) == 1 and "*" not in names[0]:
        return names[0]
    guess = mimetypes.guess_type(filename)[0] or ""
    if guess and any(name in {guess, "*/*", f"{guess.partition('/')[0]}/*"} for name in names):
        return guess
    return next((name for name in names if "*" not in name), "") or guess or "application/octet-stream"
