"""Whether to try again, and when: a table, and what holds for every case."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.runtime.errors import APIConnectionError
from trueline.runtime.messages import Answer, Headers
from trueline.runtime.operation import RetryPolicy
from trueline.runtime.retry import (
    IDEMPOTENT,
    Delay,
    RateLimit,
    Situation,
    Stop,
    backoff,
    decide,
    rate_limit,
    retry_after,
)

WALL = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT
METHODS = st.sampled_from(["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "POST", "PATCH"])


def answer(status: int = 503, **headers: str) -> Answer:
    return Answer(status, [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()], b"")


def situation(**changes: Any) -> Situation:
    facts: dict[str, Any] = {
        "attempt": 0,
        "max_retries": 2,
        "method": "GET",
        "policy": RetryPolicy(),
        "keyed": False,
        "spent": False,
        "now": 100.0,
        "wall": WALL,
        "deadline": None,
    }
    return Situation(**{**facts, **changes})


@pytest.mark.parametrize("method", sorted(IDEMPOTENT))
def test_methods_that_may_be_repeated_are(method: str) -> None:
    assert decide(answer(), situation(method=method), 1.0) == Delay(0.5, "status 503")


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("outcome", [answer(), APIConnectionError("broken")])
def test_other_methods_need_a_key_or_a_promise(method: str, outcome: Answer | APIConnectionError) -> None:
    assert isinstance(decide(outcome, situation(method=method), 1.0), Stop)
    assert isinstance(decide(outcome, situation(method=method, keyed=True), 1.0), Delay)
    assert isinstance(decide(outcome, situation(method=method, policy=RetryPolicy(safe=True)), 1.0), Delay)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "3"}, 3.0),
        ({"retry_after": "1.5"}, 1.5),
        ({"retry_after_ms": "250", "retry_after": "9"}, 0.25),
        ({"retry_after": "Tue, 14 Nov 2023 22:13:30 GMT"}, 10.0),
        ({"retry_after": "Tue, 14 Nov 2023 22:13:10 GMT"}, 0.5),  # past: the usual delay
        ({"retry_after": "0"}, 0.0),
        ({"retry_after": "soon"}, 0.5),
        ({"retry_after": "-5"}, 0.5),
        ({"ratelimit": '"default";r=0;t=12'}, 12.0),
        ({"ratelimit": '"default";r=5;t=12'}, 0.5),
        ({"ratelimit": "limit=100, remaining=0, reset=8"}, 8.0),
        ({"ratelimit_remaining": "0", "ratelimit_reset": "4"}, 4.0),
        ({"x_ratelimit_remaining": "0", "x_ratelimit_reset": "1700000006"}, 6.0),
        ({"retry_after": "2", "x_ratelimit_remaining": "0", "x_ratelimit_reset": "1700000006"}, 2.0),
    ],
)
def test_the_server_says_when(headers: dict[str, Any], seconds: float) -> None:
    assert decide(answer(**headers), situation(), 1.0) == Delay(seconds, "status 503")


def test_too_many_requests_waits_for_the_reset_even_without_a_count() -> None:
    assert decide(answer(429, x_ratelimit_reset="5"), situation(), 1.0) == Delay(5.0, "status 429")


def test_what_stops_it() -> None:
    assert decide(answer(404), situation(), 1.0) == Stop("status 404 is not retried")
    assert decide(answer(), situation(spent=True), 1.0) == Stop("the body can't be sent again")
    assert decide(answer(), situation(attempt=2), 1.0) == Stop("tried 3 times")
    assert decide(answer(retry_after="61"), situation(), 1.0) == Stop("the server asks to wait for 61 s")
    assert decide(answer(), situation(deadline=100.5), 1.0) == Stop("there is no time left")
    assert decide(answer(), situation(deadline=100.6), 1.0) == Delay(0.5, "status 503")


@given(st.integers(0, 10**6), st.floats(0, 1, exclude_max=True))
def test_delays_grow_and_have_an_end(attempt: int, rand: float) -> None:
    assert 0 <= backoff(attempt, rand) <= min(8.0, 0.5 * 2 ** min(attempt, 10))


@given(
    st.integers(100, 599),
    METHODS,
    st.integers(0, 5),
    st.integers(0, 5),
    st.booleans(),
    st.booleans(),
    st.floats(0, 1, exclude_max=True),
    st.none() | st.floats(0, 300),
    st.text(st.characters(codec="latin-1"), max_size=30),
)
def test_every_decision_keeps_the_rules(
    status: int,
    method: str,
    attempt: int,
    most: int,
    keyed: bool,
    spent: bool,
    rand: float,
    deadline: float | None,
    header: str,
) -> None:
    facts = situation(method=method, attempt=attempt, max_retries=most, keyed=keyed, spent=spent, deadline=deadline)
    noisy = Answer(status, [(b"retry-after", header.encode("latin-1")), (b"ratelimit", header.encode("latin-1"))], b"")
    verdict = decide(noisy, facts, rand)
    if isinstance(verdict, Delay):
        assert 0 <= verdict.seconds <= 60
        assert status in RetryPolicy().statuses
        assert method in IDEMPOTENT or keyed
        assert attempt < most
        assert not spent
        assert deadline is None or facts.now + verdict.seconds < deadline


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"ratelimit": '"day";r=900;t=4000, "minute";r=3;t=30'}, RateLimit(None, 3, 30.0, None, "minute")),
        (
            {"ratelimit": '"default";r=50;t=30', "ratelimit-policy": '"default";q=100;w=60'},
            RateLimit(100, 50, 30.0, 60.0, "default"),
        ),
        ({"ratelimit": "limit=100, remaining=50, reset=50"}, RateLimit(100, 50, 50.0)),
        ({"ratelimit-limit": "10", "ratelimit-remaining": "9", "ratelimit-reset": "1"}, RateLimit(10, 9, 1.0)),
        (
            {"x-ratelimit-limit": "60", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700000005"},
            RateLimit(60, 0, 5.0),
        ),
        ({"x-ratelimit-limit": "lots"}, None),
    ],
)
def test_each_form_of_rate_limit_is_read(headers: dict[str, str], expected: RateLimit | None) -> None:
    assert rate_limit(Headers(headers.items()), WALL) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_in_these_headers_breaks_anything(one: str, other: str) -> None:
    headers = Headers(
        {"retry-after": one, "ratelimit": one, "ratelimit-policy": other, "retry-after-ms": other}.items()
    )
    assert retry_after(headers, WALL) is None or retry_after(headers, WALL) >= 0  # type: ignore[operator] # the same call, not None
    rate_limit(headers, WALL)
