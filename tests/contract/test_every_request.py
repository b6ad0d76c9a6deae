"""Every operation with every example of its request: the bytes on the wire, and what comes back."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest
import respx
from support.arguments import Call, make_call, typed
from support.document import Example, Operation, Response, document_at
from support.sdks import ROOT
from support.tollkeeper import API_KEY, BASE_URL, find
from support.typed_json import Json
from support.wire import asked

DOCUMENT = document_at(ROOT / "openapi/v1.yaml")
PLAIN = [operation for operation in DOCUMENT.operations if not operation.streaming]
KINDS = pytest.mark.parametrize("call", ["sync", "async"], indirect=True)
CLIENT_HEADERS = {"host", "accept", "accept-encoding", "user-agent", "x-retry-count"}
TRANSPORT_HEADERS = {"connection", "content-length"}


def requests() -> Iterator[Any]:
    """Each operation with each of its request examples, or once when it takes no body."""
    for operation in PLAIN:
        for example in operation.requests or (Example("no_body", None),):
            yield pytest.param(operation, example, id=f"{operation.id}-{example.name}")


def answers() -> Iterator[Any]:
    """Each operation with each of its documented successes, by each example of them."""
    for operation in PLAIN:
        for response in operation.successes:
            for example in response.examples or (Example("empty", None),):
                yield pytest.param(operation, response, example, id=f"{operation.id}-{response.status}-{example.name}")


def first_answer(operation: Operation) -> httpx.Response:
    response = operation.successes[0]
    return reply(response, response.examples[0].value if response.examples else None)


def reply(response: Response, body: Any) -> httpx.Response:
    """The documented answer, with the documented examples of its headers."""
    headers = dict(response.headers)
    if not response.media_type:
        return httpx.Response(int(response.status), headers=headers)
    headers["Content-Type"] = response.media_type
    return httpx.Response(int(response.status), headers=headers, content=json.dumps(body).encode())


def first_request(operation: Operation) -> Call:
    return make_call(operation, operation.requests[0].value if operation.requests else None)


def assert_on_the_wire(
    request: httpx.Request, operation: Operation, expected: Call, *, base_url: str = BASE_URL, api_key: str = API_KEY
) -> None:
    assert request.method == operation.method
    assert request.url.raw_path.decode() == expected.target
    assert str(request.url).startswith(f"{base_url}/v1/")
    assert request.headers["accept"] == ", ".join(
        dict.fromkeys(r.media_type for r in operation.successes if r.media_type)
    ) or not any(r.media_type for r in operation.successes)
    assert re.fullmatch(r"tollkeeper/\S+ \S+/3\.\d+\.\S+", request.headers["user-agent"])
    names = set(CLIENT_HEADERS) | set(expected.headers)
    if operation.raw.get("security") == []:
        assert "authorization" not in request.headers
    else:
        names.add("authorization")
        assert request.headers["authorization"] == f"Bearer {api_key}"
    if expected.body is not None:
        names.add("content-type")
        assert request.headers["content-type"] == "application/json"
        assert json.loads(request.content) == expected.body
    else:
        assert request.content == b""
        assert "content-type" not in request.headers
    for name, value in expected.headers.items():
        assert request.headers[name] == value
    if operation.idempotency_header:
        names.add(operation.idempotency_header.lower())
    assert set(request.headers) - TRANSPORT_HEADERS == names, "a header too many or too few"
    elsewhere = [value for name, value in request.headers.items() if name != "authorization"]
    body: Json = expected.body or {}
    shown = str(body.get("key"))  # keys.verify is asked about a key
    assert api_key not in (" ".join([str(request.url), *elsewhere]) + request.content.decode()).replace(shown, "")


@KINDS
@pytest.mark.parametrize(("operation", "example"), list(requests()))
def test_the_request_is_what_the_document_shows(
    call: Any, api: respx.Router, operation: Operation, example: Example
) -> None:
    expected = make_call(operation, example.value)
    route = api.route().mock(return_value=first_answer(operation))

    call(operation.id, **expected.arguments)

    assert route.call_count == 1
    assert_on_the_wire(route.calls.last.request, operation, expected)


@pytest.mark.parametrize("call", ["sync"], indirect=True)
@pytest.mark.parametrize(("operation", "example"), list(requests()))
def test_models_members_and_datetimes_are_sent_as_the_document_shows(
    sdk: ModuleType, call: Any, api: respx.Router, operation: Operation, example: Example
) -> None:
    expected = make_call(operation, example.value)
    route = api.route().mock(return_value=first_answer(operation))

    call(operation.id, **typed(sdk.types, operation, expected))

    assert_on_the_wire(route.calls.last.request, operation, expected)


@KINDS
@pytest.mark.parametrize("operation", [pytest.param(o, id=o.id) for o in PLAIN])
def test_only_required_arguments_are_needed(call: Any, api: respx.Router, operation: Operation) -> None:
    schema = DOCUMENT.schema(operation.body_schema) if operation.body_schema else {}
    required: list[str] = schema.get("required", [])
    body: Json | None = None
    if operation.body_required:
        body = {name: operation.requests[0].value[name] for name in required}
    expected = make_call(operation, body, optional=False)
    route = api.route().mock(return_value=first_answer(operation))

    call(operation.id, **expected.arguments)

    assert_on_the_wire(route.calls.last.request, operation, expected)


@pytest.mark.parametrize("call", ["sync"], indirect=True)
@pytest.mark.parametrize("operation", [pytest.param(o, id=o.id) for o in PLAIN if o.idempotency_header])
def test_an_idempotency_key_is_made_for_each_call(call: Any, api: respx.Router, operation: Operation) -> None:
    expected = first_request(operation)
    del expected.arguments["idempotency_key"]
    route = api.route().mock(return_value=first_answer(operation))

    call(operation.id, **expected.arguments)
    call(operation.id, **expected.arguments)

    keys = [made.headers[operation.idempotency_header] for made in asked(route)]
    assert [uuid.UUID(key).version for key in keys] == [4, 4]
    assert keys[0] != keys[1]


@KINDS
@pytest.mark.parametrize(("operation", "response", "example"), list(answers()))
def test_the_answer_is_decoded_whole(
    sdk: ModuleType, call: Any, api: respx.Router, operation: Operation, response: Response, example: Example
) -> None:
    api.route().mock(return_value=reply(response, example.value))

    result = call(operation.id, **first_request(operation).arguments)

    if not response.schema:
        assert result is None
        return
    if operation.pagination:
        items = example.value[operation.pagination["items"]]
        assert [item.to_dict() for item in result.data] == items
        result = result.body
    assert result.to_dict() == example.value
    assert result.__class__.from_dict(result.to_dict()) == result
    assert type(result) is expected_type(sdk, response.schema, example.value)


def expected_type(sdk: ModuleType, schema: str, value: Any) -> type:
    """The class that a component's name stands for; for a union, the member that its discriminator picks."""
    discriminator = DOCUMENT.schema(schema).get("discriminator")
    if discriminator:
        schema = discriminator["mapping"][value[discriminator["propertyName"]]].rpartition("/")[2]
    found: type = getattr(sdk.types, schema)
    return found


@pytest.mark.parametrize(("operation", "response", "example"), [case for case in answers() if "." in case.values[0].id])
def test_the_raw_response_shows_status_headers_and_bytes(
    client: Any, api: respx.Router, operation: Operation, response: Response, example: Example
) -> None:
    api.route().mock(return_value=reply(response, example.value))
    owner, _, name = operation.id.rpartition(".")

    raw = getattr(find(client, owner).with_raw_response, name)(**first_request(operation).arguments)

    assert raw.status_code == int(response.status)
    assert raw.headers["x-request-id"] == raw.request_id == response.headers["X-Request-Id"]
    if response.media_type:
        assert json.loads(raw.content) == example.value
        parsed = raw.parse()
        assert (parsed.body if operation.pagination else parsed).to_dict() == example.value
    else:
        assert raw.content == b""
        assert raw.parse() is None
