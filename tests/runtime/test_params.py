"""Parameters as text, against the tables of RFC 6570 and OpenAPI, and decoded back."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.typed_json import is_array

from trueline.runtime.errors import InvalidRequestError
from trueline.runtime.operation import Location, Param, Style
from trueline.runtime.params import cookie_pairs, fill_path, header_value, loose_fields, path_value, query_fields

ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}


def param(style: Style, location: Location, *, explode: bool = False, name: str = "color", **more: Any) -> Param:
    return Param(name, name, location, style, explode, **more)


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("simple", False, "blue", "blue"),
        ("simple", False, ARRAY, "blue,black,brown"),
        ("simple", True, ARRAY, "blue,black,brown"),
        ("simple", False, OBJECT, "R,100,G,200,B,150"),
        ("simple", True, OBJECT, "R=100,G=200,B=150"),
        ("label", False, "blue", ".blue"),
        ("label", False, ARRAY, ".blue,black,brown"),
        ("label", True, ARRAY, ".blue.black.brown"),
        ("label", False, OBJECT, ".R,100,G,200,B,150"),
        ("label", True, OBJECT, ".R=100.G=200.B=150"),
        ("matrix", False, "blue", ";color=blue"),
        ("matrix", False, ARRAY, ";color=blue,black,brown"),
        ("matrix", True, ARRAY, ";color=blue;color=black;color=brown"),
        ("matrix", False, OBJECT, ";color=R,100,G,200,B,150"),
        ("matrix", True, OBJECT, ";R=100;G=200;B=150"),
        ("simple", False, True, "true"),
        ("simple", False, 12.5, "12.5"),
        ("simple", False, 2**70, str(2**70)),
        ("simple", False, "a/b?c#d%2F é\\", "a%2Fb%3Fc%23d%252F%20%C3%A9%5C"),
        ("simple", False, ["a,b", "c"], "a%2Cb,c"),
    ],
)
def test_path_values_are_expanded_as_rfc_6570_says(style: Style, explode: bool, value: Any, expected: str) -> None:
    assert path_value(param(style, "path", explode=explode), value) == expected


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("form", True, "blue", ["color=blue"]),
        ("form", True, 7, ["color=7"]),
        ("form", True, False, ["color=false"]),
        ("form", True, "", ["color="]),
        ("form", True, ARRAY, ["color=blue", "color=black", "color=brown"]),
        ("form", False, ARRAY, ["color=blue,black,brown"]),
        ("form", True, OBJECT, ["R=100", "G=200", "B=150"]),
        ("form", False, OBJECT, ["color=R,100,G,200,B,150"]),
        ("form", True, [], []),
        ("form", False, {}, []),
        ("form", True, None, []),
        ("form", True, ["a", None], ["color=a"]),
        ("spaceDelimited", False, ARRAY, ["color=blue%20black%20brown"]),
        ("spaceDelimited", True, ARRAY, ["color=blue", "color=black", "color=brown"]),
        ("spaceDelimited", False, OBJECT, ["color=R%20100%20G%20200%20B%20150"]),
        ("pipeDelimited", False, ARRAY, ["color=blue%7Cblack%7Cbrown"]),
        ("deepObject", True, OBJECT, ["color%5BR%5D=100", "color%5BG%5D=200", "color%5BB%5D=150"]),
        (
            "deepObject",
            True,
            {"a": {"b": [1, {"c": 2}]}},
            ["color%5Ba%5D%5Bb%5D%5B0%5D=1", "color%5Ba%5D%5Bb%5D%5B1%5D%5Bc%5D=2"],
        ),
        ("deepObject", True, ["x"], ["color%5B0%5D=x"]),
        ("form", True, "ä&=+/?", ["color=%C3%A4%26%3D%2B%2F%3F"]),
    ],
)
def test_query_values_are_expanded_by_style(style: Style, explode: bool, value: Any, expected: list[str]) -> None:
    assert query_fields(param(style, "query", explode=explode), value) == expected


def test_reserved_characters_stay_where_they_may_except_those_that_would_end_the_value() -> None:
    allowed = param("form", "query", explode=True, allow_reserved=True)
    assert query_fields(allowed, "/a/b?c=d,e:f@g!$'()*;") == ["color=/a/b?c=d,e:f@g!$'()*;"]
    assert query_fields(allowed, "a&b#c[d]+e%20") == ["color=a%26b%23c%5Bd%5D%2Be%2520"]


def test_an_empty_value_is_sent_where_the_document_allows_it() -> None:
    assert query_fields(param("form", "query", allow_empty=True), None) == ["color="]


@pytest.mark.parametrize("style", ["spaceDelimited", "pipeDelimited"])
def test_a_value_that_contains_its_delimiter_is_refused_instead_of_split(style: Style) -> None:
    with pytest.raises(InvalidRequestError, match="delimiter"):
        query_fields(param(style, "query"), ["a b|c", "d"])


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [
        (False, "blue", "blue"),
        (False, ARRAY, "blue,black,brown"),
        (False, OBJECT, "R,100,G,200,B,150"),
        (True, OBJECT, "R=100,G=200,B=150"),
        (False, None, None),
        (False, [], None),
        (False, " padded\t", "padded"),
        (False, "naïve / 100%", "naïve / 100%"),
    ],
)
def test_header_values_are_sent_as_they_are(explode: bool, value: Any, expected: str | None) -> None:
    assert header_value(param("simple", "header", explode=explode), value) == expected


@pytest.mark.parametrize("value", ["a\r\nb", "a\nb", "a\0", ["a", "b\n"], {"k": "\r"}])
def test_a_header_value_cannot_end_its_header(value: Any) -> None:
    with pytest.raises(InvalidRequestError):
        header_value(param("simple", "header"), value)


def test_a_header_item_with_a_comma_is_refused_instead_of_split() -> None:
    with pytest.raises(InvalidRequestError):
        header_value(param("simple", "header"), ["a,b", "c"])


def test_cookies_are_encoded_and_joined() -> None:
    assert cookie_pairs(param("form", "cookie", explode=True), "a b;c") == ["color=a%20b%3Bc"]
    assert cookie_pairs(param("form", "cookie"), ARRAY) == ["color=blue,black,brown"]
    assert cookie_pairs(param("form", "cookie"), None) == []


@pytest.mark.parametrize("value", [{"a": [1, "é"]}, [1], "text", None, 5])
def test_content_parameters_are_json(value: Any) -> None:
    [field] = query_fields(param("form", "query", media_type="application/json"), value) or ["x=null"]
    assert json.loads(unquote(field.partition("=")[2])) == value


@pytest.mark.parametrize("value", [".", "..", "", None, []])
@pytest.mark.parametrize("template", ["/files/{color}", "/files/{color}/raw"])
def test_a_path_value_cannot_change_the_path(template: str, value: Any) -> None:
    with pytest.raises(InvalidRequestError):
        fill_path(template, {"color": path_value(param("simple", "path"), value)})


def test_two_values_together_cannot_change_the_path() -> None:
    with pytest.raises(InvalidRequestError):
        fill_path("/files/{a}{b}/x", {"a": ".", "b": "."})
    with pytest.raises(InvalidRequestError):
        fill_path("/files/{a}", {"a": path_value(param("label", "path"), ".")})


def test_a_segment_may_have_several_values() -> None:
    assert fill_path("/diff/{a}...{b}.{c}", {"a": "x", "b": "y", "c": "json"}) == "/diff/x...y.json"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(TEXT)
def test_a_path_value_decodes_to_itself_and_stays_one_segment(value: str) -> None:
    try:
        path = fill_path("/a/{color}/b", {"color": path_value(param("simple", "path"), value)})
    except InvalidRequestError:
        assert value in {".", ".."}
        return
    assert [unquote(segment) for segment in path.split("/")] == ["", "a", value, "b"]


@given(st.lists(TEXT, min_size=1), st.booleans())
def test_exploded_arrays_decode_to_themselves(values: list[str], reserved: bool) -> None:
    fields = query_fields(param("form", "query", explode=True, allow_reserved=reserved), values)
    assert parse_qsl("&".join(fields), keep_blank_values=True) == [("color", value) for value in values]


@given(st.lists(TEXT, min_size=1), st.booleans())
def test_joined_arrays_decode_to_themselves(values: list[str], reserved: bool) -> None:
    [field] = query_fields(param("form", "query", allow_reserved=reserved), values)
    assert [unquote(part) for part in field.removeprefix("color=").split(",")] == values


@given(st.dictionaries(TEXT, TEXT, min_size=1))
def test_objects_decode_to_themselves(value: dict[str, str]) -> None:
    form = query_fields(param("form", "query", explode=True), value)
    assert dict(parse_qsl("&".join(form), keep_blank_values=True)) == value
    deep = query_fields(param("deepObject", "query", explode=True), value)
    decoded = dict(parse_qsl("&".join(deep), keep_blank_values=True))
    assert decoded == {f"color[{key}]": text for key, text in value.items()}


@given(TEXT, st.one_of(TEXT, st.integers(), st.lists(TEXT)))
def test_undocumented_parameters_decode_to_themselves(name: str, value: Any) -> None:
    items = value if is_array(value) else [value]
    decoded = parse_qsl("&".join(loose_fields(name, value)), keep_blank_values=True)
    assert decoded == [(name, str(item)) for item in items]


@given(TEXT)
def test_no_cookie_value_starts_another_cookie(value: str) -> None:
    [pair] = cookie_pairs(param("form", "cookie", explode=True), value)
    assert not set(pair) & set(' ;,"\\\r\n\0')
    assert unquote(pair.removeprefix("color=")) == value
