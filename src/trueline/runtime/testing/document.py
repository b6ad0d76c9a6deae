"""What the document says, as the test kit needs it: components, and operations by method and path."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from .calls import FakeServerError

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

    @property
    def webhooks(self) -> Mapping[str, Schema]:
        """The payloads of webhooks, by name."""
        webhooks: Mapping[str, Schema] = self._facts["webhooks"]
        return webhooks

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
