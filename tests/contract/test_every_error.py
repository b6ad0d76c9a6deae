"""Every documented error of every operation, by every example of it: the class, and all that it knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest
import respx
from support.arguments import make_call
from support.document import Example, Operation, Response, document_at
from support.sdks import ROOT

DOCUMENT = document_at(ROOT / "openapi/v1.yaml")
CLASSES = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "410": "GoneError",
    "412": "PreconditionFailedError",
    "413": "PayloadTooLargeError",
    "415": "UnsupportedMediaTypeError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
    "500": "InternalServerError",
}


def cases() -> Iterator[Any]:
    for operation in DOCUMENT.operations:
        for response in operation.errors:
            for example in response.examples:
                yield pytest.param(operation, response, example, id=f"{operation.id}-{response.status}-{example.name}")


def reply(response: Response, example: Example, *, headers: dict[str, str]) -> httpx.Response:
    sent = {**headers, "Content-Type": response.media_type}
    return httpx.Response(int(response.status), headers=sent, content=json.dumps(example.value).encode())


def raised(call: Any, sdk: ModuleType, operation: Operation, **options: Any) -> Any:
    arguments = make_call(operation, operation.requests[0].value if operation.requests else None).arguments
    with pytest.raises(sdk.APIStatusError) as caught:
        call(operation.id, **arguments, **options)
    return caught.value


@pytest.mark.parametrize("call", ["sync", "async"], indirect=True)
@pytest.mark.parametrize(("operation", "response", "example"), list(cases()))
def test_a_documented_error_is_raised_as_its_class_with_all_it_says(
    call: Any, sdk: ModuleType, api: respx.Router, operation: Operation, response: Response, example: Example
) -> None:
    route = api.route().mock(return_value=reply(response, example, headers=dict(response.headers)))

    error = raised(call, sdk, operation)

    assert type(error) is getattr(sdk, CLASSES[response.status])
    assert error.status_code == int(response.status)
    assert error.code == example.value["code"]
    assert error.title == example.value["title"]
    assert error.detail == example.value.get("detail")
    assert error.request_id == response.headers["X-Request-Id"]
    assert type(error.body) is getattr(sdk.types, response.schema)
    assert error.body.to_dict() == example.value
    assert error.retry_after == (float(response.headers["Retry-After"]) if "Retry-After" in response.headers else None)
    if response.status == "403":
        assert error.missing_scopes == tuple(example.value["missing_scopes"])
        assert error.required_scopes == tuple(example.value["required_scopes"])
    for known in (operation.method, operation.path.partition("{")[0], response.status, error.code, error.request_id):
        assert known in str(error)
    assert route.call_count == 1


@pytest.mark.parametrize("call", ["sync"], indirect=True)
@pytest.mark.parametrize("operation", [pytest.param(o, id=o.id) for o in DOCUMENT.operations])
def test_without_its_header_the_request_id_is_read_from_the_body(
    call: Any, sdk: ModuleType, api: respx.Router, operation: Operation
) -> None:
    response = operation.errors[-1]
    api.route().mock(return_value=reply(response, response.examples[0], headers={}))

    assert raised(call, sdk, operation).request_id == response.examples[0].value["request_id"]


@pytest.mark.parametrize("call", ["sync", "async"], indirect=True)
@pytest.mark.parametrize("operation", [pytest.param(o, id=o.id) for o in DOCUMENT.operations])
def test_a_status_that_no_one_documented_is_raised_too(
    call: Any, sdk: ModuleType, api: respx.Router, operation: Operation
) -> None:
    api.route().mock(return_value=httpx.Response(418, text="I'm a teapot"))

    error = raised(call, sdk, operation)

    assert (error.status_code, error.body) == (418, "I'm a teapot")
    assert type(error) is sdk.APIStatusError


@pytest.mark.parametrize("call", ["sync", "async"], indirect=True)
@pytest.mark.parametrize("operation", [pytest.param(o, id=o.id) for o in DOCUMENT.operations])
def test_a_success_that_no_one_documented_is_raised_by_a_strict_client(
    call: Any, sdk: ModuleType, api: respx.Router, operation: Operation
) -> None:
    api.route().mock(return_value=httpx.Response(206, json={}))

    assert type(raised(call, sdk, operation, strict=True)) is sdk.UnexpectedStatusError
