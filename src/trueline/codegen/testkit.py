"""What an SDK's test kit knows of the document: schemas to make values from, responses, request bodies. As JSON.

Read from the canonical document, without all that no value is made from. A pattern becomes strings that match it, made
here: the SDK itself needs no library for that.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from random import Random
from string import printable
from typing import Any

from rstr import Rstr

from trueline.codegen.plan.literals import one_line
from trueline.runtime.testing.scalars import fits
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.openapi import SCHEMAS
from trueline.spec.patterns import python_pattern

_KEPT = frozenset(
    {"type", "format", "enum", "const", "required", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minProperties", "maxProperties"}
    | {"contentEncoding"}
)
_SCHEMAS = ("items", "additionalProperties", "not")
_LISTS = ("oneOf", "anyOf", "prefixItems")
#: What decides whether a string is one of a schema.
_TEXT = ("type", "format", "pattern", "minLength", "maxLength")
_SAMPLES, _TRIES = 4, 40
#: Letters that are looked at before strings get shorter: a class of all of Unicode has 50,000.
_WORK = 1_000_000
#: Of a pattern: what opens or closes a group, a choice, and repeats without bound and with one. Escapes and classes are
#: letters.
_PARTS = re.compile(
    r"(?:\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\()|(\))|(\|)|[^()\[\]\\*+{|])?(?:([*+]|\{\d*,\})|(\{[\d,]+\}))?", re.DOTALL
)
_MOST_STEPS = 1e10
_STREAMS = frozenset(
    {"text/event-stream", "application/jsonl", "application/x-jsonl", "application/jsonlines"}
    | {"application/x-jsonlines", "application/x-ndjson"}
)
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_LONGEST_EXAMPLE = 20_000


def test_facts(document: Json) -> bytes:
    """The facts of a canonical document, as compact JSON."""
    schemas: Json = document["components"]["schemas"]
    responses = _Shared(schemas)
    facts = {
        "schemas": {name: _schema(schema) for name, schema in schemas.items()},
        "operations": dict(_operations(document.get("paths", {}), responses)),
        "webhooks": dict(_webhooks(document.get("webhooks", {}))),
        "responses": list(responses.values.values()),
    }
    return json.dumps(facts, separators=(",", ":")).encode("ascii") + b"\n"


def operation_key(method: str, path: str) -> str:
    """What an operation is called in the facts."""
    return f"{method.upper()} {one_line(path)}"


class _Shared:
    """Responses that many operations have are written once: each is given as its number."""

    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas
        self.values: dict[str, Json] = {}
        self._numbers: dict[str, int] = {}

    def number(self, response: Json) -> int:
        """The number of a response, the same for the same one."""
        value = _response(response, self._schemas)
        text = json.dumps(value)
        self.values.setdefault(text, value)
        return self._numbers.setdefault(text, len(self._numbers))


def _operations(paths: Json, shared: _Shared) -> Iterator[tuple[str, Json]]:
    for path, item in paths.items():
        for method, operation in item.items():
            facts: Json = {"responses": {str(s): shared.number(r) for s, r in operation["responses"].items()}}
            body = {
                name: _schema(m["schema"]) for name, m in operation.get("requestBody", {}).get("content", {}).items()
            }
            params = {f"{p['in']} {p['name']}": _parameter(p) for p in operation["parameters"] if p["required"]}
            more = {"body": body, "params": params}
            yield operation_key(method, path), facts | {key: value for key, value in more.items() if value}


def _webhooks(webhooks: Json) -> Iterator[tuple[str, Json]]:
    for name, item in webhooks.items():
        for operation in item.values():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                yield name, _schema(media["schema"])
                break


def _response(response: Json, schemas: Json) -> Json:
    found: Json = {}
    content = {name: _media(name, media, schemas) for name, media in response.get("content", {}).items()}
    headers = {n: _parameter(h) for n, h in response.get("headers", {}).items() if h.get("required")}
    if content:
        found["content"] = content
    if headers:
        found["headers"] = headers
    return found


def _media(name: str, media: Json, schemas: Json) -> Json:
    found: Json = {"schema": _schema(media["schema"])}
    event = _event(name, media, schemas)
    if event is not None:
        found["event"] = event
    for example in _examples(media):
        if len(json.dumps(example)) <= _LONGEST_EXAMPLE:
            found["example"] = example
            break
    return found


def _event(media_type: str, media: Json, schemas: Json) -> Json | None:
    """The schema of what one event of a stream carries; ``None`` for what is not a stream."""
    if "itemSchema" not in media and media_type.partition(";")[0] not in _STREAMS:
        return None
    stated: Json = media["itemSchema"] if "itemSchema" in media else media["schema"]
    envelope: Json = schemas[str(stated["$ref"]).removeprefix(SCHEMAS)] if "$ref" in stated else stated
    inner = envelope.get("properties", {}).get("data", {}).get("contentSchema")
    return _object(inner if is_object(inner) else stated)


def _parameter(parameter: Json) -> Json:
    content: Json = next(iter(parameter.get("content", {}).values()), parameter)
    schema: Json = content.get("schema", {})
    found = _object(schema)
    example = next(iter(_examples(parameter)), None)
    return found | {"example": example} if example is not None and _fits(schema, example) else found


def _examples(holder: Json) -> Iterator[Any]:
    if "example" in holder:
        yield holder["example"]
    stated = holder.get("examples")
    if is_array(stated):
        yield from stated
    elif is_object(stated):
        for named in stated.values():
            if is_object(named):
                yield from (named[key] for key in ("dataValue", "value") if key in named)


def _schema(schema: Any) -> Any:
    """A schema without what no value is made from; ``true`` and ``false`` stay."""
    return _object(schema) if is_object(schema) else schema


def _object(schema: Json) -> Json:
    if "$ref" in schema:
        return {"$ref": str(schema["$ref"]).removeprefix(SCHEMAS)}
    found: Json = {key: value for key, value in schema.items() if key in _KEPT}
    if "properties" in schema:
        found["properties"] = {name: _schema(each) for name, each in schema["properties"].items()}
    found |= {key: _schema(schema[key]) for key in _SCHEMAS if key in schema}
    found |= {key: [_schema(each) for each in schema[key]] for key in _LISTS if key in schema}
    if is_object(names := schema.get("propertyNames")):
        found["propertyNames"] = _schema(names if "$ref" in names else {"type": "string", **names})
    if is_object(tag := schema.get("discriminator")):
        members = {str(value): str(name).removeprefix(SCHEMAS) for value, name in tag.get("mapping", {}).items()}
        found["discriminator"] = {"propertyName": tag["propertyName"], "mapping": members}
    if schema.get("x-extensible-enum"):
        found["open"] = True
    if schema.get("type") in _SCALARS and "enum" not in schema:
        found |= _scalar(schema)
    return found


def _scalar(schema: Json) -> Json:
    """An example that is true, or strings of the pattern."""
    schema = _readable(schema)
    example = next((each for each in _examples(schema) if _fits(schema, each)), None)
    if "pattern" in schema and (samples := matching(schema, () if example is None else (example,))):
        return {"samples": samples}
    return {} if example is None else {"example": example}


def _readable(schema: Json) -> Json:
    """With the pattern as Python has it, or without one that it can't have: nobody here can say what fits that."""
    if not isinstance(schema.get("pattern"), str):
        return schema
    pattern = python_pattern(schema["pattern"])
    return {key: schema[key] for key in schema if key != "pattern"} | ({"pattern": pattern} if pattern else {})


def matching(schema: Json, first: Iterable[str] = ()) -> list[str]:
    """Some strings that match a schema's pattern, ``first`` before others; none where none was found."""
    return list(_matching(json.dumps({key: schema[key] for key in _TEXT if key in schema}), tuple(first)))


def _fits(schema: Json, value: object) -> bool:
    """Whether a value is one of the schema. A pattern that may take for ever to say no is not asked: ``(a*)*`` may."""
    steps = _steps(str(schema.get("pattern", "")), len(value) if isinstance(value, str) else 0)
    return fits(schema if steps <= _MOST_STEPS else {key: schema[key] for key in schema if key != "pattern"}, value)


def _steps(pattern: str, length: int) -> float:
    """How many ways there are, at most, to match a text of this length: more with each repeat that has no bound."""
    groups, repeats = [False], 0
    for opened, closed, choice, unbounded, bounded in _PARTS.findall(pattern):
        repeats += bool(unbounded)
        inner = groups.pop() if closed and len(groups) > 1 else False
        if inner and (unbounded or bounded):
            return math.inf
        groups[-1] |= inner or bool(unbounded or choice)
        groups += [False] if opened else []
    return float(length) ** min(repeats, 20)


class _Dice(Random):
    """The same pattern, the same strings, in bounded work.

    What rstr makes of ``[^...]`` has the order of a set, which is another one in each process. It is at most what can
    be printed in ASCII: longer lists, such as all that ``[\u00a0-\ud7ff]`` means, have their order, and cost as much
    as they are long. Repeats inside repeats multiply: a string that would take too long is given up, and later ones
    repeat less.
    """

    most, left = 100, _WORK

    def choice(self, seq: Any) -> Any:
        self._pay(len(seq))
        is_set = len(seq) <= len(printable) and all(isinstance(each, str) for each in seq)
        return super().choice(sorted(seq) if is_set else seq)

    def randint(self, a: int, b: int) -> int:
        self._pay(1)
        return super().randint(a, min(b, a + self.most))

    def _pay(self, work: int) -> None:
        self.left -= work
        if self.left < 0:
            self.most, self.left = self.most // 8, _WORK
            raise _TooLongError


class _TooLongError(Exception):
    """A string of a pattern that would take too much work."""


@lru_cache(maxsize=1 << 10)
def _matching(text: str, first: tuple[str, ...]) -> tuple[str, ...]:
    schema: Json = json.loads(text)
    found = list(first)
    words = Rstr(_Dice(schema["pattern"]))
    for _ in range(_TRIES):
        if len(found) >= _SAMPLES:
            break
        try:
            text = words.xeger(schema["pattern"])
        except _TooLongError:
            continue
        except (re.error, KeyError, ValueError, OverflowError, RecursionError, IndexError):
            break
        if text not in found and text.isprintable() and _fits(schema, text):
            found.append(text)
    return tuple(found)
