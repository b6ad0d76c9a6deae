"""What an answer means: choosing the documented content, decoding it, and the errors."""

from __future__ import annotations

import copy
import pickle
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.runtime import errors
from trueline.runtime.answers import Asked, choose, decode, documented, status_error, text_of
from trueline.runtime.decoding import integer, list_decoder, string
from trueline.runtime.errors import APIStatusError, ResponseDecodeError, error_class
from trueline.runtime.messages import Answer

from .support import as_is

ASKED = Asked("GET", "https://user:pass@api.acme.test/v1/things?api_key=sekrit&page=2#frag")


def answer(
    status: int = 200, content: bytes | None = b"", content_type: str = "application/json", **headers: str
) -> Answer:
    raw = [(b"Content-Type", content_type.encode())] if content_type else []
    return Answer(
        status, raw + [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()], content
    )


def test_a_status_is_found_by_number_then_range_then_default() -> None:
    table: Any = {"200": {"a/1": as_is}, "2XX": {"a/2": as_is}, "4xx": {"a/4": as_is}, "default": {"a/d": as_is}}
    assert [list(documented(table, status) or ()) for status in (200, 201, 404, 500)] == [
        ["a/1"],
        ["a/2"],
        ["a/4"],
        ["a/d"],
    ]
    assert documented({"200": {}}, 201) is None


@pytest.mark.parametrize(
    ("content", "content_type", "chosen"),
    [
        (["application/json"], "application/json; charset=utf-8", "application/json"),
        (["application/json"], "APPLICATION/JSON", "application/json"),
        (["application/json"], "application/vnd.acme+json", "application/json"),
        (["application/vnd.acme+json"], "application/json", "application/vnd.acme+json"),
        (["application/json; version=2"], "application/json", "application/json; version=2"),
        (["application/json", "application/problem+json"], "application/problem+json", "application/problem+json"),
        (["application/json", "text/*"], "text/csv", "text/*"),
        (["application/json", "*/*"], "image/png", "*/*"),
        (["application/json"], "text/html", None),
        (["application/json"], "", "application/json"),
        (["text/plain", "application/json"], "", "application/json"),
        (["text/plain", "text/csv"], "", None),
        ([], "text/html", None),
    ],
)
def test_a_content_type_is_matched_exactly_then_as_json_then_by_range(
    content: list[str], content_type: str, chosen: str | None
) -> None:
    assert choose(dict.fromkeys(content, as_is), content_type) == chosen


def test_bytes_are_taken_whatever_they_are_called() -> None:
    assert choose({"application/json": as_is, "application/pdf": None}, "application/octet-stream") == "application/pdf"


@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        ("é".encode(), "text/plain", "é"),
        ("é".encode("latin-1"), "text/plain; charset=iso-8859-1", "é"),
        ("é".encode("utf-16"), 'text/plain; charset="UTF-16"', "é"),
        (b"\xff", "text/plain", "\ufffd"),
        (b"x", "text/plain; charset=klingon", "x"),
    ],
)
def test_text_is_read_in_its_charset(content: bytes, content_type: str, text: str) -> None:
    assert text_of(content, content_type) == text
    table: Any = {"200": {"text/plain": as_is}}
    assert decode(answer(200, content, content_type), table, ASKED, strict=False) == text


@pytest.mark.parametrize("status", [204, 205])
def test_these_have_no_body_whatever_is_documented(status: int) -> None:
    assert decode(answer(status), {"2XX": {"application/json": as_is}}, ASKED, strict=False) is None


def test_head_has_no_body() -> None:
    assert decode(answer(), {"200": {"application/json": as_is}}, Asked("HEAD", ""), strict=False) is None


@pytest.mark.parametrize(
    ("content", "path", "reason"),
    [
        (b"{", "$", "not what its content type says"),
        (b"\xff\xfe", "$", "not what its content type says"),
        (b"[" * 100_000, "$", "not what its content type says"),
    ],
)
def test_what_cannot_be_decoded_says_where_and_why(content: bytes, path: str, reason: str) -> None:
    table: Any = {"200": {"application/json": list_decoder(integer)}}
    with pytest.raises(ResponseDecodeError, match=reason) as caught:
        decode(answer(200, content, x_request_id="req_1"), table, ASKED, strict=False)
    assert caught.value.path == path
    assert caught.value.request_id == "req_1"
    assert "sekrit" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "path", "reason"),
    [(b"", "$", "the body is empty"), (b'[1,"x"]', "$[1]", "expected integer, got string")],
)
def test_what_is_not_as_documented_is_an_error_when_strict(content: bytes, path: str, reason: str) -> None:
    table: Any = {"200": {"application/json": list_decoder(integer)}}
    assert decode(answer(200, content), table, ASKED, strict=False) in (None, [1, "x"])
    with pytest.raises(ResponseDecodeError, match=reason) as caught:
        decode(answer(200, content), table, ASKED, strict=True)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("content", "content_type", "value"),
    [
        (b'{"a": 1}', "text/html", {"a": 1}),
        (b"[1]", "application/octet-stream", [1]),
        ('"zażółć"'.encode("iso-8859-2"), "application/json; charset=iso-8859-2", "zażółć"),
        ('"zażółć"'.encode("utf-16"), "application/json", "zażółć"),
        ('{"a": "é"}'.encode("latin-1"), "application/vnd.acme+json; charset=latin-1", {"a": "é"}),
    ],
)
def test_json_is_read_whatever_its_content_type_and_charset(content: bytes, content_type: str, value: Any) -> None:
    for name in ("application/json", "application/*+json"):
        assert decode(answer(200, content, content_type), {"200": {name: as_is}}, ASKED, strict=False) == value


def test_text_that_comes_as_json_is_text() -> None:
    table: Any = {"200": {"text/plain": string}}
    assert decode(answer(200, b'"ok"'), table, ASKED, strict=False) == "ok"
    assert decode(answer(200, b'{"a": 1}'), table, ASKED, strict=False) == '{"a": 1}'
    with pytest.raises(ResponseDecodeError, match="the content type is application/json, expected is text/plain"):
        decode(answer(200, b'"ok"'), table, ASKED, strict=True)


def test_html_where_json_is_documented_is_an_error_with_the_answer_on_it() -> None:
    with pytest.raises(ResponseDecodeError, match="text/html and the body no JSON") as caught:
        decode(answer(200, b"<html>", "text/html"), {"200": {"application/json": as_is}}, ASKED, strict=False)
    assert (caught.value.status_code, caught.value.body) == (200, "<html>")


@pytest.mark.parametrize("strict", [True, False])
def test_a_success_under_default_is_documented(strict: bool) -> None:
    table: Any = {"201": {"application/json": integer}}
    errors: Any = {"default": {"application/json": integer}}
    assert decode(answer(200, b"7"), table, ASKED, strict=strict, errors=errors) == 7
    assert "documented" not in str(status_error(answer(399), errors, ASKED))


def test_large_integers_are_exact() -> None:
    table: Any = {"200": {"application/json": as_is}}
    assert decode(answer(200, b"[9007199254740993,18446744073709551615]"), table, ASKED, strict=False) == [
        9007199254740993,
        18446744073709551615,
    ]


# --- errors ---


@pytest.mark.parametrize(
    ("body", "code", "title", "detail"),
    [
        (b'{"type":"about:blank","title":"Not Found","detail":"no such key"}', None, "Not Found", "no such key"),
        (b'{"type":"https://x/e/rate#limited","title":"T"}', "limited", "T", None),
        (b'{"error":{"code":"bad","message":"why"}}', "bad", None, "why"),
        (b'{"error":"invalid_grant","error_description":"expired"}', "invalid_grant", None, "expired"),
        (b'{"code":17,"message":"m"}', "17", None, "m"),
        (b'{"code":404,"errno":111,"error":"Not Found","message":"m"}', "Not Found", None, "m"),
        (b'{"code":"404","message":"m"}', None, None, "m"),
        (b'{"error":{"code":404,"status":"NOT_FOUND","message":"m"}}', "NOT_FOUND", None, "m"),
        (b'{"errors":[{"code":"c","detail":"d"}]}', "c", None, "d"),
        (b'{"errors":"odd","code":{"not":"text"}}', None, None, None),
        (b"[1]", None, None, None),
        (b"null", None, None, None),
    ],
)
def test_the_common_shapes_of_errors_are_read(
    body: bytes, code: str | None, title: str | None, detail: str | None
) -> None:
    error = status_error(answer(404, body, "application/problem+json"), {}, ASKED)
    assert (error.code, error.title, error.detail) == (code, title, detail)


def test_the_message_holds_all_that_support_asks_for_and_no_secret() -> None:
    error = status_error(answer(503, b"upstream\n  down", "text/plain", request_id="req_9", retry_after="3"), {}, ASKED)
    assert str(error) == (
        "GET https://[redacted]@api.acme.test/v1/things?api_key=[redacted]&page=2 answered 503: upstream down"
        " (request id req_9)"
    )
    assert error.retry_after == 3
    assert error.body == "upstream\n  down"


def test_bytes_that_are_no_text_are_told_of() -> None:
    table: Any = {"200": {"text/plain": string}}
    told: list[Any] = []
    found = decode(answer(200, b"a\xff", "text/plain"), table, ASKED, strict=False, report=lambda d, _: told.extend(d))
    assert (found, told) == ("a\ufffd", [("$", "text", "bytes that are not text in utf-8")])
    with pytest.raises(ResponseDecodeError, match=r"\$: bytes that are not text in utf-8"):
        decode(answer(200, b"a\xff", "text/plain"), table, ASKED, strict=True)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"code":404,"error":"Not Found","message":"no such key"}', "answered 404 Not Found: no such key"),
        (b'{"code":404,"message":"no such key"}', "answered 404: no such key"),
        (b'{"error":"no such key"}', "answered 404: no such key"),
        (b'{"code":"missing","message":"no such key"}', "answered 404 missing: no such key"),
    ],
)
def test_a_message_says_nothing_twice(body: bytes, said: str) -> None:
    assert str(status_error(answer(404, body), {}, ASKED)).endswith(said)


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (402, "APIStatusError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (408, "RequestTimeoutError"),
        (409, "ConflictError"),
        (410, "GoneError"),
        (412, "PreconditionFailedError"),
        (413, "PayloadTooLargeError"),
        (415, "UnsupportedMediaTypeError"),
        (422, "UnprocessableEntityError"),
        (429, "RateLimitError"),
        (500, "InternalServerError"),
        (599, "InternalServerError"),
        (202, "UnexpectedStatusError"),
        (304, "UnexpectedStatusError"),
    ],
)
def test_each_status_has_its_class(status: int, name: str) -> None:
    assert error_class(status) is getattr(errors, name)
    assert issubclass(error_class(status), APIStatusError)


def every_error() -> list[errors.APIError]:
    refused = status_error(
        answer(403, b'{"code":"c","missing_scopes":["a"]}', x_request_id="r", set_cookie="s=1"), {}, ASKED
    )
    with pytest.raises(ResponseDecodeError) as undecodable:
        decode(answer(200, b"x"), {"200": {"application/json": as_is}}, ASKED, strict=False)
    plain = [
        cls("a message") for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.APIError)
    ]
    return [*plain, refused, undecodable.value, errors.APITimeoutError("m", method="GET", url="u")]


def name(error: errors.APIError) -> str:
    return type(error).__name__


def pickled(protocol: int, error: errors.APIError) -> Any:
    return pickle.loads(pickle.dumps(error, protocol))


@pytest.mark.parametrize("error", every_error(), ids=name)
@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, *(partial(pickled, protocol) for protocol in range(2, 6))])
def test_errors_survive_copy_and_pickle(error: errors.APIError, again: Any) -> None:
    twin = again(error)
    assert type(twin) is type(error)
    assert (str(twin), twin.args, shown(twin)) == (str(error), error.args, shown(error))


def shown(error: errors.APIError) -> dict[str, Any]:
    """What an error holds. Copies have its headers without the secrets in them."""
    held = dict(vars(error))
    return {**held, "headers": repr(held["headers"])} if "headers" in held else held


def test_every_error_is_an_api_error_that_can_be_made_by_hand() -> None:
    made = errors.NotFoundError("no", status_code=404, body={"a": 1}, request_id="r", headers={"x": "y"})
    assert (made.status_code, made.body, made.request_id, made.headers["x"], made.code) == (
        404,
        {"a": 1},
        "r",
        "y",
        None,
    )


@given(st.binary(max_size=300), st.text(max_size=40), st.integers(300, 599))
def test_no_bytes_break_the_making_of_an_error(content: bytes, content_type: str, status: int) -> None:
    raw = [(b"content-type", content_type.encode("utf-8", "replace"))]
    for kind in (raw, [(b"content-type", b"application/json")]):
        error = status_error(Answer(status, kind, content), {"default": {"application/json": integer}}, ASKED)
        assert error.status_code == status
