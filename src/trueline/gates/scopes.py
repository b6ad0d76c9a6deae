"""Scopes are one set: ``x-all-scopes``, ``Scope.enum``, every ``x-required-scopes``, and the generated SDK."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.sdk_scopes import SdkScopes, read_sdk_scopes
from trueline.spec import extensions
from trueline.spec import pointer as pointers
from trueline.spec.load import load
from trueline.spec.openapi import METHODS
from trueline.spec.overlay import apply, load_overlay

ALL = "/x-all-scopes"
ENUM = "/components/schemas/Scope/enum"
REGENERATE = "Run `make generate-sdk`; if that does not help, report it: the templates lose scopes."


@dataclass(frozen=True, slots=True)
class SpecScopes:
    """The scopes of a document. ``operations`` maps (method, path) to what is required, None where it says nothing."""

    defined: tuple[str, ...]
    enum: tuple[str, ...]
    operations: Mapping[tuple[str, str], tuple[str, ...] | None]


def scopes(checkout: Checkout) -> GateResult:
    """Every place that names scopes names the same ones. A document without scopes passes."""
    document = apply(load(str(checkout.spec)), [load_overlay(str(overlay)) for overlay in checkout.overlays])
    spec = spec_scopes(document.value)
    if not spec.defined and all(required is None for required in spec.operations.values()):
        return result("scopes", [])
    problems = [*_in_spec(spec), *_in_sdk(spec, read_sdk_scopes(checkout.package))]
    source = checkout.config.spec
    return result("scopes", [Problem(p.what, p.where.replace("spec:", f"{source} at "), p.cure) for p in problems])


def spec_scopes(document: Any) -> SpecScopes:
    """Read the scopes of a loaded document."""
    defined = document.get("x-all-scopes", {})
    enum = document.get("components", {}).get("schemas", {}).get("Scope", {}).get("enum", [])
    operations: dict[tuple[str, str], tuple[str, ...] | None] = {}
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                required = item[method].get(extensions.REQUIRED_SCOPES)
                operations[method.upper(), path] = None if required is None else tuple(required)
    return SpecScopes(tuple(defined), tuple(enum), operations)


def _in_spec(spec: SpecScopes) -> Iterator[Problem]:
    yield from _same(spec)
    used: set[str] = set()
    for (method, path), required in spec.operations.items():
        where = "spec:" + pointers.build(["paths", path, method.lower(), extensions.REQUIRED_SCOPES])
        if required is None:
            yield Problem("this operation does not say which scopes it needs", where, "Add it; `[]` means none.")
            continue
        used.update(required)
        for scope in required:
            if scope not in spec.defined:
                cure = f"Add it to {ALL} and {ENUM}, or correct the name."
                yield Problem(f"the scope {scope!r} is required but not defined", where, cure)
    for scope in sorted(set(spec.defined) - used):
        cure = "Require it in an operation, or remove it from the document."
        yield Problem(f"the scope {scope!r} is defined but no operation needs it", f"spec:{ALL}", cure)


def _same(spec: SpecScopes) -> Iterator[Problem]:
    for scope in sorted(set(spec.defined) - set(spec.enum)):
        yield Problem(f"the scope {scope!r} is in {ALL} but not here", f"spec:{ENUM}", "Add it to the enum.")
    for scope in sorted(set(spec.enum) - set(spec.defined)):
        cure = f"Add it to {ALL} with a description."
        yield Problem(f"the scope {scope!r} of {ENUM} is not here", f"spec:{ALL}", cure)
    for scope in sorted({scope for scope in spec.enum if spec.enum.count(scope) > 1}):
        yield Problem(f"the scope {scope!r} is listed twice", f"spec:{ENUM}", "Remove one.")


def _in_sdk(spec: SpecScopes, sdk: SdkScopes) -> Iterator[Problem]:
    if set(sdk.members) != set(spec.enum):
        differ = ", ".join(repr(scope) for scope in sorted(set(sdk.members) ^ set(spec.enum)))
        yield Problem(f"the SDK's enum and the document's differ in {differ}", "types/scope.py", REGENERATE)
    for (method, path), required in spec.operations.items():
        name = f"{method} {path}"
        if (method, path) not in sdk.operations:
            yield Problem("the SDK has no operation for this", name, REGENERATE)
        elif sdk.operations[method, path] != (required or ()):
            what = (
                f"the SDK records the scopes {list(sdk.operations[method, path])}, the document {list(required or ())}"
            )
            yield Problem(what, name, REGENERATE)
    for method, path in sorted(sdk.operations.keys() - spec.operations.keys()):
        yield Problem("the SDK has an operation that is not in the document", f"{method} {path}", REGENERATE)
