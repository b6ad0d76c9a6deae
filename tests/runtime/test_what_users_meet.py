"""Small things that users of an SDK meet: answers that have not changed, numbers beyond all floats, blank keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import respx

from trueline.runtime.errors import APIStatusError, InvalidRequestError

from .support import JSON, Api, as_is, operation, requests


@pytest.mark.parametrize("content", [{}, JSON])
def test_an_answer_that_has_not_changed_is_no_error(api: Api, server: respx.MockRouter, content: Any) -> None:
    server.get("/v1/things").respond(304, headers={"etag": '"1"'})
    found = api.call(operation(responses={"200": JSON, "304": content}), extra_headers={"If-None-Match": '"1"'})
    assert found is None


@pytest.mark.parametrize("text", [b"1e400", b"-1e400", b"1E+99999"])
def test_a_number_beyond_all_floats_is_an_answer(api: Api, server: respx.MockRouter, text: bytes) -> None:
    server.get("/v1/things").respond(200, content=text, headers={"content-type": "application/json"})
    documented = api.call(operation(responses={"200": {"application/json": as_is}}))
    assert documented == api.request("GET", "/v1/things") == float(text)


@pytest.mark.parametrize("blank", [" ", "\t\n"])
def test_a_blank_key_is_refused_when_it_is_given(
    make: Callable[..., Api], server: respx.MockRouter, blank: str
) -> None:
    with pytest.raises(InvalidRequestError, match="api_key"):
        make(credentials={"bearerAuth": blank})
    assert not server.calls


@pytest.mark.parametrize("status", [307, 308])
def test_a_body_is_not_sent_on_to_another_origin(api: Api, server: respx.MockRouter, status: int) -> None:
    server.post("/v1/things").respond(status, headers={"location": "https://elsewhere.test/x"})
    with pytest.raises(APIStatusError, match=str(status)):
        api.request("POST", "/v1/things", json={"secret": 1})
    assert len(requests(server)) == 1
