"""Formats: what is read is written back the same, and what programs make is written in one canonical form."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import wire_texts as texts
from hypothesis import example, given
from hypothesis import strategies as st

from trueline.runtime import decoding, formats
from trueline.runtime.decoding import DecodeError
from trueline.runtime.encoding import as_number, dumps, encode

UTC = dt.timezone.utc
ROUND_TRIPS: list[tuple[Callable[[Any], Any], st.SearchStrategy[str], type]] = [
    (decoding.date_time, texts.DATE_TIMES, dt.datetime),
    (decoding.date, texts.DATES, dt.date),
    (decoding.time, texts.TIMES, dt.time),
    (decoding.duration, texts.durations(), dt.timedelta),
    (decoding.uuid, texts.UUIDS, UUID),
    (decoding.byte, texts.BASE64, bytes),
    (decoding.decimal, texts.DECIMALS, Decimal),
]


@pytest.mark.parametrize(("decode", "wire", "base"), ROUND_TRIPS, ids=[r[0].__name__ for r in ROUND_TRIPS])
def test_every_valid_text_is_written_back_the_same(decode: Any, wire: Any, base: type) -> None:
    @given(wire)
    def check(text: str) -> None:
        value = decode(text)
        assert isinstance(value, base)
        assert encode(value) == text
        for again in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
            assert type(again) is type(value)
            assert (again, hash(again), encode(again)) == (value, hash(value), text)

    check()


@given(st.datetimes(timezones=st.just(UTC) | st.timezones()), st.data())
def test_every_aware_datetime_is_written_as_the_same_instant(value: dt.datetime, data: st.DataObject) -> None:
    try:
        utc = value.astimezone(UTC)
    except OverflowError:
        return
    text = encode(value)
    assert decoding.date_time(text) == utc
    assert type(decoding.date_time(text)) is dt.datetime


@given(st.times())
def test_every_time_round_trips(value: dt.time) -> None:
    assert decoding.time(encode(value)) == value


@given(texts.TIMEDELTAS)
def test_every_timedelta_round_trips(value: dt.timedelta) -> None:
    text = encode(value)
    assert decoding.duration(text) == value
    assert type(decoding.duration(text)) is dt.timedelta


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_every_decimal_round_trips(value: Decimal) -> None:
    text = encode(value)
    assert decoding.decimal(text) == value
    assert encode(decoding.decimal(text)) == text
    assert len(text) < 300 or len(value.as_tuple().digits) > 100


@given(st.binary())
def test_every_byte_string_round_trips(value: bytes) -> None:
    assert decoding.byte(encode(value)) == value
    assert encode(bytearray(value)) == encode(memoryview(value)) == encode(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-31T09:30:00Z", dt.datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31T00:30:00Z", dt.datetime(2026, 1, 31, 0, 30, tzinfo=UTC)),
        ("2026-01-31T09:30:00.125Z", dt.datetime(2026, 1, 31, 9, 30, 0, 125000, tzinfo=UTC)),
        ("2026-01-31T09:30:00.000125Z", dt.datetime(2026, 1, 31, 9, 30, 0, 125, tzinfo=UTC)),
        (
            "2026-01-31T09:30:00+05:30",
            dt.datetime(2026, 1, 31, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))),
        ),
    ],
)
def test_usual_date_times_are_plain_datetimes(text: str, value: dt.datetime) -> None:
    decoded = decoding.date_time(text)
    assert decoded == value
    assert decoded.utcoffset() == value.utcoffset()
    assert type(decoded) is dt.datetime


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-31T09:30:00+00:00", dt.datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31T09:30:00-00:00", dt.datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31t09:30:00z", dt.datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31 09:30:00Z", dt.datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31T09:30:00.000Z", dt.datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("2026-01-31T09:30:00.5Z", dt.datetime(2026, 1, 31, 9, 30, 0, 500000, tzinfo=UTC)),
        ("2026-01-31T09:30:00.123456789Z", dt.datetime(2026, 1, 31, 9, 30, 0, 123456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", dt.datetime(2016, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_unusual_date_times_keep_their_text(text: str, value: dt.datetime) -> None:
    decoded = decoding.date_time(text)
    assert decoded == value
    assert isinstance(decoded, formats.WireDatetime)
    assert decoded.wire == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-31",
        "2026-01-31T09:30:00",
        "2026-01-31T09:30Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T24:00:00.000Z",
        "2026-02-30T09:30:00Z",
        "2026-01-31T09:60:00Z",
        "2026-01-31T09:30:60Z",
        "2016-12-31T23:59:60+01:00",
        "2026-01-31T09:30:61Z",
        "2026-01-31T09:30:00,5Z",
        "2026-01-31T09:30:00.Z",
        "2026-01-31T09:30:00+24:00",
        "2026-01-31T09:30:00+01:60",
        "2026-01-31T09:30:00+0100",
        "2026-01-31T09:30:00+01",
        "2026-W05-6T09:30:00Z",
        "20260131T09:30:00.0Z",
        "20260131T093000.000Z",
        "0000-01-31T09:30:00Z",
        "2026-01-31T09:30:00Z\n",
        " 2026-01-31T09:30:00Z",
        "\uff12026-01-31T09:30:00Z",
        "2026-01-31T09:30:00Zz",
        "2026-01-31X09:30:00Z",
        "yesterday",
    ],
)
def test_what_is_no_date_time_is_refused(text: str) -> None:
    with pytest.raises(DecodeError, match=r"^\$: expected date-time: ") as caught:
        decoding.date_time(text)
    assert caught.value.value_type == "string"


@given(texts.almost(texts.DATE_TIMES))
@example("2026-01-31T09:30:00ZZ")
@example("2026-01-31T24:00:00Z")
def test_the_fast_way_takes_what_the_grammar_takes(text: str) -> None:
    try:
        expected = formats.parse_date_time(text)
    except ValueError:
        with pytest.raises(DecodeError):
            decoding.date_time(text)
    else:
        assert decoding.date_time(text) == expected
        assert type(decoding.date_time(text)) is type(expected)
        assert encode(decoding.date_time(text)) == text


@pytest.mark.parametrize(
    ("decode", "wrong"),
    [
        (
            decoding.date,
            ["20260131", "2026-1-31", "2026-02-30", "2026-W05-6", "0000-01-01", "2026-01-31T00:00:00Z", ""],
        ),
        (decoding.time, ["9:30:00", "09:30", "24:00:00", "09:30:00+24:00", "22:59:60Z", "T09:30:00", ""]),
        (decoding.duration, ["", "P", "PT", "P1DT", "1D", "P1S", "PT1D", "P1D1Y", "P1.D", "P1", "P٣D", f"P{10**12}Y"]),
        (decoding.uuid, ["", "x", "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "6ba7b8109dad11d180b400c04fd430c8"]),
        (decoding.byte, ["*", "a", "aGVsbG8=x", "é", "aGVs bG8=\x00"]),
        (decoding.decimal, ["", "NaN", "Infinity", "1_000", " 1", "1,5", "0x10", "٣", ".", "e5"]),
    ],
)
def test_what_is_not_in_a_format_is_refused(decode: Callable[[Any], Any], wrong: list[str]) -> None:
    for text in wrong:
        with pytest.raises(DecodeError, match="expected " + decode.__name__):
            decode(text)


@pytest.mark.parametrize("decode", [row[0] for row in ROUND_TRIPS], ids=[row[0].__name__ for row in ROUND_TRIPS])
@pytest.mark.parametrize("value", [None, True, 1, 1.5, [], {}, ["2026-01-31T09:30:00Z"]], ids=repr)
def test_formats_refuse_what_is_no_string(decode: Callable[[Any], Any], value: Any) -> None:
    with pytest.raises(DecodeError, match="expected string"):
        decode(value)


def test_naive_datetimes_are_not_sent() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        encode(dt.datetime(2026, 1, 31))


def test_offsets_with_seconds_are_sent_in_utc() -> None:
    paris = dt.timezone(dt.timedelta(minutes=9, seconds=21))
    assert encode(dt.datetime(1900, 1, 1, 0, 9, 21, tzinfo=paris)) == "1900-01-01T00:00:00Z"


def test_arithmetic_gives_plain_values() -> None:
    moment = decoding.date_time("2026-01-31T09:30:00.5+00:00")
    day = dt.timedelta(days=1)
    for result in (moment + day, day + moment, moment - day, moment.replace(year=2027), moment.astimezone(UTC)):
        assert type(result) is dt.datetime
    assert moment - moment == dt.timedelta(0)
    assert type(decoding.time("09:30:00z").replace(hour=1)) is dt.time
    assert type(decoding.duration("P1M") * 2) is dt.timedelta
    assert type(decoding.decimal("1E+2") + 1) is Decimal
    assert type(decoding.byte("aGk") + b"!") is bytes


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace is new in Python 3.13")
def test_copy_replace_gives_plain_values() -> None:
    replace: Any = vars(copy)["replace"]
    assert type(replace(decoding.date_time("2026-01-31t09:30:00Z"), year=2027)) is dt.datetime
    assert type(replace(decoding.time("09:30:00z"), hour=1)) is dt.time


def test_values_that_keep_their_text_order_and_hash_as_plain_ones() -> None:
    kept, plain = decoding.date_time("2026-01-31T09:30:00+00:00"), decoding.date_time("2026-01-31T09:30:00Z")
    assert kept == plain
    assert hash(kept) == hash(plain)
    assert {plain: 1}[kept] == 1
    assert kept < plain + dt.timedelta(microseconds=1)
    assert decoding.uuid("6BA7B810-9DAD-11D1-80B4-00C04FD430C8") == UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("PT0S", dt.timedelta(0)),
        ("P3D", dt.timedelta(days=3)),
        ("P1Y", dt.timedelta(days=365)),
        ("P1M", dt.timedelta(days=30)),
        ("P2W", dt.timedelta(weeks=2)),
        ("PT36H", dt.timedelta(hours=36)),
        ("-PT1H", dt.timedelta(hours=-1)),
        ("PT-6H+3M", dt.timedelta(hours=-6, minutes=3)),
        ("P0.5Y", dt.timedelta(days=182.5)),
        ("PT0.0000001S", dt.timedelta(0)),
        ("PT1,5S", dt.timedelta(seconds=1.5)),
    ],
)
def test_durations_read(text: str, value: dt.timedelta) -> None:
    assert decoding.duration(text) == value
    assert encode(decoding.duration(text)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.timedelta(0), "PT0S"),
        (dt.timedelta(days=2, hours=25, seconds=1.5), "P3DT1H1.5S"),
        (dt.timedelta(hours=-36), "-P1DT12H"),
        (dt.timedelta(microseconds=1), "PT0.000001S"),
        (dt.timedelta(minutes=90), "PT1H30M"),
        (dt.timedelta(days=-1), "-P1D"),
    ],
)
def test_durations_written(value: dt.timedelta, text: str) -> None:
    assert encode(value) == text


@pytest.mark.parametrize("text", ["aGk", "aGk=\n", "aGl=", "_-8", "aGVs\r\nbG8=", ""])
def test_base64_is_read_in_its_other_dialects(text: str) -> None:
    assert encode(decoding.byte(text)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("1E+2", "100"), ("1.50", "1.50"), ("1E-7", "0.0000001"), ("-0", "-0"), ("1E+500", "1E+500"), ("0E+5", "0")],
)
def test_decimals_are_sent_in_fixed_point_while_that_is_short(value: str, text: str) -> None:
    assert Decimal(encode(Decimal(value))) == Decimal(text)
    assert "E" not in encode(Decimal(value)) or text == "1E+500"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_decimals_without_a_value_are_not_sent(value: str) -> None:
    for send in (encode, as_number):
        with pytest.raises(ValueError, match="no JSON form"):
            send(Decimal(value))


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_a_decimal_from_a_number_is_written_back_as_that_number(value: float) -> None:
    decoded = decoding.decimal_number(value)
    assert decoded == Decimal(repr(value))
    for again in (decoded, pickle.loads(pickle.dumps(decoded)), copy.deepcopy(decoded)):
        assert encode(again) == as_number(again) == value
        assert type(encode(again)) is type(value)


def test_decimals_of_numeric_properties_are_sent_as_numbers() -> None:
    given = {"a": [Decimal("1.5"), Decimal("1E+2")], "b": None, "c": (Decimal("0.1"),)}
    assert dumps(as_number(given)) == b'{"a":[1.5,100],"b":null,"c":[0.1]}'


@pytest.mark.parametrize("value", [None, True, "1", [], {}], ids=repr)
def test_a_decimal_number_is_a_number(value: Any) -> None:
    with pytest.raises(DecodeError, match="expected number"):
        decoding.decimal_number(value)
