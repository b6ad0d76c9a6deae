"""Links: which method a response leads to, and what its arguments are. OpenAPI 3.1 section 4.8.20."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from trueline.codegen.facts import LinkFact, OperationFact
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.arguments import arguments
from trueline.codegen.plan.bodies import body_shape
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.literals import literal, one_line
from trueline.codegen.plan.naming import Place
from trueline.codegen.plan.symbols import Symbols
from trueline.spec.pointer import join


class Links:
    """Finds what links lead to. Operations of another document keep their reference."""

    def __init__(self, symbols: Symbols, places: Mapping[str, Place]) -> None:
        self._symbols = symbols
        self._places = places
        facts = tuple(symbols.facts.operations.values())[::-1]  # of two methods for one operation, the first counts
        self._targets = {fact.operation_id: fact for fact in facts if fact.operation_id}
        self._targets |= {f"#{join('/paths', fact.path, fact.method.lower())}": fact for fact in facts}

    def code(self, fact: OperationFact, imports: Imports) -> str:
        """The links of an operation's responses as code; empty where there are none."""
        found = [(response.status, link) for response in fact.responses for link in response.links]
        if not found:
            return ""
        imports.runtime("operation", "Link", alias="_Link")
        return f"({', '.join(self._one(status, link) for status, link in found)},)"

    def docs(self, fact: OperationFact) -> str:
        """A section of the docstring; empty where there are no links."""
        lines = [
            f"    {one_line(link.name)}: ``{self._operation(link)}``. {one_line(link.description)}".rstrip()
            for response in fact.responses
            for link in response.links
        ]
        return "\n".join(["Links:", *lines]) if lines else ""

    def _one(self, status: str, link: LinkFact) -> str:
        target = self._target(link)
        names = dict(_argument_names(target, self._symbols)) if target else {}
        given = _pairs((names.get(each.name, each.name), each.value) for each in link.parameters)
        parts = [literal(link.name), literal(status), literal(self._operation(link)), given]
        if link.body is not None:
            parts.append(literal(json.loads(link.body)))
        return f"_Link({', '.join(parts)})"

    def _target(self, link: LinkFact) -> OperationFact | None:
        return self._targets.get(link.operation_id) or self._targets.get(link.operation_ref)

    def _operation(self, link: LinkFact) -> str:
        target = self._target(link)
        if target is None:
            return one_line(link.operation_id or link.operation_ref)
        place = self._places[target.key]
        return ".".join([*place.resource, place.method])


def _argument_names(target: OperationFact, symbols: Symbols) -> Iterable[tuple[str, str]]:
    """The arguments of a method by parameter: ``id``, and ``path.id`` where the link says which one it means."""
    scratch = Annotator(symbols, Imports(".."), "..types.")
    given = arguments(target, body_shape(target, symbols), frozenset(), scratch)
    for arg, parameter in given.params:
        yield f"{parameter.location}.{parameter.name}", arg
    for arg, parameter in reversed(given.params):
        yield parameter.name, arg


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return "(" + "".join(f"({literal(name)}, {literal(json.loads(value))}), " for name, value in pairs) + ")"
