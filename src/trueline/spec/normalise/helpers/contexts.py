"""Which components a user of the SDK sends, and which come back: the question before *read_write*."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trueline.spec.document import Json
from trueline.spec.normalise.helpers.walk import inside, operations


def refs(schema: Json) -> Iterator[str]:
    """The components that a schema refers to, itself or through its subschemas, and those that its mappings name."""
    for node in inside(schema):
        if "$ref" in node:
            yield node["$ref"][1:]
        if "oneOf" in node and "discriminator" in node:
            told = node["discriminator"]
            yield from (ref[1:] for ref in told["mapping"].values())
            yield from (told[key][1:] for key in ("defaultMapping",) if key in told)


def edges_of(document: Json) -> dict[str, set[str]]:
    """For each component those that it refers to."""
    return {key: set(refs(schema)) for key, schema in document["components"]["schemas"].items()}


def inline_schemas(document: Json) -> Iterator[Json]:
    """The schemas that stand in messages, each once."""
    seen: set[int] = set()
    for _, _, operation in operations(document):
        for message in _messages(operation):
            if id(message) not in seen:
                seen.add(id(message))
                yield from _schemas(message)


def _messages(operation: Json) -> list[Json]:
    body = [operation["requestBody"]] if "requestBody" in operation else []
    return [*operation["parameters"], *body, *operation["responses"].values()]


def reachable(roots: Iterable[str], edges: Mapping[str, set[str]]) -> set[str]:
    """``roots`` and all that they lead to."""
    found: set[str] = set()
    pending = list(roots)
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending += edges.get(key, ())
    return found


def reverse(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """The same edges, the other way round."""
    found: dict[str, set[str]] = {}
    for key, targets in edges.items():
        for target in targets:
            found.setdefault(target, set()).add(key)
    return found


def roots(document: Json) -> tuple[set[str], set[str]]:
    """The components that requests and that responses refer to directly.

    A webhook or callback is a request that the user of the SDK receives: its body counts as a response, its responses
    as requests.
    """
    sent: set[str] = set()
    received: set[str] = set()

    def add(message: Json, keys: set[str]) -> None:
        if (id(message), id(keys)) not in marks:
            marks.add((id(message), id(keys)))
            for schema in _schemas(message):
                keys.update(refs(schema))

    marks: set[tuple[int, int]] = set()
    for operation, incoming in _directed(document):
        for message in [*operation["parameters"], *filter(None, [operation.get("requestBody")])]:
            add(message, received if incoming else sent)
        for message in operation["responses"].values():
            add(message, sent if incoming else received)
    return sent, received


def _schemas(message: Json) -> Iterator[Json]:
    """The schemas of a parameter, body or response, those of its headers and encodings included."""
    stack = [message]
    while stack:
        node = stack.pop()
        for key in ("schema", "itemSchema"):
            if key in node:
                yield node[key]
        for key in ("content", "headers", "encoding"):
            stack += node.get(key, {}).values()


def _directed(document: Json) -> Iterator[tuple[Json, bool]]:
    """Every operation, and whether it comes in: webhooks and callbacks do."""
    outgoing = {id(operation) for item in document["paths"].values() for operation in item.values()}
    for _, _, operation in operations(document):
        yield operation, id(operation) not in outgoing
