"""Which resource and method an operation becomes. The rules and their evidence: docs/decisions/011-names.md.

In order of authority: ``x-sdk-name`` on the operation (``webhooks.events.list``, set by the document, an overlay or a
names file); an operationId that names its own place with dots or slashes (``keys.create``, ``issues/create-comment``);
what path, tag and the words of the operationId say together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.naming import ids
from trueline.codegen.plan.naming.apart import Place, settle
from trueline.codegen.plan.naming.derive import Surroundings, Wish, derive
from trueline.codegen.plan.naming.paths import common_prefix
from trueline.errors import DocumentError, Where
from trueline.spec import extensions
from trueline.spec.pointer import join

__all__ = ["Place", "in_order", "method_order", "place_all"]

_ORDER = {name: number for number, name in enumerate(("list", "create", "retrieve", "update", "delete"))}


def place_all(operations: Iterable[OperationFact]) -> dict[str, Place]:
    """The place of each operation, by key. No two are the same, and no method hides a resource.

    Raises :class:`DocumentError` where ``x-sdk-name`` is not a name.
    """
    facts = {fact.key: fact for fact in sorted(operations, key=_order)}
    around = _surroundings(facts.values())
    return settle({key: _wish(fact, around) for key, fact in facts.items()}, facts)


def _order(fact: OperationFact) -> float:
    """Where ``x-sdk-order`` puts an operation: before all that have none, which stay in the document's order."""
    stated = fact.extensions.get(extensions.ORDER)
    return stated if isinstance(stated, int) else float("inf")


def method_order(name: str) -> tuple[int, str]:
    """List, create, retrieve, update, delete first, then A to Z."""
    return (_ORDER.get(name, len(_ORDER)), name)


def in_order(fact: OperationFact, place: Place) -> tuple[float, int, str]:
    """The order of methods within their resource."""
    return (_order(fact), *method_order(place.method))


def _wish(fact: OperationFact, around: Surroundings) -> Wish:
    given = fact.extensions.get(extensions.NAME)
    if given is None:
        return _grouped(fact, derive(fact, around))
    if not isinstance(given, str) or not all(part.strip() for part in given.split(".")):
        where = Where("the document", join(fact.pointer, extensions.NAME))
        cure = "Write resource and method with dots between: `invoices.lines.list`."
        raise DocumentError(f"{extensions.NAME} is not a name", where=where, cure=cure)
    parts = given.split(".")
    return Wish(tuple(parts[:-1]), (parts[-1],), (0,))


def _grouped(fact: OperationFact, wish: Wish) -> Wish:
    """A wish whose resource or method is given, and the other one is not."""
    group, method = fact.extensions.get(extensions.GROUP), fact.extensions.get(extensions.METHOD)
    if isinstance(group, str) and group:
        wish = replace(wish, resource=tuple(group.split(".")))
    if isinstance(method, str) and method:
        wish = replace(wish, methods=(method, *wish.methods), rank=(0,))
    return wish


def _surroundings(facts: Iterable[OperationFact]) -> Surroundings:
    places: list[tuple[str, ...]] = []
    paths: list[str] = []
    for fact in facts:
        place = ids.read(fact.operation_id or "", fact.method, fact.path).place
        places += [place] if place else []
        paths += [] if place else [fact.path]
    firsts = {place[0] for place in places}
    common = len(firsts) == 1 and len(places) > 2 and all(len(place) > 2 for place in places)
    return Surroundings(next(iter(firsts)) if common else "", common_prefix(sorted(paths)))
