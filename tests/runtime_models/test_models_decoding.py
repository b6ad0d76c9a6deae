"""Decoders: what they take, and how an error names its place."""

from __future__ import annotations

import copy
import importlib
import pickle
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.runtime import decoding
from trueline.runtime.decoding import (
    DecodeError,
    Decoders,
    constant,
    list_decoder,
    list_of,
    map_decoder,
    map_of,
    nullable,
)

VALUES: list[Any] = [None, True, False, 0, 1, -1, 1.0, 1.5, "", "1", [], [1], {}, {"a": 1}]
TAKEN: dict[Any, list[Any]] = {
    decoding.null: [None],
    decoding.boolean: [True, False],
    decoding.integer: [0, 1, -1, 1.0],
    decoding.number: [0, 1, -1, 1.0, 1.5],
    decoding.string: ["", "1"],
    decoding.anything: VALUES,
}
NAMES = {"null", "boolean", "integer", "number", "string"}


@pytest.mark.parametrize("decode", TAKEN, ids=lambda f: f.__name__)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_decoder_takes_its_json_type_and_nothing_else(decode: Any, value: Any) -> None:
    takes = any(value is taken or (type(value) is type(taken) and value == taken) for taken in TAKEN[decode])
    if takes:
        assert decode(value) == value
    else:
        with pytest.raises(DecodeError, match=f"expected {decode.__name__}, got "):
            decode(value)


def test_an_integer_with_a_zero_fraction_is_an_int() -> None:
    assert type(decoding.integer(3.0)) is int


def test_a_number_written_without_a_fraction_stays_an_int() -> None:
    assert type(decoding.number(3)) is int


def test_a_float_that_is_no_integer_is_refused() -> None:
    for value in (1.5, float("inf"), float("nan")):
        with pytest.raises(DecodeError, match="expected integer"):
            decoding.integer(value)


@given(st.lists(st.text()))
def test_a_list_decodes_its_items(value: list[str]) -> None:
    assert list_of(decoding.string, value) == value


@given(st.dictionaries(st.text(), st.integers()))
def test_a_map_decodes_its_values(value: dict[str, int]) -> None:
    assert map_of(decoding.integer, value) == value


@given(st.lists(st.one_of(st.integers(), st.text(max_size=2)), max_size=8))
def test_an_error_names_the_first_item_that_does_not_fit(value: list[Any]) -> None:
    wrong = [index for index, item in enumerate(value) if not isinstance(item, int)]
    if not wrong:
        assert list_of(decoding.integer, value) == value
        return
    with pytest.raises(DecodeError) as caught:
        list_of(decoding.integer, value)
    assert caught.value.path == f"$[{wrong[0]}]"


@pytest.mark.parametrize("value", [None, True, 1, "ab", {"a": 1}], ids=repr)
def test_a_list_is_an_array(value: Any) -> None:
    with pytest.raises(DecodeError, match="expected array"):
        list_of(decoding.anything, value)


@pytest.mark.parametrize("value", [None, True, 1, "ab", [["a", 1]]], ids=repr)
def test_a_map_is_an_object(value: Any) -> None:
    with pytest.raises(DecodeError, match="expected object"):
        map_of(decoding.anything, value)


def test_decoders_nest() -> None:
    decode = map_decoder(list_decoder(nullable(decoding.integer)))
    assert decode({"a": [1, None], "b": []}) == {"a": [1, None], "b": []}
    with pytest.raises(DecodeError) as caught:
        decode({"a": [1], "it's": [1, None, "2"]})
    assert caught.value.path == '$["it\'s"][2]'
    assert caught.value.reason == "expected integer, got string"
    assert caught.value.value_type == "string"
    assert str(caught.value) == '$["it\'s"][2]: expected integer, got string'


def test_a_constant_is_itself_and_keeps_what_tomorrow_brings() -> None:
    assert constant("card")("card") == "card"
    assert constant("card")("bank") == "bank"
    assert constant(1)(1) == 1
    assert constant({"a": [1]})({"a": [2]}) == {"a": [2]}


@pytest.mark.parametrize(("expected", "value"), [("card", 1), (1, True), (True, 1), (1, "1"), ([], {}), ("x", None)])
def test_a_constant_of_another_type_is_refused(expected: Any, value: Any) -> None:
    with pytest.raises(DecodeError, match="expected "):
        constant(expected)(value)


def test_an_error_never_shows_the_value() -> None:
    for decode in (decoding.integer, decoding.date_time, decoding.uuid, decoding.byte, decoding.decimal):
        with pytest.raises(DecodeError) as caught:
            decode("hunter2!")
        assert "hunter2" not in str(caught.value) + repr(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_survives_pickle_and_copy(protocol: int) -> None:
    with pytest.raises(DecodeError) as caught:
        list_of(map_decoder(decoding.string), [{}, {"a": 1}])
    for back in (pickle.loads(pickle.dumps(caught.value, protocol)), copy.copy(caught.value)):
        assert type(back) is DecodeError
        assert (back.path, back.reason, back.value_type, str(back)) == (
            "$[1].a",
            "expected string, got integer",
            "integer",
            "$[1].a: expected string, got integer",
        )


def test_a_sibling_is_imported_when_its_decoder_is_first_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lonely.py").write_text("def decode(value):\n    return value + 1\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    importlib.invalidate_caches()
    siblings = Decoders("", "lonely")
    kept = siblings.lonely
    assert "lonely" not in sys.modules
    assert siblings.lonely(1) == 2
    assert siblings.lonely is sys.modules.pop("lonely").decode
    assert kept(1) == kept(1) == 2


@given(st.integers(min_value=-(10**40), max_value=10**40))
def test_integers_of_any_size_are_exact(value: int) -> None:
    assert list_of(decoding.integer, [value]) == [value]
