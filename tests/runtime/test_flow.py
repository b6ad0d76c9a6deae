"""A call without a network: steps go out, outcomes come back."""

from __future__ import annotations

from typing import Any

import pytest

from trueline.runtime.client import SyncClient
from trueline.runtime.drive import Close, Done, Read, Send, Sleep, resume
from trueline.runtime.errors import APIConnectionError, APITimeoutError, InternalServerError
from trueline.runtime.flow import call
from trueline.runtime.messages import Answer

from .support import CONFIG, GET, KEY, Clock, operation


def settings(clock: Clock, **options: Any) -> Any:
    client: Any = SyncClient(CONFIG, credentials={"api_key": KEY}, _timing=clock.timing, **options)
    return client._settings


def answer(status: int, content: bytes | None = b"1") -> Answer:
    return Answer(status, [(b"content-type", b"application/json")], content)


def test_a_call_is_send_then_sleep_then_send() -> None:
    clock = Clock()
    flow = call(settings(clock), GET, {}, {})
    first = resume(flow)
    assert isinstance(first, Send)
    assert (first.request.method, first.request.url) == ("GET", "https://api.acme.test/v1/things")
    assert (first.timeouts.total, first.stream) == (60.0, False)
    failed = answer(500)
    assert resume(flow, failed) == Close(failed)
    assert resume(flow) == Sleep(0.5)
    second = resume(flow)
    assert isinstance(second, Send)
    assert second.request.headers["x-retry-count"] == "1"
    done = resume(flow, answer(200))
    assert isinstance(done, Done)
    assert done.value.value() == 1
    assert done.value.retries == 1


def test_each_attempt_gets_what_is_left_of_the_deadline() -> None:
    clock = Clock()
    flow = call(settings(clock, timeout=10, max_retries=1), GET, {}, {})
    assert resume(flow).timeouts.total == 10  # type: ignore[union-attr] # another step fails the test
    clock.now += 15
    assert isinstance(resume(flow, error=APITimeoutError("slow")), Sleep)
    clock.now += 0.5
    assert resume(flow).timeouts.total == 4.5  # type: ignore[union-attr] # another step fails the test


def test_a_streamed_failure_is_read_before_it_is_raised() -> None:
    flow = call(settings(Clock(), max_retries=0), GET, {}, {}, stream=True)
    resume(flow)
    unread = answer(500, None)
    assert resume(flow, unread) == Read(unread, 60.0)
    unread.content = b'{"code": "broken"}'
    with pytest.raises(InternalServerError, match="broken"):
        resume(flow)


def test_a_failure_whose_body_cannot_be_read_is_raised_by_its_status() -> None:
    flow = call(settings(Clock(), max_retries=0), GET, {}, {}, stream=True)
    resume(flow)
    resume(flow, answer(500, None))
    with pytest.raises(InternalServerError):
        resume(flow, error=APIConnectionError("cut off"))


def test_giving_a_call_up_yields_nothing_more() -> None:
    flow = call(settings(Clock()), operation(), {}, {})
    resume(flow)
    flow.close()
