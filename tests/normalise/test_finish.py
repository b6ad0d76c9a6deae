from __future__ import annotations

from trueline.spec.document import is_array, is_object

from .support import api, get, ref, repairs, run, schema


def marks(value: object, found: set[str]) -> set[str]:
    if is_object(value):
        found |= {key for key in value if key.startswith("x-trueline-")}
        for item in value.values():
            marks(item, found)
    elif is_array(value):
        for item in value:
            marks(item, found)
    return found


def test_only_the_marks_of_the_canonical_form_are_left() -> None:
    base = {"type": "object", "properties": {"a": {"type": "string"}}, "discriminator": {"propertyName": "a"}}
    child = {"allOf": [ref("B"), {"properties": {"a": {"enum": ["x", "y"]}}}]}
    document = run(api({"B": base, "C": child}, {"/a": get(ref("B"))})).document
    assert marks(document, set()) == {"x-trueline-pointer", "x-trueline-merged"}


def test_a_required_name_that_is_no_property_is_left_out_with_a_note() -> None:
    document = api({"A": {"type": "object", "properties": {"a": {}}, "required": ["a", "typo"]}})
    assert schema({"type": "object", "properties": {"a": {}}, "required": ["a", "typo"]})["required"] == ["a"]
    assert repairs(document) == [("/components/schemas/A", "required names 'typo', which is not a property; left out")]


def test_every_property_says_where_it_came_from_and_nothing_below_it_does() -> None:
    found = run(
        api({"A": {"type": "object", "properties": {"l": {"type": "array", "items": {"type": "string"}}}}})
    ).document
    place = found["components"]["schemas"]["A"]["properties"]["l"]
    assert place["x-trueline-pointer"] == "/components/schemas/A/properties/l"
    assert "x-trueline-pointer" not in place["items"]
