"""The event stream parser, against a slow and obvious one, and the cases of the web platform tests."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.runtime.errors import StreamError
from trueline.runtime.series import EventParser, JsonLines, LineSplitter, ServerSentEvent


def parse(*chunks: bytes) -> list[ServerSentEvent]:
    parser = EventParser()
    return [event for chunk in chunks for event in parser.feed(chunk)]


def data_of(*chunks: bytes) -> list[str]:
    return [event.data for event in parse(*chunks)]


def reference(stream: bytes) -> list[ServerSentEvent]:
    """The rules of the HTML standard, word for word, on the whole text at once."""
    text = stream.decode("utf-8", "replace").removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    data, kind, last_id, retry = "", "", "", None
    found: list[ServerSentEvent] = []
    for line in text.split("\n")[:-1]:
        if line == "":
            if data != "":
                found.append(ServerSentEvent(last_id, kind or "message", data[:-1], retry))
            data, kind, retry = "", "", None
            continue
        if line.startswith(":"):
            continue
        name, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if name == "event":
            kind = value
        elif name == "data":
            data += value + "\n"
        elif name == "id" and "\0" not in value:
            last_id = value
        elif name == "retry" and value != "" and all(c in "0123456789" for c in value) and len(value) <= 15:
            retry = int(value)
    return found


FIELDS = [b"data: ", b"data:", b"data", b"event: x", b"id: 1", b"id", b"id: \0", b"retry: 10", b"retry: x", b": note"]
ENDS = [b"\n", b"\r", b"\r\n", b"\n\n"]
OTHERS = [b"\xef\xbb\xbf", "é".encode(), b"\xe2\x80\xa8", b"\xff", b" ", b":", b"a", b"\0"]
PIECES = st.lists(st.sampled_from([*FIELDS, *ENDS, *OTHERS]), max_size=40)


@given(PIECES, st.lists(st.integers(0, 200), max_size=12))
def test_the_parser_does_what_the_standard_says_however_the_bytes_are_cut(pieces: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(pieces)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[start:end] for start, end in pairwise(edges)]
    assert parse(*chunks) == reference(stream)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_parser(stream: bytes) -> None:
    assert parse(stream) == parse(*(bytes([byte]) for byte in stream))


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data: a\ndata: b\n\n", ["a\nb"]),
        (b"data\n\n", [""]),
        (b"data\ndata\n\n", ["\n"]),
        (b"data:a\n\n", ["a"]),
        (b"data:  a\n\n", [" a"]),
        (b"data: a\r\n\r\n", ["a"]),
        (b"data: a\r\rdata: b\r\r", ["a", "b"]),
        (b"data: a\n", []),
        (b"data: a", []),
        (b"\n\n\n", []),
        (b"event: x\n\n", []),
        (b": comment\n\n", []),
        (b"Data: a\n\n", []),
        (b" data: a\n\n", []),
        (b"data: a:b\n\n", ["a:b"]),
        (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", []),
        ("data: \u2028\x85\x0b\n\n".encode(), ["\u2028\x85\x0b"]),
    ],
)
def test_the_cases_that_others_get_wrong(stream: bytes, expected: list[str]) -> None:
    assert data_of(stream) == expected
    assert data_of(*(bytes([byte]) for byte in stream)) == expected


def test_an_id_lasts_until_another_comes() -> None:
    events = parse(b"id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: x\0y\ndata: d\n\n")
    assert [event.id for event in events] == ["1", "1", "", ""]


def test_an_id_without_data_is_remembered_and_gives_no_event() -> None:
    parser = EventParser()
    assert list(parser.feed(b"id: 7\n: a comment\n\n")) == []
    assert parser.last_event_id == "7"


def test_an_id_counts_only_once_its_event_is_complete() -> None:
    parser = EventParser("3")
    list(parser.feed(b"id: 4\ndata: a"))
    assert parser.last_event_id == "3"


def test_the_type_and_the_delay_belong_to_the_event() -> None:
    assert parse(b"event: x\nretry: 250\ndata: a\n\ndata: b\n\n") == [
        ServerSentEvent("", "x", "a", 250),
        ServerSentEvent("", "message", "b", None),
    ]


@pytest.mark.parametrize("value", [b"", b"-1", b"1.5", b"1e3", "\u0663".encode(), b"9" * 5000])
def test_a_delay_that_is_no_number_is_ignored(value: bytes) -> None:
    parser = EventParser()
    list(parser.feed(b"retry: " + value + b"\n\n"))
    assert parser.retry is None


@pytest.mark.parametrize("stream", [b"data: " + b"x" * 200, b"data: xxxxxxxxxx\n" * 20])
def test_a_line_and_an_event_have_a_largest_size(stream: bytes) -> None:
    with pytest.raises(StreamError, match="100 bytes"):
        list(EventParser(largest=100).feed(stream))


def test_a_long_line_in_small_chunks_costs_no_more_than_its_length() -> None:
    splitter = LineSplitter()
    for _ in range(20_000):
        list(splitter.feed(b"x" * 50))
    assert [len(line) for line in splitter.feed(b"\n")] == [1_000_000]


def lines_of(*chunks: bytes) -> list[bytes]:
    lines = JsonLines()
    return [line for chunk in chunks for line in lines.feed(chunk)] + list(lines.end())


def test_json_lines_end_with_line_feeds_only() -> None:
    stream = '{"a":"\u2028"}\r\n\n  \n[1]\n\x1e2\n3'.encode()
    expected = ['{"a":"\u2028"}'.encode(), b"[1]", b"2", b"3"]
    assert lines_of(stream) == expected
    assert lines_of(*(bytes([byte]) for byte in stream)) == expected
