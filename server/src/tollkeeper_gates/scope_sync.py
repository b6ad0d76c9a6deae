"""Document, server, SDK and reference page hold the same scopes, and the server enforces each operation's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tollkeeper_gates.routes import SERVER
from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.scopes import scopes, spec_scopes
from trueline.gates.tools import run, tail
from trueline.spec.load import load

_NOBODY, _EVERYTHING = "(no key)", "(all scopes)"
_SECTION = re.compile(r'^<a id="(?P<id>[\w.]+)"></a>$', re.MULTILINE)
_SCOPES = re.compile(r"^-\s+Scopes: (?P<names>.+)\.$", re.MULTILINE)
_SERVER_CURE = "Enforce it in server/src/tollkeeper_server/auth.py, the one place, from the operation's facts."


@dataclass(frozen=True, slots=True)
class _Operation:
    id: str
    required: tuple[str, ...]
    public: bool


def scope_sync(checkout: Checkout) -> GateResult:
    """Ask a running server, and read the page."""
    document = load(str(checkout.spec)).value
    operations = list(_operations(document))
    problems = [*scopes(checkout).problems, *_in_server(checkout, document, operations)]
    return result("scope-sync", [*problems, *_in_page(checkout, operations)])


def _operations(document: Mapping[str, Any]) -> Iterator[_Operation]:
    spec = spec_scopes(document)
    for (method, path), required in spec.operations.items():
        node = document["paths"][path][method.lower()]
        yield _Operation(node["operationId"], required or (), node.get("security") == [])


def _in_server(checkout: Checkout, document: Mapping[str, Any], operations: list[_Operation]) -> Iterator[Problem]:
    environment = {**checkout.environment(), "PYTHONPATH": str(checkout.root / SERVER.parent)}
    command = [checkout.python, "-m", "tollkeeper_server.probe", str(checkout.spec)]
    done = run(checkout, command, environment=environment)
    if done.code != 0:
        yield Problem(f"the server does not start: {tail(done.err or done.out)}", SERVER.as_posix(), "Correct it.")
        return
    found: Mapping[str, Any] = json.loads(done.out)
    defined = set(document.get("x-all-scopes", {}))
    for scope in sorted(defined ^ set(found["scopes"])):
        yield Problem(f"the server and the document differ in the scope {scope!r}", SERVER.as_posix(), _SERVER_CURE)
    for operation in operations:
        answers: Mapping[str, int] | None = found["answers"].get(operation.id)
        if answers is None:
            yield Problem(f"the server has no operation {operation.id}", SERVER.as_posix(), _SERVER_CURE)
            continue
        for who, status in answers.items():
            yield from _judged(operation, who, status)


def _judged(operation: _Operation, who: str, status: int) -> Iterator[Problem]:
    held = set(operation.required) if who == _EVERYTHING else {who}
    if operation.public:
        wanted = "let in"
    elif who == _NOBODY:
        wanted = "401"
    else:
        wanted = "let in" if set(operation.required) <= held else "403"
    got = str(status) if status in {401, 403} else "let in"
    if got != wanted:
        asked = who if who in {_NOBODY, _EVERYTHING} else f"a key with {who or 'no scope'}"
        yield Problem(
            f"{operation.id}: {asked} is answered {got} ({status}), not {wanted}", SERVER.as_posix(), _SERVER_CURE
        )


def _in_page(checkout: Checkout, operations: list[_Operation]) -> Iterator[Problem]:
    path = checkout.root / checkout.config.reference
    parts = _SECTION.split(path.read_text("utf-8"))
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    for operation in operations:
        match = _SCOPES.search(sections.get(operation.id, ""))
        shown = tuple(re.findall(r"`([^`]+)`", match["names"])) if match else ()
        if shown != operation.required:
            what = f"{operation.id} shows the scopes {list(shown)}, the document {list(operation.required)}"
            yield Problem(what, checkout.config.reference, "Run `make generate-sdk`, which writes this page too.")
