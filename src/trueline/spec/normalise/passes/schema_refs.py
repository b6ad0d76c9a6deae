"""Pass: every ``$ref`` of a schema is ``#`` and the pointer of a component; deep targets become components themselves.

A schema that is referred to by a deep pointer (``#/paths/.../schema``, ``#/components/schemas/A/properties/b``) moves
to ``components.schemas`` under its pointer, and the place where it stood refers to it like everybody else.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import quote

from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.copying import copy_schema
from trueline.spec.normalise.helpers.source import Source, dynamic_anchors
from trueline.spec.normalise.helpers.walk import rewrite, rewrite_children
from trueline.spec.normalise.marks import derived
from trueline.spec.normalise.report import Notes


def run(document: Json, notes: Notes) -> Json:
    """The document with all references in the one form ``#<pointer of a component>``."""
    return _Refs(document, notes).run()


class _Refs:
    def __init__(self, document: Json, notes: Notes) -> None:
        self.document = document
        self.notes = notes
        self.source = Source(notes)
        self.components: Json = document["components"]["schemas"]
        self.promoted: dict[str, Json] = {}
        self._pending: list[str] = []

    def run(self) -> Json:
        document = rewrite(self.document, self._schema)
        done: Json = {}
        while self._pending:
            pointer = self._pending.pop(0)
            done[pointer] = self._schema(self.promoted[pointer])
        if done:  # what stood at a promoted pointer now refers to the component
            document = rewrite(document, self._point, lambda _, schema: rewrite_children(schema, self._point))
            done = {pointer: rewrite_children(schema, self._point) for pointer, schema in done.items()}
        schemas = {**document["components"]["schemas"], **done}
        self._refuse_circles(schemas)
        return {**document, "components": {**document["components"], "schemas": schemas}}

    def _schema(self, schema: Json) -> Json:
        schema = rewrite_children(schema, self._schema)
        if "$ref" in schema:
            schema = self._reference(schema, schema["$ref"])
        for key in ("$dynamicRef", "$recursiveRef"):
            if key in schema:
                schema = self._dynamic(schema, key)
        return schema

    @cached_property
    def _dynamic_anchors(self) -> dict[str, list[str]]:
        return dynamic_anchors(self.source.root)

    def _dynamic(self, schema: Json, key: str) -> Json:
        """A reference that depends on who asks (JSON Schema 2020-12, core, 8.2.3.2) as any of those it may mean.

        Where the document has one such anchor, that is exact; else it is the widest type that holds every case.
        """
        ref = schema[key]
        rest = {name: value for name, value in schema.items() if name != key}
        anchor = str(ref).rpartition("#")[2]
        targets = self._dynamic_anchors.get(anchor, []) if key == "$dynamicRef" else []
        if len(targets) < 2:
            own = "#" + quote("/".join(schema[POINTER].split("/")[:4])) if key == "$recursiveRef" else ref
            return self._reference(rest, own)
        said = f"{key} may mean each of {len(targets)} schemas with the anchor {anchor!r}; taken as any of them"
        self.notes.repair(schema[POINTER], said)
        members = [{"$ref": f"#{self._component(target, schema[POINTER])}"} for target in targets]
        made = [{**member, POINTER: derived(schema[POINTER], str(n))} for n, member in enumerate(members)]
        return {"allOf": [rest, {"anyOf": made, POINTER: schema[POINTER]}], POINTER: schema[POINTER]}

    def _reference(self, schema: Json, ref: Any) -> Json:
        target = self._resolve(ref, schema[POINTER]) if isinstance(ref, str) else None
        rest = {name: value for name, value in schema.items() if name != "$ref"}
        if target is None:
            cure = "Correct the reference, add what it names, or bundle the file that has it."
            self.notes.lose(schema[POINTER], f"the schema refers to {ref}, which is not there", cure)
            return rest
        return {**rest, "$ref": f"#{self._component(target, schema[POINTER])}"}

    def _resolve(self, ref: str, at: str) -> str | None:
        target = self.source.resolve(ref) or None  # the whole document is not a schema
        if target is None and ref.startswith("#") and at.startswith("/components/schemas/"):
            component = "/".join(at.split("/")[:4])
            target = self.source.resolve(f"#{quote(component)}{ref[1:]}")
            if target is not None:
                self.notes.repair(at, f"{ref} is not in the document; taken as relative to {component}")
        return target

    def _component(self, target: str, at: str) -> str:
        if target in self.components or target in self.promoted:
            return target
        node, target = self._end(target)
        if target in self.components or target in self.promoted:
            return target
        if not isinstance(node, dict | bool):
            self.notes.refuse(at, f"the schema refers to {target}, which is not a schema", "Point it to a schema.")
        self.promoted[target] = copy_schema(node, target, self.notes)
        self._pending.append(target)
        return target

    def _end(self, target: str) -> tuple[Any, str]:
        """The last place of a chain of references that starts at ``target``, or the component that it comes by."""
        node = self.source.at(target)
        for _ in range(64):
            if target in self.components or not is_object(node) or not isinstance(node.get("$ref"), str):
                break
            further = self.source.resolve(node["$ref"])
            if further is None:
                break
            node, target = self.source.at(further), further
        return node, target

    def _point(self, schema: Json) -> Json:
        if schema.get(POINTER) in self.promoted:
            return {"$ref": f"#{schema[POINTER]}", POINTER: schema[POINTER]}
        return rewrite_children(schema, self._point)

    def _refuse_circles(self, schemas: Json) -> None:
        ends: set[str] = set()
        for start in schemas:
            seen, pointer = {start}, start
            while pointer not in ends and (ref := schemas[pointer].get("$ref")) is not None:
                pointer = ref[1:]
                if pointer not in schemas:
                    self.notes.refuse(
                        start, f"the schema refers to {ref}, which is not there", "Correct the reference."
                    )
                if pointer in seen:
                    self.notes.refuse(start, "the schema refers only to itself", "Describe it in one place.")
                seen.add(pointer)
            ends |= seen
