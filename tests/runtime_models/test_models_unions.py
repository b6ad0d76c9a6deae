"""Unions: by discriminator, or by what fits best; what fits nothing is kept."""

from __future__ import annotations

import copy
import datetime as dt
import itertools
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples_sdk.types.pet import Pet
from samples_sdk.types.scope import Scope

from trueline.runtime.decoding import (
    DecodeError,
    Decoders,
    constant,
    date_time,
    integer,
    list_decoder,
    map_decoder,
    number,
    string,
)
from trueline.runtime.encoding import dumps, encode
from trueline.runtime.unions import Unrecognized, Variant, discriminated, one_of

_d = Decoders("samples_sdk.types", "api_key", "owner", "pet", "scope")

PET = {"kind": "cat", "lives": 9}
animal = discriminated("kind", {"cat": _d.pet, "true": _d.pet, "owner": _d.owner})


def tagged(name: str) -> Any:
    """A decoder that takes objects without ``broken`` and says who it is."""

    def decode(value: Any) -> Any:
        if "broken" in value:
            raise DecodeError("broken")
        return (name, value)

    return decode


def test_the_discriminator_says_which_member_it_is() -> None:
    assert animal(PET) == Pet(kind="cat", lives=9)


def test_an_unknown_discriminator_keeps_the_object() -> None:
    raw = {"kind": "dragon", "fire": [1, {"hot": True}]}
    kept = animal(raw)
    assert isinstance(kept, Unrecognized)
    assert kept.raw == encode(kept) == kept.to_dict() == raw
    assert kept["kind"] == "dragon"
    assert kept.get("ice") is None
    assert list(kept) == ["kind", "fire"]
    assert len(kept) == 2


def test_unrecognized_compares_copies_pickles_and_shows_as_a_value() -> None:
    kept = animal({"kind": "dragon"})
    assert kept == Unrecognized({"kind": "dragon"}) == {"kind": "dragon"}
    assert kept != Unrecognized({"kind": "worm"})
    assert repr(kept) == "Unrecognized({'kind': 'dragon'})"
    for again in (copy.copy(kept), copy.deepcopy(kept), pickle.loads(pickle.dumps(kept))):
        assert type(again) is Unrecognized
        assert again == kept
    match kept:
        case {"kind": str(kind)}:
            assert kind == "dragon"
        case _:
            raise AssertionError


def test_a_missing_discriminator_is_a_missing_property() -> None:
    with pytest.raises(DecodeError) as caught:
        animal({"lives": 9})
    assert (caught.value.path, caught.value.reason) == ("$.kind", "required property is missing")


@pytest.mark.parametrize("value", [None, True, 1, "cat", [], [PET]], ids=repr)
def test_a_discriminated_union_is_an_object(value: Any) -> None:
    with pytest.raises(DecodeError, match="expected object"):
        animal(value)


def test_an_error_inside_the_member_stays_an_error() -> None:
    with pytest.raises(DecodeError) as caught:
        animal({"kind": "cat", "lives": "nine"})
    assert caught.value.path == "$.lives"


def test_a_discriminator_that_is_no_string_is_looked_up_as_its_json_text() -> None:
    yes = discriminated("on", {"true": tagged("on"), "1": tagged("one")})
    assert yes({"on": True})[0] == "on"
    assert yes({"on": 1})[0] == "one"
    unknowns: list[Any] = [None, [], {}, False]
    for unknown in unknowns:
        assert isinstance(yes({"on": unknown}), Unrecognized)


@pytest.mark.parametrize("named", ["1", "1.0"])
@pytest.mark.parametrize("sent", [1, 1.0])
def test_a_discriminator_that_is_a_whole_number_may_be_written_with_a_fraction(named: str, sent: float) -> None:
    decode = discriminated("size", {named: tagged("one")})
    assert decode({"size": sent})[0] == "one"
    assert isinstance(decode({"size": 1.5}), Unrecognized)


def test_a_fallback_takes_what_the_discriminator_does_not_tell() -> None:
    decode = discriminated("kind", {"cat": _d.pet}, tagged("rest"))
    assert decode(PET) == Pet(kind="cat", lives=9)
    assert decode({"kind": "dog"}) == ("rest", {"kind": "dog"})
    assert decode({}) == ("rest", {})


def test_where_a_member_is_valid_without_the_discriminator_an_object_without_it_is_kept() -> None:
    decode = discriminated("kind", {"cat": _d.pet}, optional=True)
    kept = decode({"lives": 9})
    assert isinstance(kept, Unrecognized)
    assert kept.to_dict() == {"lives": 9}
    assert decode(PET) == Pet(kind="cat", lives=9)


# --- without a discriminator ---


def test_the_json_type_tells_members_apart() -> None:
    decode = one_of(
        Variant(string, "string"),
        Variant(list_decoder(string), "array"),
        Variant(_d.pet, "object", required=("kind", "lives"), known=("kind", "lives")),
        Variant(integer, "integer"),
    )
    assert decode("x") == "x"
    assert decode(["x"]) == ["x"]
    assert decode(PET) == Pet(kind="cat", lives=9)
    assert decode(1) == 1


def test_constants_tell_objects_apart() -> None:
    decode = one_of(
        Variant(tagged("card"), "object", required=("type",), known=("type", "a", "b"), const={"type": "card"}),
        Variant(tagged("bank"), "object", required=("type",), known=("type",), const={"type": "bank"}),
    )
    assert decode({"type": "bank", "a": 1, "b": 2})[0] == "bank"
    assert decode({"type": "card"})[0] == "card"
    assert isinstance(decode({"type": "crypto"}), Unrecognized)


def test_required_properties_tell_objects_apart() -> None:
    decode = one_of(
        Variant(tagged("a"), "object", required=("a",), known=("a", "b")),
        Variant(tagged("b"), "object", required=("b",), known=("a", "b")),
        Variant(tagged("ab"), "object", required=("a", "b"), known=("a", "b")),
    )
    assert decode({"a": 1})[0] == "a"
    assert decode({"b": 1})[0] == "b"
    assert decode({"a": 1, "b": 1})[0] == "ab"


def test_fewest_unknown_properties_win() -> None:
    decode = one_of(
        Variant(tagged("small"), "object", required=("id",), known=("id",)),
        Variant(tagged("large"), "object", required=("id",), known=("id", "name", "age")),
    )
    assert decode({"id": 1, "name": "x"})[0] == "large"
    assert decode({"id": 1})[0] == "small"


def test_of_equals_the_first_wins() -> None:
    twin: dict[str, Any] = {"required": ("id",), "known": ("id",)}
    decode = one_of(Variant(tagged("one"), "object", **twin), Variant(tagged("two"), "object", **twin))
    assert decode({"id": 1})[0] == "one"


def test_a_member_that_does_not_decode_gives_way_to_the_next() -> None:
    decode = one_of(
        Variant(tagged("best"), "object", required=("broken",), known=("broken",)),
        Variant(lambda value: ("next", value), "object", known=("broken",)),
    )
    assert decode({"broken": 1})[0] == "next"


def test_an_object_that_no_member_takes_is_kept() -> None:
    decode = one_of(
        Variant(_d.pet, "object", required=("kind", "lives"), known=("kind", "lives")), Variant(string, "string")
    )
    kept = decode({"kind": "cat", "lives": "nine"})
    assert isinstance(kept, Unrecognized)
    assert encode(kept) == {"kind": "cat", "lives": "nine"}


def test_a_map_takes_what_a_model_does_not_know() -> None:
    decode = one_of(
        Variant(map_decoder(integer), "object"), Variant(_d.pet, "object", required=("kind",), known=("kind", "lives"))
    )
    assert decode(PET) == Pet(kind="cat", lives=9)
    assert decode({"a": 1}) == {"a": 1}


def test_what_is_no_object_and_fits_no_member_is_an_error() -> None:
    decode = one_of(Variant(string, "string"), Variant(list_decoder(string), "array"))
    with pytest.raises(DecodeError, match="expected array or string, got integer"):
        decode(1)
    with pytest.raises(DecodeError, match="expected array or string, got object"):
        decode({})
    with pytest.raises(DecodeError) as caught:
        decode(["a", 1])
    assert caught.value.path == "$[1]"


def test_a_format_is_tried_before_plain_strings() -> None:
    for decode in (
        one_of(Variant(string, "string"), Variant(date_time, "string")),
        one_of(Variant(date_time, "string"), Variant(string, "string")),
    ):
        assert decode("2026-01-31T09:30:00Z") == dt.datetime(2026, 1, 31, 9, 30, tzinfo=dt.timezone.utc)
        assert decode("tomorrow") == "tomorrow"


def test_an_enum_takes_the_values_that_it_lists_and_strings_the_others() -> None:
    listed = {"usage:read", "usage:write"}
    for order in itertools.permutations(
        (Variant(string, "string"), Variant(_d.scope, "string", values=frozenset(listed)), Variant(date_time, "string"))
    ):
        decode = one_of(*order)
        assert decode("usage:read") is Scope.USAGE_READ
        assert type(decode("other")) is str
        assert isinstance(decode("2026-01-31T09:30:00Z"), dt.datetime)


def test_an_open_enum_takes_what_no_other_member_takes() -> None:
    decode = one_of(Variant(_d.scope, "string", values={"usage:read"}), Variant(integer, "integer"))
    assert decode("new:thing") == Scope("new:thing")
    assert decode(5) == 5


def test_a_constant_goes_before_a_plain_string() -> None:
    seen: list[str] = []

    def auto(value: Any) -> Any:
        seen.append(value)
        return constant("auto")(value)

    decode = one_of(Variant(string, "string"), Variant(auto, "string", values=("auto",)))
    assert decode("auto") == "auto"
    assert decode("other") == "other"
    assert seen == ["auto"]


def test_integers_prefer_integers_and_fractions_prefer_numbers() -> None:
    names = [Variant(lambda v: ("integer", integer(v)), "integer"), Variant(lambda v: ("number", number(v)), "number")]
    for order in itertools.permutations(names):
        decode = one_of(*order)
        assert decode(1)[0] == "integer"
        assert decode(1.0)[0] == "number"
        assert decode(1.5)[0] == "number"
        with pytest.raises(DecodeError):
            decode(True)
    only = one_of(Variant(integer, "integer"), Variant(string, "string"))
    assert only(1.0) == 1


def test_any_takes_what_no_other_member_takes() -> None:
    decode = one_of(
        Variant(lambda value: ("any", value), "any"),
        Variant(_d.pet, "object", required=("kind",), known=("kind", "lives")),
    )
    assert decode(PET) == Pet(kind="cat", lives=9)
    assert decode({"kind": 1}) == ("any", {"kind": 1})
    assert decode(None) == ("any", None)


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(), max_size=4))
def test_the_choice_depends_on_the_value_alone(value: dict[str, int]) -> None:
    variants = [
        Variant(tagged("a"), "object", required=("a",), known=("a", "b")),
        Variant(tagged("bc"), "object", required=("b", "c"), known=("b", "c", "d")),
        Variant(tagged("d"), "object", known=("d",), const={"d": 1}),
    ]
    decode = one_of(*variants)
    shuffled = dict(reversed(list(value.items())))
    assert decode(value) == decode(shuffled) == decode(dict(value))


def test_a_kept_object_is_written_back_in_json() -> None:
    assert dumps([animal({"kind": "dragon", "n": 2**70})]) == b'[{"kind":"dragon","n":1180591620717411303424}]'
