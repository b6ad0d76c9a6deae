"""The other tests here take their cases from the document; these count that no case got lost."""

from __future__ import annotations

import inspect
from typing import Any

import test_every_error
import test_every_page
import test_every_request
import yaml
from support.sdks import ROOT

RAW: dict[str, Any] = yaml.load((ROOT / "openapi/v1.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
STREAMS = {"webhooks.events.stream"}
OPERATIONS = {
    operation["operationId"]: operation
    for item in RAW["paths"].values()
    for method, operation in item.items()
    if method in METHODS
}


def test_every_operation_is_called_with_every_example_of_its_request() -> None:
    called = [(case.values[0].id, case.values[1].name) for case in test_every_request.requests()]
    shown = [
        (operation_id, name)
        for operation_id, operation in OPERATIONS.items()
        for name in operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {})
    ]
    assert set(shown) <= set(called)
    assert {operation_id for operation_id, _ in called} | STREAMS == set(OPERATIONS)
    assert len(called) == len(set(called))


def test_every_documented_status_of_every_operation_is_answered() -> None:
    answered = {(case.values[0].id, case.values[1].status) for case in test_every_request.answers()}
    raised = {(case.values[0].id, case.values[1].status) for case in test_every_error.cases()}
    streamed = {(operation_id, "200") for operation_id in STREAMS}
    documented = {(i, str(status)) for i, operation in OPERATIONS.items() for status in operation["responses"]}
    assert answered | raised | streamed == documented
    assert not answered & raised


def test_every_list_is_paged_through() -> None:
    paged = {case.values[0].id for case in test_every_page.lists()}
    assert paged == {i for i, operation in OPERATIONS.items() if "x-pagination" in operation}


def test_the_client_has_a_method_for_every_operation_and_no_other(client: Any) -> None:
    assert set(_methods(client, "")) == set(OPERATIONS)


def _methods(owner: Any, path: str) -> list[str]:
    """The public methods below a resource, by their dotted path; the client's own ones are the runtime's."""
    base = type(owner).__mro__[1]
    found: list[str] = []
    for name, value in owner.__class__.__dict__.items():
        if name.startswith(("_", "with_")) or hasattr(base, name) or isinstance(getattr(owner, name), str):
            continue  # a text is a credential
        where = f"{path}.{name}" if path else name
        found += _methods(getattr(owner, name), where) if isinstance(value, property) else [where]
        assert inspect.getdoc(value), f"{where} has no docstring"
    return found
