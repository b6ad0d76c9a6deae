"""Operations as the reference shows them: each with its place, its method and its arguments, as the SDK has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trueline.codegen.facts import Facts, OperationFact, ParameterFact
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.arguments import Arguments, arguments
from trueline.codegen.plan.bodies import BodyShape, body_shape
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.methods import idempotency_header
from trueline.codegen.plan.naming import place_all
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.values import MethodPlan, ResourcePlan, Sdk


@dataclass(frozen=True, slots=True)
class Call:
    """One operation. ``arguments`` says which one carries what; ``header`` is that of its idempotency key."""

    fact: OperationFact
    resource: tuple[str, ...]
    method: MethodPlan
    arguments: Arguments
    shape: BodyShape | None
    header: str

    @property
    def name(self) -> str:
        """``webhooks.events.list``: what follows ``client.``."""
        return ".".join([*self.resource, self.method.name])

    @property
    def parameters(self) -> tuple[tuple[str, ParameterFact], ...]:
        """Every parameter with its argument; the idempotency key, which every such method takes, among them."""
        carried = [p for p in self.fact.parameters if p.location == "header" and p.name.lower() == self.header.lower()]
        return (*self.arguments.params, *(("idempotency_key", p) for p in carried))


@dataclass(frozen=True, slots=True)
class Group:
    """A resource and its operations, in the SDK's order. The root, whose path is empty, is the client itself."""

    plan: ResourcePlan
    calls: tuple[Call, ...]


def groups(facts: Facts, sdk: Sdk, symbols: Symbols) -> tuple[Group, ...]:
    """All resources that have operations, in the order of the SDK."""
    facts_at = {
        (place.resource, place.method): facts.operations[key]
        for key, place in place_all(facts.operations.values()).items()
    }
    resources = (
        Group(plan, tuple(_call(plan, method, facts_at[plan.path, method.name], symbols) for method in plan.methods))
        for plan in (sdk.client.root, *sdk.resources)
    )
    return tuple(group for group in resources if group.calls)


def all_calls(grouped: tuple[Group, ...]) -> Iterator[Call]:
    """The operations of all groups."""
    for group in grouped:
        yield from group.calls


def _call(plan: ResourcePlan, method: MethodPlan, fact: OperationFact, symbols: Symbols) -> Call:
    shape, header = body_shape(fact, symbols), idempotency_header(fact)
    carried = frozenset({header.lower()} if header else ())
    method_arguments = arguments(fact, shape, carried, Annotator(symbols, Imports(".."), "..types."))
    return Call(fact, plan.path, method, method_arguments, shape, header)
