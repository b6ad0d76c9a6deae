"""What frameworks say of why: the first reasons of an error's body, in one line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.runtime.reasons import reasons

FASTAPI = {
    "detail": [
        {"type": "missing", "loc": ["body", "name"], "msg": "Field required", "input": {"secret": "hunter2"}},
        {"type": "int_parsing", "loc": ["query", "page"], "msg": "Input should be an integer", "input": "x"},
    ]
}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (FASTAPI, "body.name: Field required; query.page: Input should be an integer"),
        ({"detail": "Not authenticated"}, "Not authenticated"),
        ({"type": "about:blank", "title": "Not Found", "detail": "no such key"}, "Not Found: no such key"),
        ({"title": "Invalid", "errors": [{"pointer": "/name", "detail": "too long"}]}, "Invalid; name: too long"),
        ({"title": "Invalid", "errors": [{"detail": "d", "pointer": "#/a/b"}]}, "Invalid; a.b: d"),
        ({"name": ["This field may not be blank."]}, "name: This field may not be blank."),
        ({"owner": {"email": ["Enter a valid email."]}}, "owner.email: Enter a valid email."),
        ({"non_field_errors": ["Passwords differ."]}, "Passwords differ."),
        ([{"name": ["Required."]}, {}], "name: Required."),
        ({"error": {"message": "why", "code": "bad", "param": "size"}}, "size: why"),
        ({"error": "invalid_grant", "error_description": "expired"}, "expired"),
        ({"error": "Something broke"}, "Something broke"),
        ({"message": "Validation Failed", "errors": [{"field": "title", "code": "missing"}]}, "Validation Failed"),
        ({"errors": ["one", "two", "three", "four"]}, "one; two; three"),
        ({"errors": {"name": ["is taken", "is short"]}}, "name: is taken; name: is short"),
        ({"errors": [{"status": "422", "source": {"pointer": "/data/name"}, "detail": "blank"}]}, "data.name: blank"),
        ({"exception_message": "Invalid request received.", "request_body": {"secret": "hunter2"}}, None),
        (
            {"detail": "Validation failed", "extra": [{"message": "Expected `str`", "key": "title", "source": "body"}]},
            "Validation failed; title: Expected `str`",
        ),
        ({"detail": "Internal Server Error", "extra": {"secret": "hunter2"}}, "Internal Server Error"),
        ({"statusCode": 400, "message": ["name is empty"], "error": "Bad Request"}, "name is empty; Bad Request"),
        ({"message": {"rate": "needed in the body"}}, "rate: needed in the body"),
        ({"errorMessages": ["No project could be found."], "errors": {}}, "No project could be found."),
        ({"errors": [{"field": "name", "defaultMessage": "is blank", "code": "NotBlank"}]}, "name: is blank"),
        ({"name": "ZodError", "issues": [{"path": ["a", 0], "message": "Required"}]}, "a.0: Required"),
        (
            {"error": {"message": "bad", "details": [{"fieldViolations": [{"field": "size", "description": "big"}]}]}},
            "bad; size: big",
        ),
        ({"__type": "ValidationException", "Message": "1 error"}, "1 error"),
        ({"errorMessage": "why", "requestId": "r"}, "why"),
        ({"fault": {"faultstring": "no such key", "detail": {"errorcode": "x"}}}, "no such key; errorcode: x"),
        ("plain", "plain"),
        ({"status": 500, "code": "internal"}, ""),
        ({"id": 7}, ""),
        (None, ""),
        (7, ""),
    ],
)
def test_the_first_reasons_are_shown(body: Any, said: str | None) -> None:
    found = reasons(body)
    assert found == said or (said is None and found.startswith("Invalid request received."))
    assert "hunter2" not in found


def test_reasons_are_bounded_and_in_one_line() -> None:
    deep: Any = "bottom"
    for _ in range(5_000):
        deep = {"errors": [deep]}
    assert reasons(deep) == ""
    assert len(reasons({"errors": [{"detail": "x" * 100_000}] * 100_000})) < 1_000
    assert reasons({"detail": "two\r\nlines\x1b[2J"}) == "two lines [2J"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["detail", "errors", "error", "message", "title", "loc", "source", "name"]) | st.text(),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_a_server_says_it_is_one_short_printable_line(body: Any) -> None:
    found = reasons(body)
    assert len(found) <= 3 * 202 + 4
    assert found.isprintable()


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<!doctype html>\n<html lang=en><title>Server Error (500)</title><h1>x", "Server Error (500)"),
        ("<html>\r\n<head><title> 502 Bad Gateway\n</title></head><hr>nginx", "502 Bad Gateway"),
        ("<html><title>A &amp; B &lt;x&gt;</title>", "A & B <x>"),
        ("<html><title></title><body><h1>Down</h1><p>for a while</body>", "Down for a while"),
        ("<HTML><BODY>No", "No"),
        ("<html" + "<" * 100_000, "<html" + "<" * 195 + "…"),
        ("a < b and <title>c</title>", "a < b and <title>c</title>"),
    ],
)
def test_a_page_of_html_says_what_its_title_says(page: str, said: str) -> None:
    assert reasons(page) == said
