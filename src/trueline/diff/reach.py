"""Which components requests carry, and which come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trueline.codegen.facts import Facts, OperationFact
from trueline.spec.types import Type, references


def directions(facts: Facts) -> tuple[frozenset[str], frozenset[str]]:
    """The components that are sent, and those that are received; webhooks and callbacks are received."""
    edges = dict(_edges(facts))
    sent, received = list[Type](), list[Type]()
    for operation in facts.operations.values():
        sent += _sent(operation)
        received += [t for response in operation.responses for media in response.media for t in (media.type,)]
        received += [m.event for r in operation.responses for m in r.media if m.event is not None]
    for event in (*facts.webhooks, *(callback.operation for callback in facts.callbacks)):
        received += _sent(event)
    return _closure(sent, edges), _closure(received, edges)


def looked_into(operation: OperationFact, facts: Facts) -> Iterator[str]:
    """The components that the plan of a method looks into: what it sends and answers, and what is right in there."""
    types = [*_sent(operation), *(media.type for response in operation.responses for media in response.media)]
    for type_ in types:
        for name in references(type_):
            yield name
            model = facts.models.get(name)
            for p in model.properties if model else ():
                yield from references(p.type)


def _sent(operation: OperationFact) -> list[Type]:
    body = [media.type for media in operation.body.media] if operation.body else []
    return [*(parameter.type for parameter in operation.parameters), *body]


def _edges(facts: Facts) -> Iterator[tuple[str, list[Type]]]:
    for name, model in facts.models.items():
        yield name, [*(p.type for p in model.properties), *model.extras]
    for name, alias in facts.aliases.items():
        yield name, [alias.type]


def _closure(roots: Iterable[Type], edges: dict[str, list[Type]]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        for name in references(waiting.pop()):
            if name not in reached:
                reached.add(name)
                waiting += edges.get(name, ())
    return frozenset(reached)
