"""Forms as SDKs of the other generator send them: lists are ``tags[]``, what is in objects is ``owner[name]``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from ..files import may_be_file
from ..operation import Operation, PartEncoding
from ..unset import UNSET, is_array, is_mapping, is_tuple

__all__ = ["bracketed"]


def bracketed(op: Operation[Any], args: Mapping[str, Any], arrays: str) -> tuple[Operation[Any], Mapping[str, Any]]:
    """The operation and its arguments, those of a multipart body one for each part. ``arrays``: how lists are named."""
    body = op.body
    if body is None or body.contents[0].kind != "multipart":
        return op, args
    content = body.contents[0]
    whole = args.get("body", UNSET)
    if not body.fields and not is_mapping(whole):
        return op, args
    given = {wire: args[arg] for arg, wire in body.fields if args.get(arg, UNSET) is not UNSET} or whole
    if not is_mapping(given):
        return op, args
    parts: dict[str, list[Any]] = {}
    encodings: dict[str, PartEncoding] = {}
    for wire, value in given.items():
        for name, part, encoding in _parts(wire, value, content.encodings.get(wire) or content.rest, arrays):
            parts.setdefault(name, []).append(part)
            several = encoding.file == "one" and len(parts[name]) > 1
            encodings[name] = encoding._replace(file="many") if several else encoding
    taken = {arg for arg, _ in body.fields} or {"body"}
    others = {arg: value for arg, value in args.items() if arg not in taken}
    contents = (content._replace(encodings=encodings), *body.contents[1:])
    op = op.but(body=body._replace(contents=contents, fields=()))
    return op, {**others, "body": {name: each[0] if len(each) == 1 else each for name, each in parts.items()}}


def _parts(name: str, value: Any, encoding: PartEncoding, arrays: str) -> Iterator[tuple[str, Any, PartEncoding]]:
    """The name of each part, what it has, and how that is sent. What the document has a style for travels so."""
    if encoding.is_styled or encoding.base64 or encoding.file == "one" or may_be_file(value):
        yield name, value, encoding
    elif is_mapping(value) or hasattr(value, "to_wire"):
        inner: Mapping[str, Any] = value if is_mapping(value) else cast("Any", value).to_wire()
        for key, each in inner.items():
            yield from _parts(f"{name}[{key}]", each, PartEncoding(file="maybe"), arrays)
    elif is_array(value) or is_tuple(value):
        of_items = PartEncoding(encoding.content_type, file="one") if encoding.file == "many" else PartEncoding()
        for number, each in enumerate(value):
            yield from _parts(f"{name}{_suffix(number, arrays)}", each, of_items, arrays)
    else:
        yield name, value, encoding._replace(content_type=None) if "json" in (encoding.content_type or "") else encoding


def _suffix(number: int, arrays: str) -> str:
    return {"brackets": "[]", "indices": f"[{number}]"}.get(arrays, "")
