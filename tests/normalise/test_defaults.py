from __future__ import annotations

from typing import Any

import pytest

from trueline.spec.document import Json

from .support import api, prop, ref, repairs


@pytest.mark.parametrize(
    ("given", "default"),
    [
        ({"type": "string", "default": "x"}, "x"),
        ({"type": "integer", "default": "10"}, 10),
        ({"type": "integer", "default": 10.0}, 10),
        ({"type": "number", "default": "0.5"}, 0.5),
        ({"type": "number", "default": 1}, 1),
        ({"type": "boolean", "default": "True"}, True),
        ({"type": "string", "default": 5}, "5"),
        ({"type": "string", "default": False}, "false"),
        ({"type": ["string", "null"], "default": None}, None),
        ({"type": "array", "items": {"type": "string"}, "default": ["a"]}, ["a"]),
        ({"type": "object", "additionalProperties": {"type": "integer"}, "default": {"a": 1}}, {"a": 1}),
        ({"enum": ["a", "b"], "default": "b"}, "b"),
        ({"enum": [1, 2], "default": "2"}, 2),
        ({**ref("O"), "default": {"n": 1}}, {"n": 1}),
        ({"default": {"any": "thing"}}, {"any": "thing"}),
    ],
)
def test_a_default_that_is_a_value_or_can_be_read_as_one_is_kept(given: Json, default: Any) -> None:
    found = prop(given, O={"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}})["default"]
    assert found == default and type(found) is type(default)


@pytest.mark.parametrize(
    "given",
    [
        {"type": "integer", "default": "ten"},
        {"type": "integer", "default": True},
        {"type": "integer", "default": 1.5},
        {"type": "string", "default": None},
        {"type": "string", "default": ["a"]},
        {"type": "array", "items": {"type": "string"}, "default": "a"},
        {"enum": ["a"], "default": "c"},
        {"const": 1, "default": True},
        {**ref("O"), "default": {}},
        {**ref("O"), "default": {"n": "x"}},
        {"type": "number", "default": "Infinity"},
    ],
)
def test_a_default_that_is_no_value_is_left_out_with_a_note(given: Json) -> None:
    objects = {"O": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}}
    assert "default" not in prop(given, **objects)
    [(pointer, sentence)] = repairs(api({"A": {"type": "object", "properties": {"p": given}}, **objects}))
    assert pointer == "/components/schemas/A/properties/p" and "left out" in sentence


def test_a_default_of_a_schema_that_never_ends_does_not_hang() -> None:
    nodes = {"N": {"type": "object", "properties": {"next": ref("N")}}}
    value: Json = {}
    for _ in range(100):
        value = {"next": value}
    assert "default" not in prop({**ref("N"), "default": value}, **nodes)
