"""Open enums: what the document does not list is kept and written back unchanged."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples_sdk.types.ratio import Ratio
from samples_sdk.types.ratio import decode as decode_ratio
from samples_sdk.types.scope import Scope
from samples_sdk.types.scope import decode as decode_scope
from samples_sdk.types.tier import Tier
from samples_sdk.types.tier import decode as decode_tier

from trueline.runtime.decoding import DecodeError
from trueline.runtime.encoding import dumps, encode

EVERY = [Scope.USAGE_READ, Scope("new:thing"), Tier.TWO, Tier(7), Ratio.HALF, Ratio(0.75)]


def test_a_listed_value_is_its_member() -> None:
    assert decode_scope("usage:read") is Scope.USAGE_READ
    assert decode_tier(1) is Tier.ONE
    assert decode_ratio(0.5) is Ratio.HALF
    assert decode_ratio(1) is Ratio.WHOLE


def test_an_unlisted_value_is_kept() -> None:
    scope = decode_scope("new:thing")
    assert isinstance(scope, Scope)
    assert not scope.is_known
    assert scope.value == scope.name == "new:thing"
    assert scope == Scope("new:thing") == "new:thing"
    assert Scope.USAGE_READ.is_known


def test_a_value_that_is_the_name_of_a_member_is_not_that_member() -> None:
    assert not Scope("USAGE_READ").is_known
    assert repr(Scope("USAGE_READ")) == "Scope('USAGE_READ')"


@pytest.mark.parametrize("member", EVERY, ids=repr)
def test_members_equal_and_hash_as_their_values(member: Any) -> None:
    assert member == member.value
    assert hash(member) == hash(member.value)
    assert {member: 1}[member.value] == 1


@pytest.mark.parametrize("member", EVERY, ids=repr)
def test_text_of_a_member_is_its_value(member: Any) -> None:
    assert str(member) == f"{member}" == str(member.value)
    assert f"{member!r}" in {f"<{type(member).__name__}.{member.name}>", f"{type(member).__name__}({member.value!r})"}


def test_format_specifications_apply_to_the_value() -> None:
    assert f"{Scope.USAGE_READ:>12}" == "  usage:read"
    assert f"{Tier(7):03d}" == "007"
    assert f"{Ratio(0.75):.0%}" == "75%"


@pytest.mark.parametrize("member", EVERY, ids=repr)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_members_survive_pickle(member: Any, protocol: int) -> None:
    back = pickle.loads(pickle.dumps(member, protocol))
    assert back == member
    assert type(back) is type(member)
    assert back.is_known == member.is_known
    assert back is member or not member.is_known


@pytest.mark.parametrize("member", EVERY, ids=repr)
def test_members_survive_copy(member: Any) -> None:
    assert copy.copy(member) is member
    assert copy.deepcopy([member])[0] is member


@pytest.mark.parametrize("member", EVERY, ids=repr)
def test_members_are_json(member: Any) -> None:
    assert encode(member) == member.value
    assert type(encode(member)) is type(member.value)
    assert json.loads(dumps([member])) == [member.value]
    assert json.loads(json.dumps(member)) == member.value


def test_iteration_lists_known_members_only() -> None:
    Scope("new:thing")
    assert list(Scope) == [Scope.USAGE_READ, Scope.USAGE_WRITE]
    assert len(Scope) == 2


def test_members_match_in_patterns() -> None:
    match decode_scope("usage:read"):
        case Scope.USAGE_WRITE:
            raise AssertionError
        case Scope.USAGE_READ:
            pass


@pytest.mark.parametrize("value", [None, True, 1, 1.5, [], {}, ["usage:read"]], ids=repr)
def test_an_enum_of_strings_refuses_other_types(value: Any) -> None:
    with pytest.raises(DecodeError, match="expected string"):
        decode_scope(value)


@pytest.mark.parametrize("value", [None, True, False, "1", 1.5, [], {}], ids=repr)
def test_an_enum_of_integers_refuses_other_types(value: Any) -> None:
    with pytest.raises(DecodeError, match="expected integer"):
        decode_tier(value)


@pytest.mark.parametrize("value", [None, True, "0.5", [], {}], ids=repr)
def test_an_enum_of_numbers_refuses_other_types(value: Any) -> None:
    with pytest.raises(DecodeError, match="expected number"):
        decode_ratio(value)


def test_an_integer_may_be_written_with_a_zero_fraction() -> None:
    assert decode_tier(1.0) is Tier.ONE
    assert decode_tier(7.0) == 7


def test_python_refuses_values_of_another_type_too() -> None:
    cases: list[tuple[Callable[[Any], object], object]] = [(Scope, 1), (Tier, "1"), (Ratio, "x")]
    for enum, value in cases:
        with pytest.raises(ValueError, match="is not a valid"):
            enum(value)


@given(st.text())
def test_every_string_round_trips(value: str) -> None:
    assert encode(decode_scope(value)) == value


@given(st.integers())
def test_every_integer_round_trips(value: int) -> None:
    assert encode(decode_tier(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_round_trips(value: float) -> None:
    assert encode(decode_ratio(value)) == value
