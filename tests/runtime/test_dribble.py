"""A server that sends a byte now and then keeps nobody beyond the deadline, in whatever part of an answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from trueline.runtime.errors import APITimeoutError
from trueline.runtime.operation import Operation
from trueline.runtime.settings import Timing

from .loopback import Handler, serve
from .support import GET, Api, operation

pytestmark = pytest.mark.waits

#: Sent so many times, a part comes to its end long after the deadline, and each byte of it long before.
TIMES, PAUSE, TIMEOUT = 50, 0.05, 0.4
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
BYTES: Operation[Any] = operation(responses={"200": {"application/octet-stream": None}})


def dribbles(start: bytes, again: bytes, end: bytes) -> Callable[[Handler], None]:
    def turn(handler: Handler) -> None:
        handler.close_connection = True
        try:
            handler.wfile.write(start)
            for _ in range(TIMES):
                handler.wfile.write(again)
                time.sleep(PAUSE)
            handler.wfile.write(end)
        except OSError:
            handler.listener.hung_up.set()

    return turn


WAYS = {
    "status line": (b"HTTP/1.1 200 ", b"O", b"\r\ncontent-length: 2\r\n\r\n{}"),
    "a header": (HEAD + b"x-a: ", b"a", b"\r\ncontent-length: 2\r\n\r\n{}"),
    "headers": (HEAD, b"x-a: a\r\n", b"content-length: 2\r\n\r\n{}"),
    "early hints": (
        b"",
        b"HTTP/1.1 103 Early Hints\r\nlink: </>; rel=preload\r\n\r\n",
        HEAD + b"content-length: 2\r\n\r\n{}",
    ),
    "a body": (HEAD + b"content-length: %d\r\n\r\n{" % (TIMES + 2), b" ", b"}"),
    "chunks": (HEAD + b"transfer-encoding: chunked\r\n\r\n", b"1\r\n \r\n", b"2\r\n{}\r\n0\r\n\r\n"),
    "a chunk's size": (HEAD + b"transfer-encoding: chunked\r\n\r\n", b"0", b"2\r\n{}\r\n0\r\n\r\n"),
    "a body without end": (HEAD + b"\r\n", b" ", b"{}"),
    "the name of a gzip": (
        HEAD + b"content-encoding: gzip\r\n\r\n\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff",
        b"a",
        b"\x00\x03\x00" + bytes(8),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_dribbles_is_given_up_at_the_deadline(make: Callable[..., Api], way: str) -> None:
    with serve(dribbles(*WAYS[way]), lambda handler: handler.answer()) as server:
        api = make(base_url=server.url, _timing=Timing(), max_retries=0, timeout=TIMEOUT)
        with pytest.raises(APITimeoutError):
            api.call(GET)
        assert server.hung_up.wait(60)
        assert api.call(GET, timeout=30) == {}


def test_the_deadline_is_for_each_attempt(make: Callable[..., Api]) -> None:
    with serve(dribbles(*WAYS["a header"]), lambda handler: handler.answer()) as server:
        at_once = Timing(random=lambda: 0.0)  # a wait would be taken from the second attempt
        api = make(base_url=server.url, _timing=at_once, max_retries=1, timeout=4 * TIMEOUT)
        assert api.call(GET) == {}


def test_what_the_caller_reads_at_leisure_has_no_deadline(make: Callable[..., Api]) -> None:
    """Only each wait has: all of this takes longer than a wait may, and each wait far less."""
    slow = dribbles(HEAD.replace(b"json", b"octet-stream") + b"content-length: %d\r\n\r\n" % TIMES, b"a", b"")
    with serve(slow) as server:
        api = make(base_url=server.url, _timing=Timing(), max_retries=0, timeout=4 * TIMEOUT)
        assert api.do(api.call(BYTES), "read") == b"a" * TIMES


@pytest.mark.parametrize("kind", ["sync", "asyncio"])
def test_a_server_that_takes_a_body_slowly_is_given_up(make: Callable[..., Api]) -> None:
    def turn(handler: Handler) -> None:
        handler.close_connection = True
        try:
            for _ in range(TIMES):
                handler.connection.recv(1)
                time.sleep(PAUSE)
        except OSError:
            handler.listener.hung_up.set()

    with serve(turn) as server:
        api = make(base_url=server.url, _timing=Timing(), max_retries=0, timeout=TIMEOUT)
        with pytest.raises(APITimeoutError):
            api.request("POST", "/v1/things", content=bytes(50_000_000))
