"""``to_dict(from_dict(x)) == x`` for whatever schema hypothesis makes up, and whatever value it allows."""

from __future__ import annotations

import base64
import json
import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.sdks import make_sdk
from support.typed_json import Json, is_array, is_object

Values = st.SearchStrategy[Any]
SLOW: list[HealthCheck] = [
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.filter_too_much,
    HealthCheck.large_base_example,
]

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = st.one_of(
    st.text(string.ascii_letters + string.digits + "_-.$@ /", min_size=1, max_size=8),
    st.sampled_from(
        ["self", "type", "class", "list", "from", "to_dict", "data", "id", "None", "additional_properties"]
    ),
    TEXTS.filter(bool),
)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
NUMBERS = st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False))
FREE = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=4,
)


def offset() -> st.SearchStrategy[str]:
    return st.one_of(
        st.just("Z"), st.builds("{:+03d}:{:02d}".format, st.integers(-14, 14), st.sampled_from([0, 30, 45]))
    )


def clock() -> st.SearchStrategy[str]:
    fraction = st.one_of(st.just(""), st.integers(0, 999_999).map(".{:06d}".format), st.sampled_from([".5", ".120"]))
    parts = st.builds("{:02d}:{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
    return st.builds(str.__add__, parts, fraction)


FORMATS: dict[str, Values] = {
    "date-time": st.builds("{}T{}{}".format, st.dates(), clock(), offset()),
    "date": st.dates().map(str),
    "time": st.builds(str.__add__, clock(), st.one_of(st.just(""), offset())),
    "duration": st.sampled_from(["P1D", "PT1H30M", "P2W", "PT0S", "PT0.5S", "P1Y2M", "-P1D", "PT90M"]),
    "uuid": st.one_of(st.uuids().map(str), st.uuids().map(lambda found: str(found).upper())),
    "byte": st.binary(max_size=9).map(lambda found: base64.b64encode(found).decode()),
    "decimal": st.sampled_from(["0", "-1.50", "1E+3", "0.1", "123456789012345678901234567890.5"]),
    "email": TEXTS,
    "no-such-format": TEXTS,
}


@dataclass(frozen=True)
class Described:
    """A schema, and the values that it allows."""

    schema: Json
    values: Values


def scalars() -> st.SearchStrategy[Described]:
    formats = [Described({"type": "string", "format": name}, values) for name, values in FORMATS.items()]
    plain = [
        Described({"type": "string"}, TEXTS),
        Described({"type": "integer"}, INTEGERS),
        Described({"type": "integer", "format": "int64"}, INTEGERS),
        Described({"type": "number"}, NUMBERS),
        Described({"type": "boolean"}, st.booleans()),
        Described({}, FREE),
        Described({"type": "object"}, st.dictionaries(TEXTS, FREE, max_size=3)),
    ]
    return st.sampled_from([*plain, *formats])


def enums() -> st.SearchStrategy[Described]:
    """Open enums: a value that is not listed is a value of tomorrow."""
    texts = st.lists(TEXTS, min_size=1, max_size=4, unique=True).map(
        lambda found: Described({"type": "string", "enum": found}, st.sampled_from(found) | TEXTS)
    )
    numbers = st.lists(st.integers(-9, 9), min_size=1, max_size=4, unique=True).map(
        lambda found: Described({"type": "integer", "enum": found}, st.sampled_from(found) | INTEGERS)
    )
    return texts | numbers


def nullable(inner: Described) -> Described:
    if "enum" in inner.schema or not isinstance(inner.schema.get("type"), str):
        return Described({"anyOf": [inner.schema, {"type": "null"}]}, st.none() | inner.values)
    return Described({**inner.schema, "type": [inner.schema["type"], "null"]}, st.none() | inner.values)


def lists(inner: Described) -> Described:
    return Described({"type": "array", "items": inner.schema}, st.lists(inner.values, max_size=3))


def maps(inner: Described) -> Described:
    schema = {"type": "object", "additionalProperties": inner.schema}
    return Described(schema, st.dictionaries(TEXTS, inner.values, max_size=3))


def merged(parts: tuple[Json, Json]) -> Json:
    """The first one counts."""
    return {**parts[1], **parts[0]}


@st.composite
def objects(draw: Callable[[Any], Any], inner: st.SearchStrategy[Described]) -> Described:
    properties = draw(st.dictionaries(NAMES, inner, min_size=1, max_size=4))
    required = draw(st.lists(st.sampled_from(sorted(properties)), unique=True))
    optional = {name: found.values for name, found in properties.items() if name not in required}
    values = st.fixed_dictionaries({name: properties[name].values for name in required}, optional=optional)
    extras = st.dictionaries(TEXTS.filter(lambda name: name not in properties), FREE, max_size=2)
    schema = {
        "type": "object",
        "required": required,
        "properties": {name: found.schema for name, found in properties.items()},
    }
    return Described(schema, st.tuples(values, extras).map(merged))


def tagged_as(kind: str, found: Json) -> Json:
    return {**found, "kind": kind}


@st.composite
def unions(draw: Callable[[Any], Any], inner: st.SearchStrategy[Described]) -> Described:
    """Objects told apart by a constant, as they are where there is no discriminator."""
    members = draw(st.lists(objects(inner), min_size=2, max_size=3))
    tagged: list[Described] = []
    for number, member in enumerate(members):
        properties = {**member.schema["properties"], "kind": {"const": f"k{number}"}}
        schema = {**member.schema, "properties": properties, "required": sorted({*member.schema["required"], "kind"})}
        tagged.append(Described(schema, member.values.map(partial(tagged_as, f"k{number}"))))
    return Described({"oneOf": [member.schema for member in tagged]}, st.one_of(*(m.values for m in tagged)))


def anything() -> st.SearchStrategy[Described]:
    return st.recursive(
        scalars() | enums(),
        lambda inner: st.one_of(inner.map(nullable), inner.map(lists), inner.map(maps), objects(inner), unions(inner)),
        max_leaves=5,
    )


@settings(max_examples=25, derandomize=True, database=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_what_a_schema_allows_comes_back_as_it_was(tmp_path_factory: Any, data: st.DataObject) -> None:
    described = data.draw(st.lists(objects(anything()), min_size=3, max_size=6))
    schemas = {f"Schema{number}": found.schema for number, found in enumerate(described)}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Made up", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    sdk = make_sdk(tmp_path_factory.mktemp("made-up"), json.dumps(document).encode())

    for number, found in enumerate(described):
        model = getattr(sdk.types, f"Schema{number}")
        for value in data.draw(st.lists(found.values, min_size=3, max_size=3)):
            decoded = model.from_dict(value)
            back = decoded.to_dict()
            assert back == value
            assert json.loads(decoded.to_json()) == value
            assert str(sorted(map(str, types(back)))) == str(sorted(map(str, types(value)))), (
                "1 is not True, and not 1.0"
            )


def types(value: Any) -> list[type]:
    """The types of all that is in a JSON value: ``==`` alone takes 1 for ``True``."""
    if is_object(value):
        return [t for item in value.values() for t in types(item)]
    if is_array(value):
        return [t for item in value for t in types(item)]
    return [type(value)]
