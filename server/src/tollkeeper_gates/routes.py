"""The document and the server are one: operations and handlers, the statuses answered, the events sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tollkeeper_gates.server_calls import Handler, ServerSource
from tollkeeper_gates.server_events import sent_events
from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.spec import pointer as pointers
from trueline.spec.load import load
from trueline.spec.openapi import METHODS

SERVER = Path("server/src/tollkeeper_server")
_ALWAYS = {429, 500}
_ANYWHERE = {405, 408, 503}  # openapi/AGENTS.md: before an operation is reached; not listed
_ADD = "Add a function with @handles(...) under server/, or take the operation out of the document."


@dataclass(frozen=True, slots=True)
class _Operation:
    id: str
    pointer: str
    node: Mapping[str, Any]
    before: frozenset[int]
    """What can be answered before the handler runs."""

    @property
    def writes(self) -> bool:
        """Whether it may change something: it needs a scope that says so."""
        return any(str(scope).endswith(":write") for scope in self.node.get("x-required-scopes", []))

    @property
    def documented(self) -> frozenset[int]:
        return frozenset(int(status) for status in self.node["responses"])


def routes(checkout: Checkout) -> GateResult:
    """Compare the document with the source of the server."""
    package = checkout.root / SERVER
    document = load(str(checkout.spec)).value
    source = ServerSource(package)
    operations = {operation.id: operation for operation in _operations(document)}
    problems = [*_pairs(operations, source, checkout), *_statuses(operations, source, checkout)]
    return result("routes", [*problems, *_events(document, package, checkout), *_event_problems(operations, source)])


def _pairs(operations: Mapping[str, _Operation], source: ServerSource, checkout: Checkout) -> Iterator[Problem]:
    for place in source.unreadable:
        yield Problem("a handler is registered under a name that can't be read", place, "Write the operationId there.")
    registered = [handler.operation_id for handler in source.handlers]
    for operation in operations.values():
        if operation.id not in registered:
            where = f"{checkout.config.spec} at {operation.pointer}"
            yield Problem(f"{operation.id} has no handler", where, _ADD)
    for handler in source.handlers:
        if handler.operation_id not in operations:
            what = f"{handler.operation_id} has a handler but is not in the document"
            yield Problem(what, handler.where, "Add the operation to the document, or remove the handler.")
        if registered.count(handler.operation_id) > 1:
            yield Problem(f"{handler.operation_id} has more than one handler", handler.where, "Remove one.")


def _statuses(operations: Mapping[str, _Operation], source: ServerSource, checkout: Checkout) -> Iterator[Problem]:
    for handler in source.handlers:
        operation = operations.get(handler.operation_id)
        if operation is not None:
            yield from _compare(operation, handler, source.statuses(handler), checkout)


def _events(document: Mapping[str, Any], package: Path, checkout: Checkout) -> Iterator[Problem]:
    described = set(document.get("webhooks", {}))
    sent = list(sent_events(package))
    for event in sent:
        if event.type is None:
            yield Problem("an event is sent under a type that can't be read", event.where, "Write the type there.")
        elif event.type not in described:
            what = f"the event {event.type} is sent but is not in the document's section webhooks"
            yield Problem(what, event.where, "Describe it: openapi/AGENTS.md, Events. Or don't send it.")
    for name in sorted(described - {event.type for event in sent}):
        where = f"{checkout.config.spec} at {pointers.build(['webhooks', name])}"
        yield Problem(
            f"nothing in the server sends the event {name}", where, "Send it, or take it out of the document."
        )


def _event_problems(operations: Mapping[str, _Operation], source: ServerSource) -> Iterator[Problem]:
    """Each operation that changes something sends an event, or ``untold.py`` says why not."""
    untold, where = source.untold(), (SERVER / "untold.py").as_posix()
    sending = {handler.operation_id: source.sends_events(handler) for handler in source.handlers}
    for handler in source.handlers:
        operation = operations.get(handler.operation_id)
        if operation is not None and operation.writes and not (sending[operation.id] or untold.get(operation.id)):
            what = f"{operation.id} changes something and sends no event"
            yield Problem(what, handler.where, "Send one: openapi/AGENTS.md, Events. Or say why not in untold.py.")
    for name in untold:
        if name not in operations or not operations[name].writes or sending.get(name, False):
            yield Problem(f"{name} needs no reason for sending no event", where, "Remove its line.")


def _compare(operation: _Operation, handler: Handler, own: frozenset[int], checkout: Checkout) -> Iterator[Problem]:
    where = f"{checkout.config.spec} at {operation.pointer}/responses"
    possible = own | operation.before
    for status in sorted(possible - operation.documented - _ANYWHERE):
        what = f"{operation.id} can answer {status} ({handler.where}), which is not documented"
        yield Problem(what, where, "Document it, or don't answer it.")
    for status in sorted(operation.documented - possible):
        what = f"{operation.id} documents {status}, which nothing in the server answers ({handler.where})"
        yield Problem(what, where, "Answer it, or take it out of the document.")


def _operations(document: Mapping[str, Any]) -> Iterator[_Operation]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                node: Mapping[str, Any] = item[method]
                parameters = [_follow(document, p) for p in (*item.get("parameters", []), *node.get("parameters", []))]
                pointer = pointers.build(["paths", path, method])
                yield _Operation(node["operationId"], pointer, node, frozenset(_before(node, parameters)))


def _before(node: Mapping[str, Any], parameters: list[Mapping[str, Any]]) -> set[int]:
    found = set(_ALWAYS)
    places = {parameter["in"] for parameter in parameters}
    if node.get("security") != []:
        found.add(401)
    if node.get("x-required-scopes"):
        found.add(403)
    if places & {"query", "header"} or "requestBody" in node:
        found.add(400)
    if "path" in places:
        found.add(404)
    if "requestBody" in node:
        found |= {413, 415, 422}
    if "x-idempotent" in node:
        found |= {409, 422}
    return found


def _follow(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in node:
        return node
    target: Any = document
    for part in pointers.parse(str(node["$ref"]).removeprefix("#")):
        target = target[part]
    return _follow(document, target)
