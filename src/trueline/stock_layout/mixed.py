"""A document that the engine reads only in part, with no more of it replaced than what it left out.

What the engine reads stays as it was loaded, so it has the stock names; a schema, operation, response or body that it
left out comes from the form of the canonical document (``engine/form.py``), of which it reads everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trueline.codegen.facts import Facts, OperationFact
from trueline.engine.form import METHODS, body, class_key, response, template_of
from trueline.engine.parse import LeftOut, Parsed
from trueline.engine.places import class_of, module_of
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.openapi import SCHEMAS
from trueline.spec.pointer import build


def eased(document: Json) -> Json:
    """The document with responses and bodies in media types that the engine has words for."""
    components: Json = document.get("components") or {}
    parts = {"responses": response, "requestBodies": body}
    found = {
        key: {name: ease(each) for name, each in components[key].items()}
        for key, ease in parts.items()
        if components.get(key)
    }
    return {
        **document,
        "components": {**components, **found},
        "paths": {path: _item(item) for path, item in document.get("paths", {}).items()},
    }


def _item(item: Json) -> Json:
    return {key: _operation(value) if key in METHODS else value for key, value in item.items()}


def _operation(source: Json) -> Json:
    new = {**source, "responses": {status: response(each) for status, each in source.get("responses", {}).items()}}
    return {**new, "requestBody": body(source["requestBody"])} if "requestBody" in source else new


class Mixture:
    """The loaded document, with ever more of it replaced. ``replaced`` holds the pointers of what was."""

    def __init__(self, loaded: Json, form: Json, facts: Facts) -> None:
        self.document = eased(loaded)
        self.replaced: dict[str, None] = {}
        self._form = form
        self._added: dict[str, None] = {}
        self._named = _components(facts)
        self._operations: dict[str, OperationFact] = {fact.pointer: fact for fact in facts.operations.values()}
        self._own = {class_key(name): key for key, name in self._named.items()}

    def replace(self, parsed: Parsed) -> bool:
        """Replace what the engine left out: schemas first, for what needs them is left out too. False: nothing."""
        twice = [key for key in self._added if class_of(key) in parsed.twice]
        for key in twice:  # it is called as a class that the engine makes of a part of another one
            self._rename(key, f"{key}_2")
        if not twice and not [key for key in sorted(parsed.schemas) if self._schema(key)]:
            found = sorted(parsed.left_out, key=lambda each: (each.path, each.method, each.part))
            return sum(self._part(each) for each in found) > 0
        return True

    def _schema(self, key: str) -> bool:
        known = self.document["components"].get("schemas", {})
        piece = self._form["components"]["schemas"].get(class_key(self._named.get(key, key)))
        if piece is None or key not in known:
            return False
        new = self._translated(piece)
        new = _titled(new) if known[key] == new else new  # of no use as it is: another class has a name of its own
        if known[key] == new:
            return False
        self._put(key, new)
        self._add(new)
        self.replaced[build(["components", "schemas", key])] = None
        return True

    def _put(self, key: str, schema: Json) -> None:
        components = self.document["components"]
        schemas = {**components.get("schemas", {}), key: schema}
        self.document = {**self.document, "components": {**components, "schemas": schemas}}

    def _add(self, piece: Any) -> None:
        """The components that a piece needs and that the document does not have."""
        for key in _refs(piece):
            is_known = key in self.document["components"].get("schemas", {})
            if not is_known and key in self._form["components"]["schemas"]:
                new = self._translated(self._form["components"]["schemas"][key])
                self._put(key, new)
                self._added[key] = None
                self._add(new)

    def _rename(self, old: str, new: str) -> None:
        del self._added[old]
        schemas = self.document["components"]["schemas"]
        self._put(new, schemas[old])
        del self.document["components"]["schemas"][old]
        self.document = _renamed(self.document, {"$ref": SCHEMAS + old}, {"$ref": SCHEMAS + new})

    def _translated(self, piece: Any) -> Any:
        """A piece of the form with references to the document's own components where it has them."""
        if is_array(piece):
            return [self._translated(each) for each in piece]
        if not is_object(piece):
            return piece
        new = {key: self._translated(value) for key, value in piece.items()}
        if isinstance(ref := new.get("$ref"), str):
            name = ref.removeprefix(SCHEMAS)
            own = self._own.get(name, name)
            new["$ref"] = SCHEMAS + (own if own in self.document["components"].get("schemas", {}) else name)
        return new

    def _part(self, left_out: LeftOut) -> bool:
        fact = self._operations.get(build(["paths", left_out.path, left_out.method]))
        old = self.document["paths"].get(left_out.path, {}).get(left_out.method)
        if fact is None or old is None:
            return False
        template = template_of(fact.path)
        new: Json = self._translated(self._form["paths"][template][left_out.method])
        if left_out.part == "responses":
            kept = {status: each for status, each in old["responses"].items() if status in left_out.statuses}
            template, new = left_out.path, {**old, "responses": {**new["responses"], **kept}}
        elif left_out.part == "requestBody":
            template, new = left_out.path, {**old, "requestBody": new["requestBody"]}
        else:
            new = {key: value for key, value in new.items() if key not in ("operationId", "tags")}
            new |= {key: old[key] for key in ("operationId", "tags") if key in old}
            new.setdefault("operationId", module_of("", left_out.method, left_out.path))
        if new == old:
            return False
        self._move(left_out, template, new)
        self._add(new)
        self.replaced[build(["paths", left_out.path, left_out.method, *_below(left_out)])] = None
        return True

    def _move(self, left_out: LeftOut, template: str, new: Json) -> None:
        paths = dict(self.document["paths"])
        if left_out.part == "operation":
            paths[left_out.path] = dict(_own_parameters(paths[left_out.path]))
            del paths[left_out.path][left_out.method]
        paths[template] = {**paths.get(template, {}), left_out.method: new}
        self.document = {**self.document, "paths": paths}


def _below(left_out: LeftOut) -> tuple[str, ...]:
    return () if left_out.part == "operation" else (left_out.part,)


def _renamed(piece: Any, old: Json, new: Json) -> Any:
    if is_array(piece):
        return [_renamed(each, old, new) for each in piece]
    if not is_object(piece):
        return piece
    return new if piece == old else {key: _renamed(value, old, new) for key, value in piece.items()}


def _titled(schema: Json) -> Json:
    """A schema whose maps have names that no component has: the engine calls them by component and property."""
    return {
        **schema,
        "properties": {
            name: {**sub, "title": f"{name}_2"} if sub.get("type") == "object" else sub
            for name, sub in schema.get("properties", {}).items()
        },
    }


def _own_parameters(item: Json) -> Iterator[tuple[str, Any]]:
    """A path's parameters at each of its operations, where the engine puts them too."""
    shared: list[Any] = item.get("parameters") or []
    for key, value in item.items():
        if key in METHODS:
            yield key, {**value, "parameters": [*(value.get("parameters") or []), *shared]} if shared else value
        elif key != "parameters":
            yield key, value


def _components(facts: Facts) -> Mapping[str, str]:
    """What the canonical document calls each component of the document."""
    found: dict[str, str] = {}
    for group in (facts.models, facts.enums, facts.aliases):
        for name, each in group.items():
            prefix, _, key = each.pointer.rpartition("/components/schemas/")
            if not prefix and key and "/" not in key:
                key = key.replace("~1", "/").replace("~0", "~")
                found.setdefault(key, name)
                if name == key:
                    found[key] = name
    return found


def _refs(piece: Any) -> Iterator[str]:
    if is_array(piece):
        for each in piece:
            yield from _refs(each)
    elif is_object(piece):
        if str(piece.get("$ref", "")).startswith(SCHEMAS):
            yield piece["$ref"].removeprefix(SCHEMAS)
        for value in piece.values():
            yield from _refs(value)
