"""Makes the name of a component from the pointer it stood at: from its place alone.

``/components/schemas/ApiKey/properties/metadata`` → ``ApiKeyMetadata``; the schema of a request body is
``<OperationId>Request``; that of the first success ``<OperationId>Response``; of a parameter ``<OperationId><Name>``.
What a webhook or callback brings is ``<Name>Payload``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trueline import names
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise import marks
from trueline.spec.pointer import build, parse

_SUFFIXES = {"parameters": "Param", "responses": "Response", "requestBodies": "Request", "headers": "Header"}
_SILENT = frozenset({"allOf", "schema", "then", "else", "not", "content"})
_NAMING = frozenset({"properties", "parameters", "headers"})
_INPUT = marks.INPUT.removeprefix(marks.derived("", ""))
_WORDS = {"items": "Item", "additionalProperties": "Value", "contentSchema": "Content", "itemSchema": "Item"}


_Label = tuple[str, bool, Any]


class Namer:
    """Names by pointer. ``components`` holds the names of the document's own schemas, ``ids`` those of operations."""

    def __init__(self, root: Json, components: dict[str, str], ids: dict[str, str]) -> None:
        self.root = root
        self.components = components
        self.ids = ids
        self._found: dict[str, str] = {}
        self._read: dict[str, tuple[str, list[_Label]]] = {}

    def name(self, key: str) -> str:
        """The name that a hoisted component would like to have."""
        if key not in self._found:
            self._found[key] = self.components.get(key) or self._derived(key)
        return self._found[key]

    def _derived(self, key: str) -> str:
        owner, what = marks.parts(key)
        if owner:
            return self._qualified(owner, what)
        base, labels = self._place(key)
        return names.joined([base, *(label for label, _, _ in labels)])

    def _place(self, key: str) -> tuple[str, list[_Label]]:
        """The name of what a pointer starts in, and the labels on the way from there."""
        if key not in self._read:
            base, rest, node = self._base(key)
            self._read[key] = (base, self._labels(rest, node))
        return self._read[key]

    def called(self, key: str) -> list[list[str]]:
        """What the properties and parameters around a component are called, from the outside in, and it itself last.

        Each in parts, to be joined. Empty for what stands in an operation without such a name.
        """
        owner, what = marks.parts(key)
        if not owner:
            return _grouped(self._place(key)[1])
        if what == _INPUT:
            return _with_last(self.called(owner), "Input")
        if what.startswith("/"):
            return self.called(what) if what.startswith(marks.real(owner)) else []
        words, _, name = what.partition("/")
        if words == "properties":
            return [*self.called(owner), [name]]
        return _with_last(self.called(owner), _WORDS[words]) if words in _WORDS else []

    def _qualified(self, owner: str, tail: str) -> str:
        """A part of an owner, or one merged with a member of it, which brings its own name."""
        base = self.name(owner)
        if not tail.startswith("/"):
            words, _, name = tail.partition("/")
            return names.joined([base, name if words == "properties" else _WORDS.get(words, tail)])
        if tail.startswith(marks.real(owner)):
            return self.name(tail)
        return names.joined([base, self.components.get(tail) or self.name(tail)])

    def _base(self, key: str) -> tuple[str, list[str], Any]:
        """The name of what a pointer starts in, the tokens after that, and the value they start from."""
        tokens, raw = parse(key), key.split("/")
        if tokens[0] == "components":
            base = "/".join(raw[:4])
            name = self.components.get(base) or names.class_name(tokens[2]) + _SUFFIXES.get(tokens[1], "")
            return name, tokens[3:], _at(self.root, tokens[:3])
        for length in (5, 4, 3):  # an operation of a path, or of a callback, comes before anything shorter
            operation = "/".join(raw[: length + 1])
            if operation in self.ids:
                return self._operation(tokens, operation)
        return names.class_name(tokens[1] if len(tokens) > 1 else ""), tokens[2:], _at(self.root, tokens[:2])

    def _operation(self, tokens: list[str], operation: str) -> tuple[str, list[str], Any]:
        length = len(parse(operation))
        ends = range(length + 1, len(tokens)) if "callbacks" in tokens else ()
        nested = [end for end in ends if build(tokens[:end]) in self.ids]
        if nested:  # inside a callback, the innermost operation is the one
            length = nested[-1]
            operation = build(tokens[:length])
        node, rest = _at(self.root, tokens[:length]), tokens[length:]
        incoming = tokens[0] != "paths" or "callbacks" in tokens[:length]
        if incoming and rest[:1] == ["requestBody"]:
            return f"{self.ids[operation]}Payload", rest[1:], _child(node, "requestBody")
        return self.ids[operation], rest, node

    def _labels(self, tokens: list[str], node: Any) -> list[_Label]:
        """The labels on the way, whether each is the name of a property or parameter, and the title there."""
        labels: list[_Label] = []
        place = list(tokens)
        while place:
            word, place = place[0], place[1:]
            inner = _child(node, word)
            reader: Callable[[list[str], Any], tuple[str, int]] | None = _READERS.get(word)
            label, taken = reader(place, inner) if reader else (_WORDS.get(word, "" if word in _SILENT else word), 0)
            for token in place[:taken]:
                inner = _child(inner, token)
            labels.append((label, word in _NAMING, inner.get("title") if is_object(inner) else None))
            place, node = place[taken:], inner
        return labels


def _grouped(labels: list[_Label]) -> list[list[str]]:
    """The names of labels, each with what is said after it, or its title: ``labels``, ``items`` → ``LabelsItem``."""
    found: list[list[str]] = []
    for label, names_something, title in labels:
        if names_something:
            found.append([label])
        elif found:
            found[-1].append(label)
        if isinstance(title, str) and names.words(title):
            found[-1:] = [[title]]
    return found


def _with_last(called: list[list[str]], word: str) -> list[list[str]]:
    return [*called[:-1], [names.joined(called[-1]), word]] if called else []


def _at(root: Any, tokens: list[str]) -> Any:
    node = root
    for token in tokens:
        node = _child(node, token)
    return node


def _child(node: Any, token: str) -> Any:
    if is_object(node):
        return node.get(token)
    return node[int(token)] if is_array(node) and token.isdigit() and int(token) < len(node) else None


def _property(place: list[str], _node: Any) -> tuple[str, int]:
    return (place[0], 1) if place else ("properties", 0)


def _index(_place: list[str], _node: Any) -> tuple[str, int]:
    return "Item", 1


def _silent_index(_place: list[str], _node: Any) -> tuple[str, int]:
    return "", 1


def _pattern(_place: list[str], _node: Any) -> tuple[str, int]:
    return "Value", 1


def _content(place: list[str], node: Any) -> tuple[str, int]:
    """The media type says nothing where it is JSON, or the only one."""
    if not place or not is_object(node):
        return "", min(1, len(place))
    plain = next((key for key in node if "json" in str(key).lower()), next(iter(node), None))
    return ("" if place[0] == plain else place[0].rpartition("/")[2].replace("x-www-form-urlencoded", "form")), 1


def _parameter(place: list[str], node: Any) -> tuple[str, int]:
    found = _child(node, place[0]) if place else None
    return (str(found.get("name", "")) if is_object(found) else ""), 1


def _response(place: list[str], node: Any) -> tuple[str, int]:
    """``Response`` for the first success that has content, with the status for any other."""
    statuses = [str(key) for key in node] if is_object(node) else []
    first = min((key for key in statuses if key.startswith("2")), default=None)
    return ("Response" if place and place[0] == first else f"Response{place[0].title() if place else ''}"), 1


def _request(_place: list[str], _node: Any) -> tuple[str, int]:
    return "Request", 0


def _header(place: list[str], _node: Any) -> tuple[str, int]:
    return (f"Header {place[0]}" if place else "Header"), 1


def _callback(place: list[str], _node: Any) -> tuple[str, int]:
    return (place[0] if place else ""), 2


def _member(place: list[str], node: Any) -> tuple[str, int]:
    """A member of a union: its title, else the constant or the property that no other member has, else its number."""
    members = node if is_array(node) else []
    index = int(place[0]) if place and place[0].isdigit() and int(place[0]) < len(members) else None
    if index is None or not is_object(members[index]):
        return "", 1
    member = members[index]
    title = member.get("title")
    if isinstance(title, str) and names.words(title) and _times(title, members) == 1:
        return title, 1
    alike = [sub for sub in members if is_object(sub) and _kind(sub) == _kind(member)]
    if len(alike) == 1:
        return "", 1
    constant = _constant_of(member)
    if constant and sum(_constant_of(sub) == constant for sub in alike) == 1:
        return constant, 1
    return _own_property(member, alike) or _base_of(member, alike) or f"Variant{index + 1}", 1


def _times(title: str, members: list[Any]) -> int:
    return sum(is_object(sub) and sub.get("title") == title for sub in members)


def _kind(member: Json) -> str:
    """What a member of a union is at first sight; members of different kinds need no labels to tell them apart."""
    if "$ref" in member:
        return str(member["$ref"])
    stated = member.get("type")
    kind = next((item for item in stated if item != "null"), "") if is_array(stated) else stated
    return str(kind or ("object" if "properties" in member or "allOf" in member else ""))


def _base_of(member: Json, others: list[Json]) -> str:
    """A schema that a member extends and no other does: ``allOf: [Team, {...}]`` → ``Team``."""
    taken = {ref for sub in others if sub is not member for ref in _bases(sub)}
    return next((ref.rpartition("/")[2] for ref in _bases(member) if ref not in taken), "")


def _bases(member: Json) -> list[str]:
    parts = member.get("allOf")
    found = [part.get("$ref") for part in (parts if is_array(parts) else ()) if is_object(part)]
    return [ref for ref in found if isinstance(ref, str)]


def _constant_of(member: Json) -> str:
    properties = member.get("properties")
    for sub in properties.values() if is_object(properties) else ():
        values = [sub["const"]] if is_object(sub) and "const" in sub else []
        values = values or (sub.get("enum") if is_object(sub) and is_array(sub.get("enum")) else []) or []
        if len(values) == 1 and isinstance(values[0], str):
            return values[0]
    return ""


def _own_property(member: Json, others: list[Json]) -> str:
    own = member.get("properties")
    if not is_object(own):
        return ""
    taken = {
        name for sub in others if sub is not member and is_object(sub.get("properties")) for name in sub["properties"]
    }
    found = next((str(name) for name in own if name not in taken), "")
    return f"With {found}" if found else ""


_READERS: dict[str, Callable[[list[str], Any], tuple[str, int]]] = {
    "properties": _property, "prefixItems": _index, "allOf": _silent_index, "patternProperties": _pattern,
    "dependentSchemas": _silent_index, "oneOf": _member, "anyOf": _member, "content": _content,
    "parameters": _parameter,
    "responses": _response, "requestBody": _request, "headers": _header, "callbacks": _callback, "encoding": _property,
}  # fmt: skip
