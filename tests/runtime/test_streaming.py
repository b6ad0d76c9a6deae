"""Streams over real sockets: cut, broken off, resumed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from trueline.runtime.decoding import integer
from trueline.runtime.errors import (
    APIConnectionError,
    GoneError,
    InternalServerError,
    ResponseDecodeError,
    StreamError,
)
from trueline.runtime.events import Reconnecting, ResponseDeviated
from trueline.runtime.operation import Operation, Streaming

from .loopback import Handler, Server, serve
from .support import GET, Api, as_is, operation

SSE = {"text/event-stream": as_is}


def stream(
    resume: str = "Last-Event-ID", kind: Any = "sse", decode: Any = integer, method: str = "GET"
) -> Operation[Any]:
    content = SSE if kind == "sse" else {"application/jsonl": None}
    facts = Streaming(kind, decode, resume)
    return operation(method, id="things.stream", responses={"200": content}, streaming=facts)


def event(number: int, *, retry: int | None = None) -> bytes:
    return f"id: {number}\ndata: {number}\n{'' if retry is None else f'retry: {retry}'}\n\n".encode()


def sends(*chunks: bytes, end: bool = True) -> Callable[[Handler], None]:
    return lambda handler: handler.events(*chunks, end=end)


def refuses(status: int, **headers: str) -> Callable[[Handler], None]:
    return lambda handler: handler.answer(status, b'{"code":"no"}', **headers)


def over(handler: Handler) -> None:
    handler.answer(204, b"")


def resumed(server: Server) -> list[str | None]:
    return [headers.get("last-event-id") for headers in server.seen]


def test_events_are_decoded_however_they_are_cut(make: Callable[..., Api]) -> None:
    text = event(1) + b": heartbeat\n\n" + event(2)
    with serve(sends(*(text[at : at + 3] for at in range(0, len(text), 3))), over) as server:
        assert make(base_url=server.url).events(stream()) == [1, 2]
        assert server.seen[0]["accept"] == "text/event-stream"


@pytest.mark.parametrize("resume", ["", "Last-Event-ID"])
@pytest.mark.parametrize("body", [b'{"error": "no"}\n', b"one\ntwo\n", b"Internal error\n\n"])
def test_what_is_only_called_a_stream_of_events_is_an_error(make: Callable[..., Api], body: bytes, resume: str) -> None:
    with serve(sends(body), over) as server, pytest.raises(ResponseDecodeError, match="has no event"):
        make(base_url=server.url).events(stream(resume))


def test_text_without_a_line_end_is_no_event_where_nothing_follows(make: Callable[..., Api]) -> None:
    with serve(sends(b"hello"), over) as server, pytest.raises(ResponseDecodeError, match="has no event"):
        make(base_url=server.url).events(stream(""))


@pytest.mark.parametrize("body", [b"", b": sign of life\n\n", b"retry: soon\n\n", b"event: ping\n\n", b"id: 1\n\n"])
def test_a_stream_without_events_is_empty(make: Callable[..., Api], body: bytes) -> None:
    with serve(sends(body), over) as server:
        assert make(base_url=server.url).events(stream("")) == []


def test_lines_that_are_no_part_of_an_event_are_skipped_beside_one(make: Callable[..., Api]) -> None:
    with serve(sends(b"hello\n" + event(1)), over) as server:
        assert make(base_url=server.url).events(stream("")) == [1]


def test_a_stream_that_ends_is_opened_again_behind_the_last_event(make: Callable[..., Api]) -> None:
    with serve(sends(event(1), event(2)), sends(event(3)), over) as server:
        api = make(base_url=server.url)
        assert api.events(stream()) == [1, 2, 3]
        assert resumed(server) == [None, "2", "3"]


def test_what_comes_twice_is_dropped(make: Callable[..., Api]) -> None:
    with serve(sends(event(1), event(2)), sends(event(1), event(2), event(3)), over) as server:
        assert make(base_url=server.url).events(stream()) == [1, 2, 3]


def test_one_connection_may_repeat_an_id(make: Callable[..., Api]) -> None:
    with serve(sends(b"id: a\ndata: 1\n\nid: a\ndata: 2\n\n"), over) as server:
        assert make(base_url=server.url).events(stream()) == [1, 2]


def test_events_without_ids_are_never_dropped(make: Callable[..., Api]) -> None:
    with serve(sends(b"id: 1\ndata: 1\n\ndata: 7\n\ndata: 7\n\n"), sends(b"data: 7\n\n"), over) as server:
        assert make(base_url=server.url).events(stream()) == [1, 7, 7, 7]


def test_an_event_that_was_cut_off_comes_whole_from_the_next_connection(make: Callable[..., Api]) -> None:
    with serve(sends(event(1), b"id: 2\nda", end=False), sends(event(2)), over) as server:
        assert make(base_url=server.url).events(stream()) == [1, 2]
        assert resumed(server) == [None, "1", "2"]


def test_the_server_says_how_long_to_wait(make: Callable[..., Api]) -> None:
    events: list[Any] = []
    with serve(sends(event(1, retry=4000)), sends(), over) as server:
        api = make(base_url=server.url, on_event=events.append)
        api.clock.rand = 0.0
        assert api.events(stream()) == [1]
        assert api.clock.slept == [4.0, 4.0]
    told = [each for each in events if isinstance(each, Reconnecting)]
    assert [(each.attempt, each.delay, each.last_event_id) for each in told] == [(1, 4.0, "1"), (2, 4.0, "1")]


def test_waiting_grows_while_nothing_comes(make: Callable[..., Api]) -> None:
    with serve(sends(event(1)), sends()) as server:
        api = make(base_url=server.url)
        assert api.events(stream()) == [1]
        assert api.clock.slept == [0.5, 1.0, 2.0, 4.0, 8.0]


def test_a_stream_that_breaks_again_and_again_raises_in_the_end(make: Callable[..., Api]) -> None:
    with serve(sends(event(1)), sends(end=False)) as server, pytest.raises(APIConnectionError):
        make(base_url=server.url).events(stream(), max_reconnects=2)
    assert len(server.seen) == 4 - 1


def test_progress_starts_the_count_anew(make: Callable[..., Api]) -> None:
    turns = [sends(event(number)) for number in range(10)]
    with serve(*turns, over) as server:
        assert make(base_url=server.url).events(stream(), max_reconnects=1) == list(range(10))


def test_a_stream_need_not_reconnect(make: Callable[..., Api]) -> None:
    with serve(sends(event(1)), sends(event(2))) as server:
        api = make(base_url=server.url)
        assert api.events(stream(), max_reconnects=0) == [1]
        assert api.events(stream(resume="")) == [2]
        assert len(server.seen) == 2


def test_a_stream_that_cannot_be_resumed_raises_when_it_breaks(make: Callable[..., Api]) -> None:
    with serve(sends(event(1), end=False)) as server, pytest.raises(APIConnectionError):
        make(base_url=server.url).events(stream(resume=""))


def test_a_refusal_that_will_not_pass_is_raised(make: Callable[..., Api]) -> None:
    with serve(sends(event(1)), refuses(410)) as server, pytest.raises(GoneError):
        make(base_url=server.url).events(stream())


def test_a_failure_that_may_pass_is_tried_again(make: Callable[..., Api]) -> None:
    with serve(sends(event(1)), refuses(503), refuses(503), sends(event(2)), over) as server:
        assert make(base_url=server.url).events(stream()) == [1, 2]


def test_a_failure_at_the_start_is_raised_at_once(make: Callable[..., Api]) -> None:
    with serve(refuses(500)) as server, pytest.raises(InternalServerError):
        make(base_url=server.url, max_retries=0).events(stream())


def test_what_is_no_event_stream_is_refused(make: Callable[..., Api]) -> None:
    with (
        serve(lambda handler: handler.answer(200, b"<html>", content_type="text/html")) as server,
        pytest.raises(ResponseDecodeError, match="text/html is not a stream"),
    ):
        make(base_url=server.url).events(stream())


@pytest.mark.parametrize(
    ("text", "reason", "strict"),
    [(b'"x"', "expected integer", True), (b"{", "not JSON", False), (b"[" * 99_999, "not JSON", False)],
)
def test_an_event_that_cannot_be_decoded_is_an_error(
    make: Callable[..., Api], text: bytes, reason: str, strict: bool
) -> None:
    with serve(sends(b"data: " + text + b"\n\n")) as server, pytest.raises(ResponseDecodeError, match=reason):
        make(base_url=server.url, strict=strict).events(stream())


def test_an_event_that_is_not_as_documented_is_kept_and_told(make: Callable[..., Api]) -> None:
    told: list[Any] = []
    with serve(sends(b'data: "x"\n\ndata: [DONE]\n\n')) as server:
        assert make(base_url=server.url, on_event=told.append).events(stream()) == ["x"]
    deviations = [event for event in told if isinstance(event, ResponseDeviated)]
    assert [(each.path, each.expected, each.got) for each in deviations] == [("$", "integer", "string")]


def test_the_done_marker_ends_a_stream_and_an_event_without_data_is_skipped(make: Callable[..., Api]) -> None:
    with serve(sends(b"event: ping\ndata:\n\ndata: 1\n\ndata: [DONE]\n\n")) as server:
        assert make(base_url=server.url).events(stream()) == [1]
        assert len(server.seen) == 1


def test_json_lines_are_events_too(make: Callable[..., Api]) -> None:
    def lines(handler: Handler) -> None:
        handler.chunks("application/jsonl", b"1\n2", b"3\n\n4")

    with serve(lines) as server:
        assert make(base_url=server.url).events(stream("", "jsonl")) == [1, 23, 4]


def test_an_endless_event_is_an_error_and_not_a_full_memory(
    make: Callable[..., Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trueline.runtime.streaming.LARGEST", 1000)
    with serve(sends(b"data: " + b"x" * 2000)) as server, pytest.raises(StreamError, match="1000 bytes"):
        make(base_url=server.url).events(stream())


def test_leaving_a_stream_hangs_up_and_the_client_goes_on(make: Callable[..., Api]) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        handler.wfile.write(event(1))
        handler.wfile.flush()
        handler.until_closed()

    with serve(endless, lambda handler: handler.answer()) as server:
        api = make(base_url=server.url)
        assert api.events(stream(), take=1) == [1]
        assert server.hung_up.wait(60)
        assert api.call(GET) == {}


def test_a_stream_that_was_read_to_its_end_leaves_its_connection_to_the_next_call(make: Callable[..., Api]) -> None:
    with serve(sends(event(1)), lambda handler: handler.answer()) as server:
        api = make(base_url=server.url)
        assert api.events(stream(resume="")) == [1]
        api.call(GET)
        assert len(set(server.peers)) == 1


def test_the_envelope_is_at_hand() -> None:
    with serve(sends(b"event: thing\nid: 7\nretry: 20\ndata: 1\n\n"), over) as server:
        api = Api(base_url=server.url)
        with api.client.stream(stream(), {}, {}) as events:
            assert next(events) == 1
            assert (events.last_event.id, events.last_event.event, events.last_event.data) == ("7", "thing", "1")
            assert (events.last_event_id, events.retry, events.response.answer.status) == ("7", 0.02, 200)
            assert list(events) == []
            assert list(events) == []
        api.close()


def test_a_stream_is_opened_when_it_is_made_and_closed_by_its_block() -> None:
    with serve(sends(event(1))) as server:
        api = Api(base_url=server.url)
        events = api.client.stream(stream(), {}, {})
        assert len(server.seen) == 1
        events.close()
        assert list(events) == []
        api.close()


@pytest.mark.parametrize(
    ("line", "kept", "sent"),
    [
        (b"id: a b", "a b", "a b"),
        (b"id:  a", " a", "a"),
        (b"id:a ", "a ", "a"),
        (b"id: \t a\t", "\t a\t", "a"),
        (b"id:   ", "  ", ""),
        (b"id: \xc3\xa9 1", "\xe9 1", "\xc3\xa9 1"),
        (b"id: \xe9", "\ufffd", "\xef\xbf\xbd"),
        (b"id: %0d%0aX-Evil: 1", "%0d%0aX-Evil: 1", "%0d%0aX-Evil: 1"),
        (b"id: 0", "0", "0"),
        (b"id: a\rid: b", "b", "b"),
        (b"id: a\nid", "", None),
        (b"id: a\nid: b\0c", "a", "a"),
        *((b"id: a" + bytes([code]) + b"b", f"a{chr(code)}b", None) for code in (1, 8, 11, 12, 27, 31, 127)),
    ],
)
def test_an_id_is_kept_as_it_came_and_sent_as_http_can(
    make: Callable[..., Api], caplog: pytest.LogCaptureFixture, line: bytes, kept: str, sent: str | None
) -> None:
    """In UTF-8, as browsers send it; spaces around it get lost on the way, and control characters are never sent."""
    told: list[Any] = []
    with serve(lambda handler: handler.events(line + b"\ndata: 1\n\n"), over) as server:
        assert make(base_url=server.url, on_event=told.append).events(stream()) == [1]
    assert [each.last_event_id for each in told if isinstance(each, Reconnecting)] == [kept]
    assert server.seen[1].get("last-event-id") == sent
    assert "x-evil" not in server.seen[1]
    assert ("goes on wherever" in caplog.text) == (sent is None and kept != "")
