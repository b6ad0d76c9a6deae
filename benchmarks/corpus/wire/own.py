"""Our own judge, for what the validator cannot do: it reads a request back, by the rules of OpenAPI 3.1 section 4.8.12.

It compares texts: what a parameter must be on the wire is split as its style says, decoded once and held against the
primitives that were given. It knows nothing of schemas, and is not part of what it judges.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json
import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from benchmarks.corpus.wire.document import Json, placeholders

_SEPARATOR = {"form": ",", "simple": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


def text(value: Any) -> str:
    """The text of a primitive, as JSON writes it."""
    return value if isinstance(value, str) else json.dumps(value)


def style_of(parameter: Json) -> tuple[str, bool]:
    style = parameter.get("style") or ("form" if parameter["in"] in {"query", "cookie"} else "simple")
    return style, bool(parameter.get("explode", style in {"form", "deepObject"}))


def expected(parameter: Json, value: Any) -> list[tuple[str, str]] | None:
    """The decoded ``(name, text)`` pairs of a parameter; the name of what has none is empty. ``None``: not ours."""
    name, (style, explode) = str(parameter["name"]), style_of(parameter)
    if "content" in parameter:
        return [(name, "")]  # compared as JSON
    if isinstance(value, dict):
        pairs = [(key, item) for key, item in value.items() if item is not None]
        if any(isinstance(item, (dict, list)) for _, item in pairs):
            return None  # OpenAPI says nothing of parts inside parts
        if style == "deepObject":
            return [(f"{name}[{key}]", text(item)) for key, item in pairs]
        if explode:
            return [(key, text(item)) for key, item in pairs]
        return [(name, part) for key, item in pairs for part in (key, text(item))]
    if isinstance(value, list):
        if any(isinstance(item, (dict, list)) for item in value) or style == "deepObject":
            return None
        return [(name, text(item)) for item in value if item is not None]
    return [(name, text(value))] if value is not None else []


def claimed(parameters: list[tuple[Json, Any]]) -> Counter[str]:
    """How many parameters of the query send each name: an exploded object sends those of its properties."""
    names: Counter[str] = Counter()
    for parameter, value in parameters:
        style, explode = style_of(parameter)
        if isinstance(value, dict) and explode and style != "deepObject" and "content" not in parameter:
            names.update(map(str, value))
        else:
            sent = expected(parameter, value)
            names.update({str(parameter["name"])} if sent is None else {name for name, _ in sent})
    return names


def query_pairs(raw: str, parameters: list[tuple[Json, Any]]) -> list[tuple[str, str]]:
    """A query string, split as the styles of its parameters say."""
    delimited = {
        str(p["name"]): _SEPARATOR.get(style_of(p)[0], ",")
        for p, value in parameters
        if "content" not in p and not style_of(p)[1] and isinstance(value, (list, dict))
    }
    found: list[tuple[str, str]] = []
    for field in filter(None, raw.split("&")):
        name, _, value = field.partition("=")
        name = unquote(name.replace("+", " "))
        parts = value.split(delimited[name]) if name in delimited else [value]
        found += [(name, unquote(part.replace("+", " "))) for part in parts]
    return found


def path_pairs(raw: str, parameter: Json, value: Any) -> list[tuple[str, str]]:
    """The text that stands for a path parameter, split as its style says."""
    name, (style, explode) = str(parameter["name"]), style_of(parameter)
    first = {"label": ".", "matrix": ";"}.get(style, "")
    if not raw.startswith(first):
        return [("?", raw)]
    raw = raw[len(first) :]
    between = {"label": ".", "matrix": ";"}.get(style, ",") if explode else ","  # RFC 6570, section 3.2.1
    if style == "matrix" and not (explode and isinstance(value, (list, dict))):
        raw = raw.removeprefix(f"{quote(name, safe='')}=")
    if not isinstance(value, (list, dict)):
        return [(name, unquote(raw))]
    parts = raw.split(between)
    if explode and (isinstance(value, dict) or style == "matrix"):
        return [(unquote(part.partition("=")[0]), unquote(part.partition("=")[2])) for part in parts]
    return [(name, unquote(part)) for part in parts]


def header_pairs(raw: str, parameter: Json, value: Any) -> list[tuple[str, str]]:
    """A header, split as its style says; what is in it is not percent-encoded."""
    name, (_, explode) = str(parameter["name"]), style_of(parameter)
    if not isinstance(value, (list, dict)):
        return [(name, raw)]
    parts = raw.split(",")
    if explode and isinstance(value, dict):
        return [(part.partition("=")[0], part.partition("=")[2]) for part in parts]
    return [(name, part) for part in parts]


def same(one: list[tuple[str, str]], two: list[tuple[str, str]]) -> bool:
    """Whether two lists of pairs say the same; numbers and times by value: ``1.0`` is ``1``, ``Z`` is ``+00:00``."""
    if len(one) != len(two):
        return False
    return all(a == b or (a[0] == b[0] and _equal(a[1], b[1])) for a, b in zip(sorted(one), sorted(two), strict=True))


def _equal(one: str, two: str) -> bool:
    for parse in (float, lambda text: dt.datetime.fromisoformat(text.replace("Z", "+00:00"))):
        try:
            return bool(parse(one) == parse(two))
        except ValueError:
            continue
    return one.lower() == two.lower() and len(one) == 36  # a UUID


def body_of(content: bytes, content_type: str) -> Any:
    """The value in a body: JSON; pairs of a form; names and contents of parts; else the bytes."""
    essence = content_type.partition(";")[0].strip().lower()
    if is_json(essence):
        return json.loads(content)
    if essence == "application/x-www-form-urlencoded":
        return parse_qsl(content.decode(), keep_blank_values=True)
    if essence.startswith("multipart/"):
        head = f"Content-Type: {content_type}\r\n\r\n".encode()
        message = email.message_from_bytes(head + content, policy=email.policy.HTTP)
        parts = list(message.iter_parts()) if message.is_multipart() else []
        return [
            (str(part.get_param("name", header="content-disposition")), part.get_payload(decode=True)) for part in parts
        ]
    return content


def body_same(sent: Any, value: Any) -> bool:
    """Whether the value in a body is the one that was given."""
    if isinstance(value, (bytes, str)) and isinstance(sent, bytes):
        return sent == (value if isinstance(value, bytes) else value.encode())
    if isinstance(sent, list) and isinstance(value, dict):
        return _form_same(sent, value)
    return json_equal(sent, value)


def _form_same(sent: list[tuple[str, Any]], fields: Json) -> bool:
    """A form as it was given: every value under its name, in the form's text or as JSON; nothing for null and []."""
    pairs = [(name, value.decode("utf-8", "replace") if isinstance(value, bytes) else value) for name, value in sent]
    for name, value in fields.items():
        texts = [found for key, found in pairs if key == name]
        items = value if isinstance(value, list) else [value]
        plain = [item for item in items if item is not None]
        if not plain or any(_is_json_of(found, value) for found in texts):
            continue
        if isinstance(value, dict) and all(any(key in {sub, f"{name}[{sub}]"} for key, _ in pairs) for sub in value):
            continue
        if any(isinstance(item, (dict, list)) for item in plain):
            if len(texts) != len(plain) or not all(map(_is_json_of, texts, plain)):
                return False
        elif not same([("", found) for found in texts], [("", text(item)) for item in plain]):
            return False
    return True


def is_json(media_type: str) -> bool:
    """Whether a media type is one JSON value; JSON lines are several."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence in {"application/json", "text/json"} or essence.endswith("+json")


def _is_json_of(text: str, value: Any) -> bool:
    try:
        return json_equal(json.loads(text), value)
    except ValueError:
        return False


def json_equal(one: Any, two: Any) -> bool:
    """Equality of JSON values: ``1`` is ``1.0``, ``true`` is not ``1``."""
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(json_equal(one[key], two[key]) for key in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(json_equal, one, two))
    return bool(one == two)


def path_texts(template: str, path: str) -> dict[str, str]:
    """What stands in a path where its template has names, as it was sent."""
    names = placeholders(template)
    pattern = "([^/?&]*)".join(re.escape(part) for part in re.split(r"\{[^{}]*\}", template))
    match = re.fullmatch(pattern, path)
    return dict(zip(names, match.groups(), strict=False)) if match else {}
