"""The tools that agents get are the plan: one for each operation, with its arguments, scopes and effects. None more."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.tools import run, tail

if TYPE_CHECKING:
    from trueline.codegen.plan.values import MethodPlan
    from trueline.pipeline import Planned

CURE = "Run `make generate-sdk`; if that does not help, report it: the templates or the runtime lose tools."
_SCRIPT = Path(__file__).with_name("agent_tools.py")
_READS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})


def agents(checkout: Checkout) -> GateResult:
    """Ask the SDK for its tools and compare them with the plan. A layout without tools passes."""
    if not (checkout.package / "_cli").is_dir():
        return result("agents", [])
    from trueline.pipeline import planned  # noqa: PLC0415 - loading it takes longer than --list may

    order = json.dumps({"path": str(checkout.package.parent), "package": checkout.package.name})
    done = run(checkout, [checkout.python, "-I", str(_SCRIPT), order])
    if done.code:
        return result("agents", [Problem(f"the tools could not be listed: {tail(done.err)}", "", CURE)])
    plan = planned(checkout.config.request(checkout.root))
    return result("agents", differences(expected(plan), json.loads(done.out)))


def expected(plan: Planned) -> dict[str, dict[str, Any]]:
    """What each tool should be, by the request that it makes."""
    resources = (plan.sdk.client.root, *plan.sdk.resources)
    methods = ((resource.path, method) for resource in resources for method in resource.methods)
    return {method.command.request: _expected(path, method) for path, method in methods}


def _expected(path: tuple[str, ...], method: MethodPlan) -> dict[str, Any]:
    command = method.command
    options = {option.name.replace("-", "_"): option for option in command.options if option.arg}
    body = {"body"} if any(arg.name == "body" for arg in method.args) else set[str]()
    return {
        "method": ".".join((*path, method.name)),
        "arguments": sorted(options.keys() | body),
        "required": sorted(name for name, option in options.items() if option.required),
        "scopes": list(command.scopes),
        "reads": dict(command.hints).get("readOnlyHint", command.request.partition(" ")[0] in _READS),
    }


def differences(expected: Mapping[str, Mapping[str, Any]], tools: list[Mapping[str, Any]]) -> Iterator[Problem]:
    """What is missing, too much, or not as it should be."""
    names = [tool["name"] for tool in tools]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem("two tools have this name", name, CURE)
    by_request = {tool["request"]: tool for tool in tools}
    for request in sorted(expected.keys() - by_request.keys()):
        yield Problem("agents have no tool for this operation", request, CURE)
    for request in sorted(by_request.keys() - expected.keys()):
        yield Problem("agents have a tool that belongs to no operation", request, CURE)
    for request, want in expected.items():
        for what, value in want.items() if request in by_request else ():
            if by_request[request][what] != value:
                yield Problem(f"{what}: the tool has {by_request[request][what]}, the plan {value}", request, CURE)
