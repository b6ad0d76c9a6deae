"""The scopes gate: the document and the SDK name the same scopes."""

from __future__ import annotations

from pathlib import Path

import pytest
from breaking import replace, said

from trueline.gates.checkout import Checkout
from trueline.gates.scopes import scopes

SPEC = "openapi/v1.yaml"
PACKAGE = "sdks/python/src/tollkeeper"


def test_this_checkout_is_in_sync(checkout: Checkout) -> None:
    assert scopes(checkout).ok


SCOPE = f"{PACKAGE}/types/scope.py"
AUDIT = f"{PACKAGE}/resources/audit_events.py"
ALL = ("\nx-all-scopes:\n", "\nx-all-scopes:\n  new:read: More.\n")
LAST = ("  audit:read: Read the audit log.\n", "")
OTHER = ("        - audit:read\n", "        - keys:read\n")
UNKNOWN = ("        - audit:read\n", "        - audit:write\n")
SILENT = ("      x-required-scopes: []\n", "")
MOVED = ('request="GET /v1/audit-events"', 'request="GET /x"')
BREAKS = [
    (SPEC, *ALL, "the scope 'new:read' is in /x-all-scopes but not here"),
    (SPEC, *ALL, "'new:read' is defined but no operation needs it"),
    (SPEC, *LAST, "the scope 'audit:read' of /components/schemas/Scope/enum is not here"),
    (SPEC, *LAST, "the scope 'audit:read' is required but not defined"),
    (SPEC, *UNKNOWN, "the scope 'audit:write' is required but not defined"),
    (SPEC, *OTHER, "the SDK records the scopes ['audit:read'], the document ['keys:read']"),
    (SPEC, *SILENT, "this operation does not say which scopes it needs"),
    (SCOPE, '    AUDIT_READ = "audit:read"\n', "", "the SDK's enum and the document's differ in 'audit:read'"),
    (AUDIT, 'scopes=("audit:read",)', "scopes=()", "the SDK records the scopes []"),
    (AUDIT, *MOVED, "GET /x: the SDK has an operation that is not in the document"),
    (AUDIT, *MOVED, "GET /v1/audit-events: the SDK has no operation for this"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), BREAKS)
def test_each_way_to_drift_is_named(
    root: Path, checkout: Checkout, file: str, old: str, new: str, message: str
) -> None:
    replace(root / file, old, new)
    assert message in said(scopes(checkout))


def test_a_place_in_the_document_is_shown_as_a_pointer(root: Path, checkout: Checkout) -> None:
    replace(root / SPEC, "        - audit:read\n", "        - audit:write\n")
    assert "openapi/v1.yaml at /paths/~1v1~1audit-events/get/x-required-scopes: " in said(scopes(checkout))


def test_a_document_without_scopes_passes(root: Path, checkout: Checkout) -> None:
    (root / SPEC).write_text("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n")
    assert scopes(checkout).ok


def test_a_schema_of_another_api_that_happens_to_be_called_scope_is_no_list_of_scopes(
    root: Path, checkout: Checkout
) -> None:
    schema = "components: {schemas: {Scope: {type: string, enum: [project, user]}}}"
    (root / SPEC).write_text(f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n{schema}\n")
    assert scopes(checkout).ok


def test_an_operation_of_the_method_query_needs_scopes_too(root: Path, checkout: Checkout) -> None:
    operation = "operationId: search, responses: {'204': {description: None.}}"
    paths = f"paths: {{/keys: {{query: {{{operation}}}}}}}\nx-all-scopes: {{a: A.}}"
    (root / SPEC).write_text(f"openapi: 3.2.0\ninfo: {{title: T, version: '1'}}\n{paths}\n")
    assert "/paths/~1keys/query/x-required-scopes: this operation does not say which" in said(scopes(checkout))
