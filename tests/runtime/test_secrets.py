"""No secret is shown: not by repr, vars, logs, hooks, errors or pickles."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import respx

from trueline.runtime import log
from trueline.runtime.auth import Credentials
from trueline.runtime.decoding import map_decoder, string
from trueline.runtime.errors import APIConnectionError, APIResponseError, AuthenticationError
from trueline.runtime.events import ResponseReceived, Retrying
from trueline.runtime.messages import Secret, is_sensitive, redact_headers, redact_url
from trueline.runtime.operation import ClientConfig, SecurityScheme

from .support import CONFIG, GET, KEY, URL, Api, operation

SCHEMES = (
    SecurityScheme("bearerAuth", "bearer", "api_key"),
    SecurityScheme("query", "api_key", "query_key", name="k", location="query"),
    SecurityScheme("header", "api_key", "header_key", name="X-Acme", location="header"),
    SecurityScheme("cookie", "api_key", "cookie_key", name="sid", location="cookie"),
    SecurityScheme("basic", "basic", "login"),
)
SECRETS = {
    "bearerAuth": "bearer-secret-1",
    "query": "query secret/2",
    "header": "header-secret-3",
    "cookie": "cookie-secret-4",
    "basic": ("user", "password-secret-5"),
}
EVERYTHING = ClientConfig("Acme", "acme", "1", URL, "ACME_BASE_URL", "ACME_LOG", SCHEMES)
ALL = operation(security=(("bearerAuth", "query", "header", "cookie"),))
BASIC = operation(security=(("basic",),))


def assert_clean(text: str) -> None:
    for secret in (
        "bearer-secret-1",
        "secret/2",
        "secret%2F2",
        "secret-3",
        "secret-4",
        "password-secret-5",
        "dXNlcjpw",
    ):
        assert secret not in text, text


def shown(value: Any, depth: int = 4) -> str:
    """All that repr and vars give away, of a value and of what it holds."""
    text = repr(value)
    parts = list(getattr(value, "__dict__", {}).values()) + [
        getattr(value, name)
        for cls in type(value).__mro__
        for name in getattr(cls, "__slots__", ())
        if hasattr(value, name)
    ]
    if depth and not isinstance(value, (str, bytes, Secret, dict)):
        text += "".join(shown(part, depth - 1) for part in parts if not callable(part))
    return text


def test_a_client_shows_no_secret(make: Callable[..., Api]) -> None:
    api = make(config=EVERYTHING, credentials=SECRETS, default_headers={"Authorization": "Bearer bearer-secret-1"})
    assert_clean(repr(api.client))
    assert_clean(shown(api.client._settings.credentials) + repr(api.client.__dict__))
    assert_clean(shown(api.client._settings))


def test_a_base_url_with_a_password_shows_none(make: Callable[..., Api]) -> None:
    assert repr(make(base_url="https://me:password-secret-5@x.test/v1").client).endswith(
        "https://[redacted]@x.test/v1>"
    )


def test_clients_and_secrets_refuse_to_be_pickled(api: Api) -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(api.client)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(Secret("x"))


def test_the_secret_is_the_only_way_to_its_value() -> None:
    secret = Secret("bearer-secret-1")
    assert repr(secret) == str(secret) == "Secret('[redacted]')"
    with pytest.raises(TypeError):
        vars(secret)
    assert secret.reveal() == "bearer-secret-1"


def test_each_scheme_travels_as_documented_and_unseen(
    make: Callable[..., Api], server: respx.MockRouter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    events: list[Any] = []
    api = make(config=EVERYTHING, credentials=SECRETS, on_event=events.append)
    server.route().mock(side_effect=[httpx.Response(503), httpx.Response(200, json=1), httpx.Response(200, json=1)])
    api.call(ALL)
    request = server.calls.last.request
    assert request.headers["authorization"] == "Bearer bearer-secret-1"
    assert request.headers["x-acme"] == "header-secret-3"
    assert request.headers["cookie"] == "sid=cookie-secret-4"
    assert request.url.query == b"k=query%20secret%2F2"
    api.call(BASIC)
    assert server.calls.last.request.headers["authorization"] == "Basic dXNlcjpwYXNzd29yZC1zZWNyZXQtNQ=="
    assert_clean(caplog.text)
    assert_clean(repr(events))
    assert "acme" in {record.name for record in caplog.records}
    assert [type(event).__name__ for event in events[:5]] == [
        "RequestSent",
        "ResponseReceived",
        "Retrying",
        "RequestSent",
        "ResponseReceived",
    ]
    received = [event for event in events if isinstance(event, ResponseReceived)]
    assert [(event.status_code, event.attempt) for event in received] == [(503, 0), (200, 1), (200, 0)]
    assert [event.delay for event in events if isinstance(event, Retrying)] == [0.5]


def test_two_sdks_in_one_program_hide_the_secrets_of_both() -> None:
    """Each SDK brings its own filter to the HTTP library's logger, and either one may come first."""
    record = logging.LogRecord("httpx", logging.INFO, "x", 1, "%s %s", ("GET", httpx.URL(URL + "?k=a&other=b")), None)
    for name in ("other", "k"):
        hide = log._HideSecrets()  # pyright: ignore[reportPrivateUsage] - nothing public makes a second one
        hide.names = frozenset({name})
        assert hide.filter(record)
    assert record.getMessage() == f"GET {URL}?k=[redacted]&other=[redacted]"


@pytest.mark.parametrize("outcome", ["status", "connection"])
def test_an_error_shows_no_secret_even_when_the_server_repeats_it(
    make: Callable[..., Api], server: respx.MockRouter, outcome: str
) -> None:
    api = make(config=EVERYTHING, credentials=SECRETS, max_retries=0)
    text = "key bearer-secret-1 and query secret/2 and header-secret-3 are bad"
    if outcome == "status":
        server.route().respond(401, json={"detail": text}, headers={"set-cookie": "sid=cookie-secret-4"})
    else:
        server.route().mock(side_effect=httpx.ConnectError(text))
    with pytest.raises((AuthenticationError, APIConnectionError)) as caught:
        api.call(ALL)
    error = caught.value
    assert_clean(str(error) + repr(error) + repr(vars(error)))
    if outcome == "status":
        assert_clean("".join(traceback.format_exception(error)))
        assert "key [redacted] and [redacted]" in str(error)


def test_a_hook_that_fails_does_not_fail_the_call(
    make: Callable[..., Api], server: respx.MockRouter, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(event: object) -> None:
        raise ZeroDivisionError

    server.route().respond(200, json=1)
    assert make(on_event=broken).call(GET) == 1
    assert "on_event failed" in caplog.text


def test_the_environment_turns_the_log_on(
    monkeypatch: pytest.MonkeyPatch, server: respx.MockRouter, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACME_LOG", "debug")
    logger = logging.getLogger("acme")
    monkeypatch.setattr(logger, "propagate", False)
    before = list(logger.handlers), logger.level
    server.route().respond(200, json=1, headers={"x-request-id": "req_1"})
    try:
        api = Api()
        api.call(GET)
        api.close()
        Api().close()
        assert len(logger.handlers) == len(before[0]) + 1
    finally:
        logger.handlers[:] = before[0]
        logger.setLevel(before[1])
    said = capsys.readouterr().err
    assert f"GET {URL}/v1/things answered 200" in said
    assert "req_1" in said
    assert KEY not in said


SECRET_NAMES = """Authorization Proxy-Authorization Cookie Set-Cookie X-API-Key api_key apikey X-Auth-Token
access_token client_secret password sig key webhook-signature"""


@pytest.mark.parametrize("name", SECRET_NAMES.split())
def test_names_that_carry_secrets_are_known(name: str) -> None:
    assert is_sensitive(name)


@pytest.mark.parametrize(
    "name", ["content-type", "x-request-id", "x-ratelimit-remaining-tokens", "idempotency-key", "next_token", "keyword"]
)
def test_names_that_carry_none_are_shown(name: str) -> None:
    assert not is_sensitive(name)


def test_more_names_can_be_kept_secret() -> None:
    assert redact_headers({"X-Acme": "1", "Date": "2"}, {"x-acme"}) == {"X-Acme": "[redacted]", "Date": "2"}
    assert redact_url("https://x/y?k=1&p=2", {"k"}) == "https://x/y?k=[redacted]&p=2"
    assert redact_url("https://[::1/y?k=1") == "[redacted]"


def test_the_credentials_of_a_client_show_only_their_schemes() -> None:
    assert repr(Credentials(CONFIG, {"api_key": "sekrit-sekrit"})) == "<Credentials for bearerAuth>"


# --- what a server repeats, or says ---

ECHO = "Bearer bearer-secret-1, k=query+secret%2F2, X-Acme: header-secret-3, sid=cookie-secret-4"
BROKEN = {
    "html": ("text/html", f"<pre>{ECHO}</pre>"),
    "json": ("application/json", f'{{"you sent": "{ECHO}"'),
    "text": ("text/plain", ECHO),
}


def given_away(error: BaseException) -> str:
    """All that an error shows of itself, in words, to a debugger, to another process."""
    twin: Any = pickle.loads(pickle.dumps(error))
    parts = [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
    return "".join([*parts, repr(twin.__dict__), repr(pickle.dumps(error)), repr(getattr(error, "response", ""))])


@pytest.mark.parametrize("status", [200, 400, 418, 500])
@pytest.mark.parametrize("body", BROKEN)
@pytest.mark.parametrize("view", ["", "raw", "streamed"])
def test_what_a_server_repeats_is_not_shown(
    make: Callable[..., Api], server: respx.MockRouter, status: int, body: str, view: str
) -> None:
    kind, text = BROKEN[body]
    server.route().respond(
        status, text=text, headers={"content-type": kind, "x-echo": ECHO, "x-request-id": "header-secret-3"}
    )
    api = make(config=EVERYTHING, credentials=SECRETS, max_retries=0)
    options: Any = {"_view": view} if view else {}
    with pytest.raises(APIResponseError) as caught:
        found = api.call(ALL, **options)
        api.do(found, "parse") if view == "streamed" else found.parse()
    assert_clean(given_away(caught.value))
    assert "[redacted]" in caught.value.response.text
    assert "header-secret-3" not in repr(vars(caught.value)["headers"])


@pytest.mark.parametrize("status", [200, 500])
def test_an_answer_cut_short_shows_no_secret_that_is_in_it(api: Api, server: respx.MockRouter, status: int) -> None:
    text = '{"id": "key_1", "secret": "sk-live-new", "nested": {"access_token": "tok\\"en-new'
    server.route().respond(status, text=text, headers={"content-type": "application/json"})
    with pytest.raises(APIResponseError) as caught:
        api.call(GET, max_retries=0)
    shown = given_away(caught.value)
    assert "sk-live-new" not in shown
    assert "en-new" not in shown
    assert "key_1" in str(caught.value.body)
    assert caught.value.content.decode() == text


@pytest.mark.parametrize(
    "sent", [{"json": {"name": "n", "password": 'hunter"22'}}, {"content": b"name=n&client_secret=hunter%2222"}]
)
def test_the_secrets_of_a_body_are_not_shown(api: Api, server: respx.MockRouter, sent: Any) -> None:
    server.route().respond(422, json={"detail": [{"msg": 'bad: hunter"22', "input": {"password": 'hunter"22'}}]})
    with pytest.raises(APIResponseError) as caught:
        api.request("POST", "/v1/things", **sent)
    assert "bad: [redacted]" in str(caught.value)
    assert "hunter" not in given_away(caught.value)


def test_user_information_is_not_shown(make: Callable[..., Api], server: respx.MockRouter) -> None:
    server.route().respond(200, text="you are me:password-secret-5", headers={"content-type": "text/html"})
    api = make(base_url=URL.replace("//", "//me:password-secret-5@"))
    with pytest.raises(APIResponseError) as caught:
        api.call(GET)
    assert "password-secret-5" not in given_away(caught.value)


def test_what_a_server_repeats_is_neither_logged_nor_told(
    make: Callable[..., Api], server: respx.MockRouter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[Any] = []
    again = {"x-echo": ECHO, "x-request-id": "header-secret-3", "content-type": f"text/{SECRETS['cookie']}"}
    server.route().mock(
        side_effect=[
            httpx.ConnectError(ECHO),
            httpx.Response(503, headers=again),
            httpx.Response(200, headers=again, text='{"bearer-secret-1": 1}'),
        ]
    )
    api = make(config=EVERYTHING, credentials=SECRETS, on_event=told.append)
    api.call(operation(security=ALL.security, responses={"200": {"application/json": map_decoder(string)}}))
    assert {type(event).__name__ for event in told} >= {"Retrying", "ResponseReceived", "ResponseDeviated"}
    assert_clean(caplog.text + repr(told) + repr(pickle.dumps(told)))


def test_a_redirect_does_not_give_away_what_led_to_it(make: Callable[..., Api], server: respx.MockRouter) -> None:
    server.get("/v1/things").respond(302, headers={"location": "https://elsewhere.test/?for=bearer-secret-1"})
    with respx.mock(base_url="https://elsewhere.test") as elsewhere:
        elsewhere.get("/").respond(404, text=ECHO)
        with pytest.raises(APIResponseError) as caught:
            make(config=EVERYTHING, credentials=SECRETS).call(ALL)
    assert_clean(given_away(caught.value))
