"""Pass: each operation says by itself who it is, what guards it and where it is served."""

from __future__ import annotations

from typing import Any

from trueline import names
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.schemes import checked
from trueline.spec.normalise.helpers.walk import operations, rewrite_operations
from trueline.spec.normalise.report import Notes
from trueline.spec.pointer import join
from trueline.spec.urls import has_fragment, sent_path


def run(document: Json, notes: Notes) -> Json:
    """The document with unique operation ids, and ``security``, ``servers`` and a success on every operation."""
    ids = _ids(document, notes)
    _fragments(document, notes)
    security = _Security(document, notes)

    def operation(_path: str, _method: str, operation: Json) -> Json:
        pointer = operation[POINTER]
        new = {key: value for key, value in operation.items() if key != "operationId"}
        if ids[pointer]:
            new["operationId"] = ids[pointer]
        new["security"] = security.of(operation)
        new["servers"] = operation.get("servers") or document["servers"]
        if "tags" in operation:
            tags = operation["tags"] if is_array(operation["tags"]) else [operation["tags"]]
            new["tags"] = [str(tag) for tag in tags]
        new["responses"] = _with_success(operation["responses"], pointer, notes)
        if "deprecated" in operation:
            new["deprecated"] = str(operation["deprecated"]).lower() == "true"
        return new

    components = {**document["components"], "securitySchemes": security.schemes}
    return rewrite_operations({**document, "security": security.root, "components": components}, operation)


def _fragments(document: Json, notes: Notes) -> None:
    """Say what becomes of ``#`` in paths, with which some documents tell apart operations of one URL."""
    for path in document["paths"]:
        if has_fragment(path):
            sent = sent_path(path)
            said = (
                "has parameters and is sent as part of it" if sent == path else f"is never sent; the path is {sent!r}"
            )
            notes.repair(join("/paths", path), f"what follows # in a path is a fragment (RFC 3986, 3.5); it {said}")


def _with_success(responses: Json, pointer: str, notes: Notes) -> Json:
    """Responses one of which is a success: a call has to end well somehow, so any 2xx does where none is described."""
    if any(status[:1] in {"2", "3"} or status == "default" for status in responses):
        return responses
    where = join(pointer, "responses")
    notes.repair(where, "no response is a success; every 2xx is taken for one, without content")
    return {**responses, "2XX": {"description": "", POINTER: where}}


def _ids(document: Json, notes: Notes) -> dict[str, str | None]:
    """The id of every operation by its pointer. Of several with one id, the first keeps it."""
    found: dict[str, str | None] = {}
    used: dict[str, str] = {}
    for path, method, operation in operations(document):
        pointer = operation[POINTER]
        given = operation.get("operationId")
        id_ = str(given) if given not in (None, "") else None
        if id_ is not None and used.setdefault(id_, pointer) != pointer:
            suffix = names.snake(f"{method} {path}")
            notes.repair(
                join(pointer, "operationId"), f"{id_!r} is also the id of {used[id_]}; taken as {id_}_{suffix}"
            )
            id_ = f"{id_}_{suffix}"
            used.setdefault(id_, pointer)
        found[pointer] = id_
    return found


class _Security:
    """Requirements with the shape that OpenAPI gives them, naming schemes that are there."""

    def __init__(self, document: Json, notes: Notes) -> None:
        self._notes = notes
        self._described = document["components"]["securitySchemes"]
        self._schemes = self.schemes = checked(self._described, notes)
        self.root = self._checked(document["security"], "/security")

    def of(self, operation: Json) -> list[Json]:
        """The operation's own requirements where it states any, even none; else the document's."""
        if operation.get("security") is None:
            return self.root
        return self._checked(operation["security"], join(operation[POINTER], "security"))

    def _checked(self, value: Any, pointer: str) -> list[Json]:
        if is_object(value):
            self._notes.repair(pointer, "security is an object, not a list; taken as a list of one")
            value = [value]
        if not is_array(value) or not all(is_object(item) for item in value):
            self._notes.refuse(pointer, "security is not a list of objects", "Write a list of `{scheme: [scopes]}`.")
        return [{name: scopes or [] for name, scopes in item.items() if self._known(name, pointer)} for item in value]

    def _known(self, name: str, pointer: str) -> bool:
        if name in self._schemes:
            return True
        if name in self._described:  # and can't be used, which has been said
            return False
        reason = f"the security scheme {name!r} is asked for and not described, so its credential can't be sent"
        self._notes.lose(pointer, reason, f"Add it to components.securitySchemes, or take {name!r} out.")
        return False
