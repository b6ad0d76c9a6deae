"""Models in the shape that the templates write: decode, encode, compare, copy, check."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples_sdk.types.api_key import ApiKey
from samples_sdk.types.owner import Owner
from samples_sdk.types.owner import decode as decode_owner
from samples_sdk.types.pet import Pet
from samples_sdk.types.scope import Scope

from trueline.runtime.decoding import DecodeError, Strictness, anything, list_decoder, list_of, read_value
from trueline.runtime.models import Shape, prop
from trueline.runtime.unset import UNSET

KEY: dict[str, Any] = {
    "id": "key_1",
    "object": "api_key",
    "scopes": ["usage:read"],
    "uses": 3,
    "expiresAt": "2026-01-31T09:30:00Z",
    "secret": "tk_live_hunter2",
}
FULL: dict[str, Any] = KEY | {
    "scopes": ["usage:read", "new:thing"],
    "expiresAt": None,
    "owner": {"displayName": "Ada", "keys": [KEY, KEY | {"metadata": {}}], "since": {"year": 2020}},
    "metadata": {"team": "platform"},
    "price": 1.1,
    "brandNew": [1, {"a": None}],
}
# Generated modules call it, users do not.
API_KEY, PET = ApiKey._decode, Pet._decode  # pyright: ignore[reportPrivateUsage] - as above
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def keys(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """Any API key that the document allows, with properties that it does not name."""
    required: dict[str, st.SearchStrategy[Any]] = {
        "id": st.text(),
        "object": st.just("api_key"),
        "scopes": st.lists(st.sampled_from(["usage:read", "usage:write"]) | st.text(), max_size=3),
        "uses": st.integers(),
        "expiresAt": st.none() | st.sampled_from(["2026-01-31T09:30:00Z", "2026-01-31T09:30:00.000+00:00"]),
        "secret": st.text(),
    }
    optional: dict[str, st.SearchStrategy[Any]] = {
        "metadata": st.dictionaries(st.text(), st.text(), max_size=3),
        "price": st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    }
    if depth:
        owner = {"displayName": st.text(), "keys": st.lists(keys(depth - 1), max_size=2)}
        optional["owner"] = st.fixed_dictionaries({}, optional=owner)
    known = draw(st.fixed_dictionaries(required, optional=optional))
    unknown = draw(st.dictionaries(st.text(), JSON, max_size=2))
    return {name: value for name, value in unknown.items() if name not in known | optional} | known


@given(keys())
def test_every_value_is_written_back_as_it_was_read(data: dict[str, Any]) -> None:
    before = copy.deepcopy(data)
    key = ApiKey.from_dict(data)
    assert data == before
    assert key.to_dict() == data
    assert ApiKey.from_dict(key.to_dict()) == key
    assert json.loads(key.to_json()) == data
    assert ApiKey.from_json(key.to_json()) == ApiKey.from_json(key.to_json().encode()) == key
    for again in (copy.copy(key), copy.deepcopy(key), pickle.loads(pickle.dumps(key))):
        assert again == key
        assert again.to_dict() == data


def test_properties_become_attributes_of_their_types() -> None:
    key = ApiKey.from_dict(FULL)
    assert key.id == "key_1"
    assert key.scopes[0] is Scope.USAGE_READ
    assert key.scopes[1] == "new:thing"
    assert key.expires_at is None
    assert isinstance(key.owner, Owner)
    assert isinstance(key.owner.keys, list)
    assert key.owner.keys[0].expires_at == dt.datetime(2026, 1, 31, 9, 30, tzinfo=dt.timezone.utc)
    assert key.owner.keys[0].owner is UNSET
    assert key.price == Decimal("1.1")
    assert key.additional_properties == {"brandNew": [1, {"a": None}]}
    assert key.owner.additional_properties == {"since": {"year": 2020}}


def test_a_model_made_by_hand_equals_a_decoded_one() -> None:
    made = ApiKey(
        id="key_1",
        scopes=[Scope.USAGE_READ],
        uses=3,
        expires_at=dt.datetime(2026, 1, 31, 9, 30, tzinfo=dt.timezone.utc),
        secret="tk_live_hunter2",
    )
    assert made == ApiKey.from_dict(KEY)
    assert made.to_dict() == KEY
    assert made != attrs.evolve(made, uses=4)


def test_unset_is_left_out_and_null_is_written() -> None:
    key = ApiKey.from_dict(KEY)
    assert "price" not in key.to_dict()
    key.price = None
    assert key.to_dict()["price"] is None
    key.price = Decimal("2.50")
    assert key.to_dict()["price"] == 2.5


def test_what_is_added_by_hand_is_written() -> None:
    key = ApiKey.from_dict(KEY)
    key.additional_properties["since"] = dt.date(2026, 1, 31)
    assert key.to_dict()["since"] == "2026-01-31"


def test_two_models_never_share_their_additional_properties() -> None:
    one, two = ApiKey.from_dict(KEY), ApiKey.from_dict(KEY)
    one.additional_properties["a"] = 1
    assert two.additional_properties == {}


def test_repr_hides_secrets() -> None:
    key = ApiKey.from_dict(KEY)
    assert "hunter2" not in repr(key)
    assert "key_1" in repr(key)


def test_models_have_slots() -> None:
    key: Any = ApiKey.from_dict(KEY)
    assert not hasattr(key, "__dict__")
    with pytest.raises(AttributeError):
        key.secrte = "typo"


def test_models_match_in_patterns() -> None:
    match ApiKey.from_dict(FULL):
        case ApiKey(id="key_1", owner=Owner(display_name=name)):
            assert name == "Ada"
        case _:
            raise AssertionError


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"id": 1}, "$.id", "expected string, got integer"),
    ({"scopes": ["usage:read", 1]}, "$.scopes[1]", "expected string, got integer"),
    ({"scopes": None}, "$.scopes", "expected array, got null"),
    ({"uses": True}, "$.uses", "expected integer, got boolean"),
    ({"object": 3}, "$.object", "expected string, got integer"),
    ({"expiresAt": 5}, "$.expiresAt", "expected string (date-time), got integer"),
    ({"expiresAt": "x"}, "$.expiresAt", "expected date-time: not an RFC 3339 date-time with a time zone"),
    ({"owner": None}, "$.owner", "expected object, got null"),
    ({"owner": []}, "$.owner", "expected object, got array"),
    ({"owner": "x"}, "$.owner", "expected object, got string"),
    ({"owner": {"keys": [KEY, {}]}}, "$.owner.keys[1].id", "required property is missing"),
    ({"owner": {"keys": [[]]}}, "$.owner.keys[0]", "expected object, got array"),
    ({"metadata": {"a b": 1}}, '$.metadata["a b"]', "expected string, got integer"),
    ({"price": "1"}, "$.price", "expected number, got string"),
]


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    WRONG,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_error_names_the_path_and_what_was_expected(change: dict[str, Any], path: str, reason: str) -> None:
    with pytest.raises(DecodeError) as caught:
        ApiKey.from_dict(KEY | change)
    assert (caught.value.path, caught.value.reason) == (path, reason)


@pytest.mark.parametrize("name", KEY)
def test_a_missing_property_is_named(name: str) -> None:
    with pytest.raises(DecodeError) as caught:
        list_of(API_KEY, [KEY, {key: value for key, value in KEY.items() if key != name}])
    assert (caught.value.path, caught.value.reason) == (f"$[1].{name}", "required property is missing")


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "id", [], ["displayName"], [KEY]], ids=repr)
def test_a_model_is_an_object(value: Any) -> None:
    for decode in (API_KEY, decode_owner, PET):
        with pytest.raises(DecodeError, match=r"^\$: expected object, got"):
            decode(value)


def test_an_object_nested_too_deeply_is_an_error_and_no_crash() -> None:
    data: dict[str, Any] = dict(KEY)
    for _ in range(5000):
        data = KEY | {"owner": {"keys": [data]}}
    with pytest.raises(DecodeError, match="nested too deeply"):
        ApiKey.from_dict(data)


def test_a_mistake_in_a_decoder_is_not_taken_for_bad_data() -> None:
    def broken(value: Any) -> Any:
        raise ImportError("no such module")

    shape = Shape((prop("id", broken),), anything, "")
    with pytest.raises(ImportError, match="no such module"):
        shape.build(ApiKey.__new__(ApiKey), FULL)


def test_integers_beyond_64_bits_survive_json() -> None:
    big = 2**64 + 1
    key = ApiKey.from_json(json.dumps(KEY | {"uses": big}))
    assert key.uses == big
    assert json.loads(key.to_json())["uses"] == big


def test_json_text_keeps_its_letters() -> None:
    assert "é" in ApiKey.from_dict(KEY | {"id": "é"}).to_json()


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ({"scopes": ["usage:read", "new:thing"]}, "$.scopes[1]", "not a value of Scope that the document lists"),
        ({"object": "key"}, "$.object", "not the value that the document fixes"),
        ({"brandNew": 1}, "$.brandNew", "property is not in the document"),
        ({"owner": {"keys": [KEY | {"x": 1}]}}, "$.owner.keys[0].x", "property is not in the document"),
        ({"owner": {"displayName": "Ada", "since": 1}}, "$.owner.since", "property is not in the document"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_strict_refuses_what_the_document_does_not_describe(change: dict[str, Any], path: str, reason: str) -> None:
    with pytest.raises(DecodeError) as caught:
        read_value(list_decoder(API_KEY), [KEY, KEY | change], strict=True)
    assert (caught.value.path, caught.value.reason) == (f"$[1]{path[1:]}", reason)


@pytest.mark.parametrize("strict", [True, "types"])
@pytest.mark.parametrize(("change", "path", "reason"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_strict_refuses_what_from_dict_refuses(
    change: dict[str, Any], path: str, reason: str, strict: Strictness
) -> None:
    with pytest.raises(DecodeError) as caught:
        read_value(API_KEY, KEY | change, strict=strict)
    assert (caught.value.path, caught.value.reason) == (path, reason)


def test_strict_about_types_takes_properties_that_the_document_does_not_name() -> None:
    data = KEY | {"brandNew": 1, "owner": {"since": 1}}
    assert read_value(API_KEY, data, strict="types") == ApiKey.from_dict(data)


@given(keys())
def test_strict_takes_what_the_document_describes(data: dict[str, Any]) -> None:
    known: dict[str, Any] = {name: value for name, value in data.items() if name in KEY}
    known |= {"scopes": [], "metadata": {"any": "thing"}}
    assert read_value(API_KEY, known, strict=True) == ApiKey.from_dict(known)
    assert read_value(API_KEY, data, strict=False, report=lambda found, more: None) == ApiKey.from_dict(data)


@given(keys(), st.data())
def test_whatever_stands_in_an_answer_is_kept_and_written_back(data: dict[str, Any], draw: st.DataObject) -> None:
    names = draw.draw(st.lists(st.sampled_from(sorted(KEY | FULL)), max_size=4))
    wrong = data | {name: draw.draw(JSON) for name in names}
    for name in draw.draw(st.lists(st.sampled_from(sorted(KEY)), max_size=2)):
        wrong.pop(name, None)
    key = read_value(API_KEY, wrong)
    assert key.to_dict() == wrong
    assert json.loads(key.to_json()) == wrong
    for again in (copy.copy(key), copy.deepcopy(key), pickle.loads(pickle.dumps(key))):
        assert again == key == read_value(API_KEY, wrong)
        assert again.to_dict() == wrong
    assert "hunter2" not in repr(key)


@pytest.mark.parametrize(("change", "path", "reason"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_not_as_documented_is_told_once(change: dict[str, Any], path: str, reason: str) -> None:
    told: list[Any] = []
    assert read_value(API_KEY, KEY | change, report=lambda found, more: told.extend(found)).to_dict() == KEY | change
    assert told[0][0] == path
    assert told[0][1] in reason or reason == "required property is missing"


def test_only_so_many_deviations_are_told() -> None:
    told: list[Any] = []
    read_value(list_decoder(API_KEY), [{} for _ in range(100)], report=lambda found, more: told.append((found, more)))
    assert [(len(found), more) for found, more in told] == [(100, 500)]


def test_a_missing_property_is_unset_and_a_time_without_zone_is_naive() -> None:
    key: Any = read_value(API_KEY, {"id": "key_1", "expiresAt": "2026-01-31T09:30:00.5"})
    assert key.uses is UNSET
    assert key.expires_at == dt.datetime(2026, 1, 31, 9, 30, 0, 500_000)
    assert key.expires_at.tzinfo is None
    key.uses = 4
    assert key.to_dict() == {"id": "key_1", "uses": 4, "expiresAt": "2026-01-31T09:30:00.5"}
