"""What the layout of openapi-python-client calls the parts of a document, for sentences about its SDKs.

A name that two parts would share is told apart there, and is said here as if it were alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.naming import Place
from trueline.diff.written import Arguments, Where, Written
from trueline.engine.places import folder_of, identifier_of, module_of


def stock_places(operations: Iterable[OperationFact]) -> Mapping[str, Place]:
    """The tag's folder and the module of each operation, by pointer."""
    return {
        fact.pointer: Place(
            (folder_of(next(iter(fact.tags), "default")),), module_of(fact.operation_id or "", fact.method, fact.path)
        )
        for fact in operations
    }


class StockWritten(Written):
    """The names of one side in that layout: every argument by keyword but those of the path, the body as ``body``."""

    def attributes(self, component: str) -> Mapping[str, str]:
        model = self._symbols.facts.models.get(component)
        return {each.name: identifier_of(each.name) for each in model.properties} if model else {}

    def arguments(self, fact: OperationFact) -> Arguments:
        names: dict[Where, str] = {
            (each.location, each.name.lower() if each.location == "header" else each.name): identifier_of(each.name)
            for each in fact.parameters
        }
        return Arguments(names, tuple(name for (where, _), name in names.items() if where == "path"))
