"""The README's parts that depend on the API: a first program, and the table of operations."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.codegen.plan.values import ClientPlan, IndexRow, MethodPlan, ResourcePlan


def index(client: ClientPlan, resources: tuple[ResourcePlan, ...]) -> tuple[IndexRow, ...]:
    """All operations in the order of the client's attributes."""
    return tuple(IndexRow(f"{call}()", method.request, method.summary) for call, method in _calls(client, resources))


def quickstart(package: str, client: ClientPlan, resources: tuple[ResourcePlan, ...]) -> str:
    """A first program: the plainest read that the API has, or just the client."""
    sizes = {resource.path: len(resource.methods) for resource in resources}
    calls = sorted(_calls(client, resources), key=lambda found: -sizes.get(tuple(found[0].split(".")[:-1]), 0))
    best = min(calls, key=_difficulty, default=None)
    head = f"from {package} import {client.name}\n\nwith {client.name}() as client:\n"
    if best is None or _difficulty(best)[0]:
        return head + "    ..."
    call, method = best
    if method.result.kind == "page":
        return head + f"    for item in client.{call}():\n        print(item)"
    return head + f"    print(client.{call}())"


def pages(client: ClientPlan, resources: tuple[ResourcePlan, ...]) -> bool:
    """Whether there is a list that goes on by itself."""
    return any(fact.name == "pagination" for _, method in _calls(client, resources) for fact in method.facts)


def _calls(client: ClientPlan, resources: tuple[ResourcePlan, ...]) -> Iterator[tuple[str, MethodPlan]]:
    for resource in (client.root, *resources):
        for method in resource.methods:
            yield ".".join([*resource.path, method.name]), method


def _difficulty(candidate: tuple[str, MethodPlan]) -> tuple[bool, bool, int]:
    """Whether it can't be called bare, and how little it shows: a list of a top-level resource shows most."""
    call, method = candidate
    needs = any(not arg.default for arg in method.args)
    reads = method.request.startswith("GET ") and method.result.kind != "stream"
    return (needs or not reads, method.result.kind != "page", call.count("."))
