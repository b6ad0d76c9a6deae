"""Whatever changed without a rule that names it: the canonical form decides, so that a change is never nothing.

Every part of both documents that has a pointer (operations, parameters, answers, headers, schemas, properties) is laid
beside its counterpart. Where the two differ and no change was told of there, that is a change without a name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from trueline.codegen.typing_of import component
from trueline.diff.changes import Changes, Spot
from trueline.diff.components import Components
from trueline.diff.document_side import Side
from trueline.diff.events import events
from trueline.diff.operations import Pair, spot
from trueline.diff.pairs import Pairs
from trueline.spec import extensions
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import MERGED, OWN, POINTER

#: What no client, no server and no type depends on; extensions (``x-…``) belong to it.
_ANNOTATIONS = frozenset((
    "title", "description", "summary", "example", "examples", "externalDocs", "xml", "deprecated", "name",
))  # fmt: skip
#: Of these and of two extensions rules tell, at the place that has them.
_READ = (_ANNOTATIONS - {"externalDocs", "xml"}) | {extensions.SUNSET, extensions.STABILITY_LEVEL}
#: Of an operation: rules tell of everything about them, at the place that says so, which may be the document's root.
_BY_RULES = ("security", "servers")
#: Parts of the document that others compare, piece by piece.
_ELSEWHERE = frozenset(("openapi", "paths", "webhooks", "components", "info", "servers", "security"))
_API_TEXTS = frozenset(("title", "description", "license", "version"))
_ORDER = "the order of "


class Unnamed:
    """Looks for what is left when all rules have been asked."""

    def __init__(self, old: Side, new: Side, pairs: Pairs, changes: Changes) -> None:
        self._old, self._new = old, new
        self._pairs = pairs
        self._changes = changes
        self._told = changes.pointers()
        #: Names of annotations, extensions and lists in another order, in the order of the document.
        self._details: dict[str, None] = {}

    def compare(self, operations: list[Pair], components: Components) -> None:
        """Adds ``unnamed-change`` for each such place, and one ``other-change`` for annotations and order."""
        for pair in operations:
            if pair[0].source != pair[1].source:
                self._part(pair[0].source, pair[1].source, spot(*pair))
        for a, b, at in components.matched():
            self._part(self._pairs.old[a], self._pairs.new[b], at)
        for event, other, at in events(self._old, self._new):
            if event != other:
                self._part(event, other, at)
        self._root()
        if self._details:
            self._changes.add("other-change", Spot("api", ""), what=", ".join(self._details))

    def _root(self) -> None:
        old, new = self._old.canonical, self._new.canonical
        for key in dict.fromkeys([*old, *new]):
            if key not in _ELSEWHERE and old.get(key) != new.get(key):
                self._details[f"`{key}`"] = None
        for key in dict.fromkeys([*old["info"], *new["info"]]):
            if key not in _API_TEXTS and old["info"].get(key) != new["info"].get(key):
                self._details[f"`info.{key}`"] = None

    def _part(self, a: Json, b: Json, at: Spot) -> None:
        """One part with a pointer, then the parts inside."""
        inner_a, inner_b = dict[str, Json](), dict[str, Json]()
        x, y = self._view(a, inner_a, "", old=True), self._view(b, inner_b, "", old=False)
        here = Spot(at.group, at.place, a.get(POINTER, at.old), b.get(POINTER, at.new), code=at.code, unused=at.unused)
        told = here.old in self._told[0] or here.new in self._told[1]
        names = [name for name in dict.fromkeys(_differences(x, y, "")) if not self._is_detail(name, has_messages=told)]
        if names and not told:
            self._changes.add("unnamed-change", here, what=", ".join(f"`{name}`" for name in names))
        for path in dict.fromkeys([*inner_a, *inner_b]):
            part, other = inner_a.get(path), inner_b.get(path)
            if part is None or other is None:
                self._one_side(path, part, other, here)
            elif part != other:
                self._part(part, other, here)

    def _one_side(self, path: str, a: Json | None, b: Json | None, at: Spot) -> None:
        """A part that is new or gone, of which nobody told."""
        old, new = (each[POINTER] if each else "" for each in (a, b))
        if old not in self._told[0] and new not in self._told[1]:
            here = Spot(at.group, at.place, old or at.old, new or at.new, unused=at.unused)
            self._changes.add("unnamed-change", here, what=f"`{path.rpartition('/')[2]}`")

    def _is_detail(self, name: str, *, has_messages: bool) -> bool:
        """Notes what has no meaning for a client; texts only where nobody told of them."""
        is_detail = name.startswith(("x-", _ORDER)) or name in _ANNOTATIONS
        if is_detail and not name.startswith(OWN) and not (has_messages and name in _READ):
            self._details[name if name.startswith(_ORDER) else f"`{name}`"] = None
        return is_detail

    def _view(self, value: Any, inner: dict[str, Json], path: str, *, old: bool, top: bool = True) -> Any:
        """A part without the parts inside, which go into ``inner`` by their place; references as what they lead to."""
        if is_array(value):
            places = [f"{path}/{_key(each, number)}" for number, each in enumerate(value)]
            views = [self._view(each, inner, at, old=old, top=False) for each, at in zip(value, places, strict=True)]
            return [view for view, at in zip(views, places, strict=True) if at not in inner]
        if not is_object(value):
            return value
        if POINTER in value and not top:
            inner[path] = value
            return {}
        if "$ref" in value:
            plain = self._pairs.plain(value, old=old)
            if "$ref" not in plain:
                return self._view({**plain, POINTER: ""}, {}, path, old=old)
            return {"$ref": self._pairs.identity(component(plain["$ref"]), old=old)}
        skipped = {POINTER, MERGED, *_BY_RULES, *(("required",) if "properties" in value else ())}
        parts = {
            key: self._view(each, inner, _below(path, key), old=old, top=False)
            for key, each in value.items()
            if key not in skipped
        }
        return {key: view for key, view in parts.items() if _below(path, key) not in inner}


def _below(path: str, key: str) -> str:
    """The place of a part below a key; names of headers are the same in any case."""
    return f"{path}/{key.lower() if path.endswith('/headers') else key}"


def _key(value: Any, number: int) -> str:
    """What tells an element of a list apart: place and name of a parameter that has a name on the wire, its number."""
    if is_object(value) and POINTER in value and value.get("in", "path") != "path":
        name = str(value["name"])
        return f"{value['in']}:{name.lower() if value['in'] == 'header' else name}"
    return str(number)


def _differences(a: Any, b: Any, name: str) -> Iterator[str]:
    """The innermost names under which two parts differ."""
    if is_object(a) and is_object(b):
        for key in dict.fromkeys([*a, *b]):
            whole = key not in a or key not in b or key in _ANNOTATIONS or key.startswith("x-")
            if whole and a.get(key) != b.get(key):
                yield key
            elif a.get(key) != b.get(key):
                yield from _differences(a[key], b[key], key)
    elif is_array(a) and is_array(b):
        if len(a) == len(b) and sorted(map(_text, a)) == sorted(map(_text, b)):
            yield f"{_ORDER}`{name}`"
        elif len(a) == len(b) and all(is_object(each) for each in (*a, *b)):
            for x, y in zip(a, b, strict=True):
                yield from _differences(x, y, name)
        else:
            yield name
    elif type(a) is not type(b) or a != b:
        yield name


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
