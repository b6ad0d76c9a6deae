"""What the document says, as the test kit needs it: components, operations, and what each takes and may answer."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from ..answers import is_json
from ..encoding import dumps, encode
from ..operation import Body, Operation
from ..unset import is_array, is_object
from . import Decoder, FakeServerError, preferred, problem
from .sample import Sampler

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Described:
    """One operation of the document. ``key`` is its method and path; ``name`` is the method of the client."""

    key: str
    name: str
    #: Status as documented -> ``{"content": {media type: {"schema", "example", "event"}}, "headers": {name: schema}}``.
    responses: Mapping[str, Mapping[str, Any]]
    #: Media type -> schema of the request's body.
    body: Mapping[str, Schema]
    #: Location and name (``path key_id``) -> schema, of each required parameter.
    params: Mapping[str, Schema]


@dataclass(frozen=True, slots=True)
class Matched:
    """The operation that a request is for, and the values in its path."""

    operation: Described
    path: Mapping[str, str] = field(default_factory=dict[str, str])


class Document:
    """The document of one SDK, read when it is needed. ``names`` are the client's methods: name -> operation's key."""

    def __init__(self, read: Callable[[], bytes], names: Mapping[str, str]) -> None:
        self._read = read
        self._names = names

    @cached_property
    def _facts(self) -> Mapping[str, Any]:
        facts: Mapping[str, Any] = json.loads(self._read())
        return facts

    @property
    def schemas(self) -> Mapping[str, Schema]:
        """The components, by the names of their types."""
        schemas: Mapping[str, Schema] = self._facts["schemas"]
        return schemas

    def operation(self, name: str) -> Described:
        """The operation that a method of the client calls, like ``keys.create``.

        Raises ``FakeServerError`` where there is none.
        """
        key = self._names.get(name)
        if key is None:
            raise FakeServerError(f"the client has no method {name!r}{_meant(name, self._names)}")
        return self._described(key, name)

    @cached_property
    def _by_shape(self) -> Mapping[str, list[tuple[str, str]]]:
        """Method -> key and name of its operations, those with the most text of their own in the path first."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name, key in self._names.items():
            found[key.partition(" ")[0]].append((key, name))
        for entries in found.values():
            entries.sort(key=lambda entry: -len(_PLACE.sub("", entry[0])))
        return found

    def match(self, method: str, path: str, value_of: Callable[[str], str | None]) -> Matched:
        """The operation that a request asks for; ``path`` as it was sent, without its query.

        Where several have it, ``value_of`` tells them apart: the value of a parameter (``query Action``), as sent.

        Raises ``FakeServerError`` where there is none.
        """
        for loose in (False, True):  # a value may have slashes only where nothing else explains the path
            for key, name in self._by_shape.get(method, ()):
                template = key.partition(" ")[2].partition("?")[0].partition("#")[0]
                found = _pattern(template, loose=loose).fullmatch(path)
                if found is not None and self._agrees(described := self._described(key, name), value_of):
                    values = {n: unquote(v) for n, v in zip(_PLACE.findall(template), found.groups(), strict=False)}
                    return Matched(described, values)
        raise FakeServerError(f"no operation of the document is {method} {path}")

    def _agrees(self, described: Described, value_of: Callable[[str], str | None]) -> bool:
        """Whether a request has the values that the document fixes: in an operation's path, and of its parameters."""
        query = parse_qsl(described.key.partition("?")[2].partition("#")[0], keep_blank_values=True)
        of_path = {f"query {name}": value for name, value in query}
        fixed: dict[str, str] = {}
        for place, schema in described.params.items():
            found = self.schemas[schema["$ref"]] if "$ref" in schema else schema
            value = found["enum"][0] if len(found.get("enum", ())) == 1 else found.get("const")
            if isinstance(value, str):
                fixed[place] = value
        return all("{" in value or value_of(place) == value for place, value in of_path.items()) and all(
            value_of(place) in {value, None} for place, value in fixed.items()
        )

    def _described(self, key: str, name: str) -> Described:
        facts = self._facts["operations"][key]
        responses = {status: self._facts["responses"][number] for status, number in facts["responses"].items()}
        return Described(key, name, responses, facts.get("body", {}), facts.get("params", {}))


_PLACE = re.compile(r"\{([^{}]*)\}")


@cache
def _pattern(template: str, *, loose: bool) -> re.Pattern[str]:
    place = "(.+?)" if loose else "([^/]+?)"
    return re.compile(
        "".join(re.escape(part) if n % 2 == 0 else place for n, part in enumerate(_PLACE.split(template)))
    )


def _meant(name: str, names: Iterable[str]) -> str:
    """What was probably meant, as the end of a sentence."""
    last = name.rpartition(".")[2]
    near = [
        each for each in names if each.rpartition(".")[2] == last or name.partition(".")[0] == each.partition(".")[0]
    ]
    return f"; there are {', '.join(near[:5])}" if near else ""


_BYTES = b"example"


def arguments(described: Described, operation: Operation[Any], sampler: Sampler) -> dict[str, Any]:
    """The required arguments of an operation by name, with values that its document allows."""
    made = {
        param.arg: sampler.sample(described.params.get(f"{param.location} {param.name}", {}), param.name)
        for param in operation.params
        if param.required
    }
    if operation.body is not None and (operation.body.required or described.body):
        made |= _body(operation.body, described, sampler)
    return made


def _body(body: Body, described: Described, sampler: Sampler) -> dict[str, Any]:
    """The body: its required properties one by one, or all of it."""
    content = body.contents[0]
    schema = described.body.get(content.media_type, {})
    if content.kind in {"bytes", "text"}:
        return {"body": _BYTES if content.kind == "bytes" else "example"} if body.required else {}
    value = _with_files(schema, sampler.sample(schema, "body"), sampler)
    if not body.fields:
        return {"body": value} if body.required else {}
    known = _resolved(schema, sampler).get("required", ())
    return {arg: value[name] for arg, name in body.fields if name in known and is_object(value) and name in value}


def _with_files(schema: Mapping[str, Any], value: Any, sampler: Sampler) -> Any:
    """The value with bytes where the schema has files."""
    found = _resolved(schema, sampler)
    if found.get("format") == "binary":
        return _BYTES
    if is_object(value):
        properties = found.get("properties", {})
        return {name: _with_files(properties.get(name, {}), item, sampler) for name, item in value.items()}
    if is_array(value) and is_object(found.get("items")):
        return [_with_files(found["items"], item, sampler) for item in value]
    return value


def _resolved(schema: Mapping[str, Any], sampler: Sampler) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = sampler.component(schema["$ref"])
    return schema


_EVENTS = 2


class Documented:
    """Finds responses by status, makes their bodies up, and checks those of a test."""

    def __init__(self, described: Described, operation: Operation[Any], sampler: Sampler) -> None:
        self.name = described.name
        self.operation = operation
        self._described = described
        self._responses = described.responses
        self._sampler = sampler

    def response(self, status: int | None) -> tuple[int, Mapping[str, Any]]:
        """The response documented for a status; for ``None`` the first success, with its status."""
        if status is None:
            return self._success()
        return status, self._responses.get(_key(self._responses, status), {})

    def _success(self) -> tuple[int, Mapping[str, Any]]:
        for key in sorted(self._responses):
            if key[:1] in {"2", "3"}:
                return int(key) if key.isdigit() else 100 * int(key[0]), self._responses[key]
        return 200, self._responses.get("default", {})

    @property
    def succeeds(self) -> bool:
        """Whether the document has a success at all."""
        return any(key[:1] in {"2", "3"} or key == "default" for key in self._responses)

    def headers(self, response: Mapping[str, Any]) -> dict[str, str]:
        """The headers that the response always has."""
        made = {name: self._sampler.sample(schema, name) for name, schema in response.get("headers", {}).items()}
        return {name: value if isinstance(value, str) else dumps(value).decode() for name, value in made.items()}

    def decoder(self, status: int, media: str) -> Decoder | None:
        """How the client reads an answer; ``None`` for bytes, and for what is not documented."""
        table = self.operation.responses if status < 400 else self.operation.errors
        return table.get(_key(table, status), {}).get(media)

    def value(self, status: int, media: str, facts: Mapping[str, Any]) -> Any:
        """The document's example where it is one, else a value that is made up."""
        decoder = self.decoder(status, media)
        if "example" in facts and not (is_json(media) and decoder is not None and problem(decoder, facts["example"])):
            return facts["example"]
        return self._sampler.sample(facts.get("schema", {}), "example")

    def events(self, response: Mapping[str, Any]) -> list[Any]:
        """Some events of a stream. Raises ``FakeServerError`` where the document has none."""
        facts = next((each for each in response.get("content", {}).values() if "event" in each), None)
        if facts is None:
            raise FakeServerError(f"{self.name} has no events in the document")
        return [self._sampler.sample(facts["event"]) for _ in range(_EVENTS)]

    def arguments(self) -> dict[str, Any]:
        """The arguments that the method needs, made up."""
        return arguments(self._described, self.operation, self._sampler)

    def errors(self) -> list[int]:
        """The documented statuses that are errors; a range by its first."""
        return sorted(
            {int(key[0] + "00") if "x" in key.lower() else int(key) for key in self._responses if key[0] in "45"}
        )

    def check(self, value: Any, status: int | None) -> None:
        """Raise ``FakeServerError`` for a body that the document does not allow."""
        number, response = self.response(status)
        if not response:
            raise FakeServerError(f"{self.name}: the document has no status {number}")
        media = preferred(response.get("content", {}))
        if media is None:
            raise FakeServerError(f"{self.name}: {number} has no body in the document")
        decoder = self.decoder(number, media)
        said = problem(decoder, encode(value)) if decoder is not None and is_json(media) else ""
        if said:
            raise FakeServerError(f"{self.name}: the document does not allow this answer: {said}")


def _key(table: Mapping[str, Any], status: int) -> str:
    """The key under which a status is documented: its number, its range, or ``default``."""
    names = (str(status), f"{status // 100}XX", f"{status // 100}xx")
    return next((name for name in names if name in table), "default")
