"""Operations with nothing but what names come from, and the places that they get."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.naming import place_all


def operation(route: str, id_: str | None = None, *tags: str, **extensions: Any) -> OperationFact:
    """``operation("GET /tasks", "listTasks", "Tasks")``."""
    method, _, path = route.partition(" ")
    return OperationFact(
        key=f"{method} {path}",
        pointer=f"/paths/{path.replace('/', '~1')}/{method.lower()}",
        method=method,
        path=path,
        operation_id=id_,
        summary="",
        description="",
        tags=tags,
        deprecated=False,
        parameters=(),
        body=None,
        responses=(),
        security=(),
        servers=(),
        extensions={name.replace("_", "-"): value for name, value in extensions.items()},
    )


def calls(*operations: OperationFact) -> list[str]:
    """Where they end up: ``tasks.list``."""
    places = place_all(operations)
    return [".".join((*places[each.key].resource, places[each.key].method)) for each in operations]


def call(route: str, id_: str | None = None, *tags: str, **extensions: Any) -> str:
    """Where one operation ends up that is alone in its document."""
    return calls(operation(route, id_, *tags, **extensions))[0]


def by_route(operations: Iterable[OperationFact]) -> dict[str, str]:
    """Places by method and path."""
    each = list(operations)
    return dict(zip((fact.key for fact in each), calls(*each), strict=True))
