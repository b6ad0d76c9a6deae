"""Encoding: any Python value that has a JSON form, and a clear refusal of those that have none."""

from __future__ import annotations

import collections
import datetime as dt
import enum
import json
import pickle
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples_sdk.types.pet import Pet
from samples_sdk.types.scope import Scope

from trueline.runtime import decoding, encoding
from trueline.runtime.decoding import DecodeError, decimal_number, list_of
from trueline.runtime.encoding import dumps, encode, loads
from trueline.runtime.unset import UNSET

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


class Colour(enum.Enum):
    RED = "red"
    WHEN = dt.date(2026, 1, 31)


class Level(enum.IntEnum):
    LOW = 1


class Name(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "not this"


class Words(Mapping[str, Any]):
    def __getitem__(self, key: str) -> Any:
        return {"a": UNSET, "b": (1,)}[key]

    def __iter__(self) -> Iterator[str]:
        return iter("ab")

    def __len__(self) -> int:
        return 2


@pytest.fixture(params=["orjson", "standard library"], autouse=True)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test twice: with orjson and without."""
    if request.param == "orjson":
        library = pytest.importorskip("orjson")
        monkeypatch.setattr(encoding, "_orjson", lambda: library)
    else:
        monkeypatch.setattr(encoding, "_orjson", lambda: None)


@given(JSON)
def test_json_values_are_themselves(value: Any) -> None:
    assert encode(value) == value
    assert json.loads(dumps(value)) == value


@given(JSON)
def test_text_is_compact_utf8(value: Any) -> None:
    assert loads(dumps(value)) == json.loads(dumps(value))
    assert dumps(["é", {"a": 1, "b": [True, None]}]) == '["é",{"a":1,"b":[true,null]}]'.encode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (dt.datetime(2026, 1, 31, 9, 30, tzinfo=dt.timezone.utc), "2026-01-31T09:30:00Z"),
        (dt.date(2026, 1, 31), "2026-01-31"),
        (dt.time(9, 30), "09:30:00"),
        (dt.timedelta(hours=1), "PT1H"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Decimal("1.50"), "1.50"),
        (b"hi", "aGk="),
        (bytearray(b"hi"), "aGk="),
        (memoryview(b"hi"), "aGk="),
        (Colour.RED, "red"),
        (Colour.WHEN, "2026-01-31"),
        (Level.LOW, 1),
        (Scope("new:thing"), "new:thing"),
        (Name("x"), "x"),
        (Pet(kind="cat", lives=9), {"kind": "cat", "lives": 9}),
        ((1, (2,)), [1, [2]]),
        ({1}, [1]),
        (frozenset({"a"}), ["a"]),
        (range(3), [0, 1, 2]),
        (collections.deque([1]), [1]),
        ({"a": 1, "b": UNSET, "c": None}, {"a": 1, "c": None}),
        ({Scope.USAGE_READ: 1, Name("n"): 2}, {"usage:read": 1, "n": 2}),
        (Words(), {"b": [1]}),
        (MappingProxyType({"a": dt.date(2026, 1, 31)}), {"a": "2026-01-31"}),
        (collections.OrderedDict[str, int](b=1, a=2), {"b": 1, "a": 2}),
        (
            [Pet(kind="cat", lives=1, additional_properties={"born": dt.date(2020, 1, 1)})],
            [{"kind": "cat", "lives": 1, "born": "2020-01-01"}],
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_have_the_json_form_of_their_type(value: Any, expected: Any) -> None:
    ready = encode(value)
    assert ready == expected
    assert type(ready) is type(expected)
    assert json.loads(json.dumps(ready)) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")], ids=repr)
def test_numbers_that_are_none_are_refused(value: float) -> None:
    for place in (value, [value], {"a": value}, Pet(kind="x", lives=1, additional_properties={"a": value})):
        with pytest.raises(ValueError, match="has no JSON form"):
            dumps(place)


def test_a_generator_is_an_array() -> None:
    assert encode({"a": (n for n in (1, 2))}) == {"a": [1, 2]}


def test_unset_alone_is_refused() -> None:
    for value in (UNSET, [UNSET]):
        with pytest.raises(ValueError, match="UNSET"):
            encode(value)


@pytest.mark.parametrize("value", [object(), 1j, ValueError, len], ids=lambda value: type(value).__name__)
def test_other_types_are_named_and_refused(value: Any) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        encode({"a": [value]})


def test_keys_are_strings() -> None:
    with pytest.raises(TypeError, match="keys of a JSON object are strings, not int"):
        encode({1: 2})


def test_integers_of_any_size_are_written_and_read_exactly() -> None:
    for value in (2**63, 2**64 - 1, -(2**63), 2**64, -(2**63) - 1, 10**40):
        assert dumps([value]) == f"[{value}]".encode()
        assert loads(str(value)) == value


@given(
    st.lists(st.integers(-(10**25), 10**25) | st.integers(-(2**64), 2**65) | st.text("0123456789-. ", max_size=30)),
    st.text(" ", max_size=8),
)
def test_integers_are_exact_wherever_they_stand(values: list[Any], before: str) -> None:
    for text in (before + json.dumps(values), json.dumps({before: values}, separators=(",", ":"))):
        expected = json.loads(text)
        assert loads(text) == loads(text.encode()) == expected
        assert json.dumps(loads(text)) == json.dumps(expected)


def test_lone_surrogates_are_written_and_read() -> None:
    assert loads(dumps(["\ud800"])) == ["\ud800"]
    assert loads(r'"\ud800"') == "\ud800"


@pytest.mark.parametrize("text", ["", "nul", "[1,]", "NaN", "[Infinity]", "-Infinity", '{"a":1', b"\xff", "'a'"])
def test_what_is_no_json_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError):
        loads(text)


def test_of_duplicate_keys_the_last_counts() -> None:
    assert loads('{"a":1,"a":2}') == {"a": 2}


@given(st.decimals(allow_nan=False, allow_infinity=False, places=20), st.booleans())
def test_a_decimal_that_is_a_json_number_loses_no_digit(amount: Decimal, with_orjson: bool) -> None:
    text = f'{{"kind":"{"cat" * 7}","amounts":[{amount:f},0.1,1e5,17]}}'
    with pytest.MonkeyPatch.context() as patch:
        if not with_orjson:
            patch.setattr(encoding, "_orjson", lambda: None)
        encoding.keep_digits()
        found = list_of(decimal_number, encoding.loads(text)["amounts"])
        assert found[0] == amount
        assert json.loads(encoding.dumps(encoding.as_number(found)), parse_float=Decimal)[0] == amount
        made = encoding.dumps(encoding.as_number([Decimal(str(amount))]))
        assert json.loads(made, parse_float=Decimal) == [amount]


@pytest.mark.parametrize("text", ["1e400", "-1e400", "0.1234567890123456789", "1.0000000000000000000000001E-30"])
def test_a_number_that_no_float_holds_is_written_back_as_it_came(text: str) -> None:
    encoding.keep_digits()
    value = encoding.loads(f"[{text}]")
    assert encoding.dumps(value) == f"[{text}]".encode()
    assert encoding.dumps(pickle.loads(pickle.dumps(value))) == f"[{text}]".encode()


@pytest.mark.parametrize("text", ["1.10", "-0.50", "1e2", "100.5", "2.5", "1E400", "0.1"])
@pytest.mark.parametrize("kept", [True, False])
def test_a_decimal_that_is_a_number_keeps_every_character(
    text: str, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trueline.runtime.encoding._Digits.kept", kept)
    again = decimal_number(encoding.loads(text))  # what tells that digits count
    again = decimal_number(encoding.loads(text))
    assert again == Decimal(text) and encoding.dumps(again) == text.encode()
    assert encoding.dumps(pickle.loads(pickle.dumps(again))) == text.encode()
    assert encoding.dumps(encoding.as_number(again)) == text.encode()


def test_a_number_beyond_all_floats_is_none_where_the_document_says_number() -> None:
    assert decoding.number(1.5) == 1.5
    with pytest.raises(DecodeError, match="1e400 is beyond what a float holds"):
        decoding.number(encoding.loads("1e400"))
