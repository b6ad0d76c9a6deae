"""Parameters on the wire: every style, exploded and not, in every place (OpenAPI 3.1, 4.8.12; RFC 6570)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from support.typed_json import Json
from support.wire import Wire

TEXT, LIST, OBJECT = "blue", ["blue", "black", "brown"], {"R": 100, "G": 200, "B": 150}
TYPES = {
    "text": {"type": "string"},
    "list": {"type": "array", "items": {"type": "string"}},
    "object": {"type": "object", "properties": {name: {"type": "integer"} for name in OBJECT}},
}
VALUES: dict[str, Any] = {"text": TEXT, "list": LIST, "object": OBJECT}

#: place, style, explode, what is sent for a text, a list, an object; ``None`` where the style has no such thing.
STYLES = [
    ("path", "simple", False, "/blue", "/blue,black,brown", "/R,100,G,200,B,150"),
    ("path", "simple", True, "/blue", "/blue,black,brown", "/R=100,G=200,B=150"),
    ("path", "label", False, "/.blue", "/.blue,black,brown", "/.R,100,G,200,B,150"),
    ("path", "label", True, "/.blue", "/.blue.black.brown", "/.R=100.G=200.B=150"),
    ("path", "matrix", False, "/;color=blue", "/;color=blue,black,brown", "/;color=R,100,G,200,B,150"),
    ("path", "matrix", True, "/;color=blue", "/;color=blue;color=black;color=brown", "/;R=100;G=200;B=150"),
    ("query", "form", False, "?color=blue", "?color=blue,black,brown", "?color=R,100,G,200,B,150"),
    ("query", "form", True, "?color=blue", "?color=blue&color=black&color=brown", "?R=100&G=200&B=150"),
    ("query", "spaceDelimited", False, None, "?color=blue%20black%20brown", "?color=R%20100%20G%20200%20B%20150"),
    ("query", "pipeDelimited", False, None, "?color=blue%7Cblack%7Cbrown", "?color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "deepObject", True, None, None, "?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("header", "simple", False, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("header", "simple", True, "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ("cookie", "form", False, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    ("cookie", "form", True, "color=blue", None, None),
]
CASES = [
    (place, style, explode, kind, expected)
    for place, style, explode, *all_expected in STYLES
    for kind, expected in zip(TYPES, all_expected, strict=True)
    if expected is not None
]


def styles_document() -> str:
    paths: Json = {}
    for n, (place, style, explode, kind, _) in enumerate(CASES):
        parameter = {
            "name": "color",
            "in": place,
            "required": True,
            "style": style,
            "explode": explode,
            "schema": TYPES[kind],
        }
        paths[f"/case{n}" + ("/{color}" if place == "path" else "")] = {
            "get": {
                "operationId": f"cases.case{n}",
                "parameters": [parameter],
                "responses": {"204": {"description": "ok"}},
            }
        }
    return "\npaths: " + json.dumps(paths)


@pytest.mark.parametrize(
    ("number", "case"),
    [pytest.param(n, case, id="-".join(map(str, case[:4]))) for n, case in enumerate(CASES)],
)
def test_a_parameter_is_sent_in_its_style(sdk_of: Any, wire: Wire, number: int, case: Any) -> None:
    place, _, _, kind, expected = case
    client = wire.client(sdk_of(styles_document()))

    getattr(client.cases, f"case{number}")(color=VALUES[kind])

    if place in {"path", "query"}:
        assert wire.target == f"/case{number}{expected}"
    else:
        assert wire.request.headers["color" if place == "header" else "cookie"] == expected
        assert wire.target == f"/case{number}"


SEARCH = """
paths:
  /search/{term}:
    get:
      operationId: search.run
      parameters:
        - {name: term, in: path, required: true, schema: {type: string}}
        - {name: q, in: query, schema: {type: string}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
        - {name: exact, in: query, schema: {type: boolean}}
        - {name: score, in: query, schema: {type: number}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: day, in: query, schema: {type: string, format: date}}
        - {name: color, in: query, schema: {$ref: '#/components/schemas/Color'}}
        - {name: raw, in: query, allowReserved: true, schema: {type: string}}
        - {name: flag, in: query, allowEmptyValue: true, schema: {type: string}}
        - {name: maybe, in: query, schema: {type: [string, 'null']}}
        - {name: where, in: query, content: {application/json: {schema: {type: object, additionalProperties: true}}}}
        - {name: X-Where, in: header, content: {application/json: {schema: {type: array, items: {type: integer}}}}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: session, in: cookie, schema: {type: string}}
        - {name: theme, in: cookie, schema: {type: string}}
      responses: {'204': {description: ok}}
components:
  schemas:
    Color: {type: string, enum: [red, green]}
"""


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({}, ""),
        ({"q": "a b&c=d/e?f#g+h%20"}, "?q=a%20b%26c%3Dd%2Fe%3Ff%23g%2Bh%2520"),
        ({"q": "zażółć 🦀"}, "?q=za%C5%BC%C3%B3%C5%82%C4%87%20%F0%9F%A6%80"),
        ({"q": ""}, "?q="),
        ({"q": "~-._"}, "?q=~-._"),
        ({"tags": []}, ""),
        ({"tags": ["a,b", "c&d"]}, "?tags=a%2Cb&tags=c%26d"),
        ({"tags": ("a", "b")}, "?tags=a&tags=b"),
        ({"exact": True}, "?exact=true"),
        ({"exact": False}, "?exact=false"),
        ({"score": 1.5}, "?score=1.5"),
        ({"score": 2}, "?score=2"),
        (
            {"since": dt.datetime(2026, 3, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))},
            "?since=2026-03-01T12%3A00%3A00%2B01%3A00",
        ),
        ({"since": dt.datetime(2026, 3, 1, tzinfo=dt.timezone.utc)}, "?since=2026-03-01T00%3A00%3A00Z"),
        ({"day": dt.date(2026, 3, 1)}, "?day=2026-03-01"),
        ({"color": "red"}, "?color=red"),
        ({"raw": "a/b?c:d e&f"}, "?raw=a/b?c:d%20e%26f"),
        ({"flag": ""}, "?flag="),
        ({"maybe": None}, ""),
        ({"where": {"a": [1, "ü"]}}, "?where=%7B%22a%22%3A%5B1%2C%22%C3%BC%22%5D%7D"),
        ({"day": dt.date(2026, 3, 1), "q": "x"}, "?q=x&day=2026-03-01"),
    ],
)
def test_query_values_are_encoded_once_and_only_when_given(
    sdk_of: Any, wire: Wire, arguments: dict[str, Any], query: str
) -> None:
    wire.client(sdk_of(SEARCH)).search.run("x", **arguments)
    assert wire.target == f"/search/x{query}"


def test_an_enum_member_is_sent_as_its_value(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(SEARCH)
    wire.client(sdk).search.run("x", color=sdk.types.Color.GREEN)
    assert wire.target == "/search/x?color=green"


@pytest.mark.parametrize(
    ("term", "path"),
    [
        ("a/b", "/search/a%2Fb"),
        ("a b", "/search/a%20b"),
        ("%2F", "/search/%252F"),
        ("..a", "/search/..a"),
        ("a?b#c", "/search/a%3Fb%23c"),
        ("../../admin", "/search/..%2F..%2Fadmin"),
        ("ü", "/search/%C3%BC"),
        ("{term}", "/search/%7Bterm%7D"),
        ("a;b=c", "/search/a%3Bb%3Dc"),
    ],
)
def test_a_path_parameter_stays_in_its_segment(sdk_of: Any, wire: Wire, term: str, path: str) -> None:
    wire.client(sdk_of(SEARCH)).search.run(term)
    assert wire.target == path


@pytest.mark.parametrize("term", ["", ".", ".."])
def test_a_path_parameter_that_would_change_the_path_is_refused(sdk_of: Any, wire: Wire, term: str) -> None:
    sdk = sdk_of(SEARCH)
    with pytest.raises(sdk.InvalidRequestError, match="path"):
        wire.client(sdk).search.run(term)
    assert wire.count == 0


def test_headers_and_cookies_go_where_they_belong(sdk_of: Any, wire: Wire) -> None:
    wire.client(sdk_of(SEARCH)).search.run("x", x_where=[1, 2], x_trace=" t1 ", session="s 1;", theme="dark")
    assert wire.request.headers["x-where"] == "[1,2]"
    assert wire.request.headers["x-trace"] == "t1"
    assert wire.request.headers["cookie"] == "session=s%201%3B; theme=dark"
    assert wire.target == "/search/x"


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00b"])
def test_a_header_that_would_end_early_is_refused(sdk_of: Any, wire: Wire, value: str) -> None:
    sdk = sdk_of(SEARCH)
    with pytest.raises(sdk.InvalidRequestError, match="x_trace"):
        wire.client(sdk).search.run("x", x_trace=value)
    assert wire.count == 0


def test_extra_headers_and_queries_of_a_call_win(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(SEARCH), default_headers={"X-Team": "a", "X-Trace": "b"}, default_query={"v": 1})
    client.search.run("x", q="1", x_trace="c", extra_headers={"X-Team": "z"}, extra_query={"q": "2", "n": ["3", "4"]})
    assert wire.request.headers["x-team"] == "z"
    assert wire.request.headers["x-trace"] == "c"
    assert wire.target == "/search/x?v=1&q=2&n=3&n=4"


CLASHES = """
paths:
  /things/{id}:
    post:
      operationId: things.update
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: id, in: query, schema: {type: string}}
        - {name: id, in: header, schema: {type: string}}
        - {name: timeout, in: query, schema: {type: integer}}
        - {name: self, in: query, schema: {type: string}}
        - {name: list, in: query, schema: {type: array, items: {type: string}}}
        - {name: from, in: query, schema: {type: string}}
        - {name: user-id, in: query, schema: {type: string}}
        - {name: user_id, in: query, schema: {type: string}}
        - {name: userId, in: query, schema: {type: string}}
        - {name: 'filter[name]', in: query, schema: {type: string}}
        - {name: '@type', in: query, schema: {type: string}}
        - {name: 1st, in: query, schema: {type: string}}
      responses: {'204': {description: ok}}
"""


def test_parameters_of_one_name_and_names_that_are_taken_all_have_an_argument(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(CLASHES))
    client.things.update(
        "p", id_query="q", id_header="h", timeout_=1, self_="s", list=["l"], from_="f", user_id="u", timeout=5.0
    )
    assert wire.target == "/things/p?id=q&timeout=1&self=s&list=l&from=f&user_id=u"
    assert wire.request.headers["id"] == "h"


MISNAMED = """
paths:
  /pets/{petId}/toys/{toy}:
    get:
      operationId: pets.toy
      parameters:
        - {name: pet_id, in: path, required: true, schema: {type: string}}
        - {name: plaything, in: path, required: true, schema: {type: integer}}
        - {name: nowhere, in: query, schema: {type: string}}
      responses: {"204": {description: ok}}
  /all:
    get:
      operationId: pets.all
      parameters: [{name: pet_id, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: ok}}
"""


def test_the_path_says_what_its_parameters_are_called(sdk_of: Any, wire: Wire) -> None:
    client = wire.client(sdk_of(MISNAMED))
    client.pets.toy("a/b", 7)
    assert wire.target == "/pets/a%2Fb/toys/7"
    client.pets.all()
    assert wire.target == "/all"


NESTED = {
    "type": "object",
    "properties": {
        "a": {"type": "object", "properties": {"b": {"type": "array", "items": {"type": "string"}}}},
        "s": {"type": "string"},
    },
}
JSON_CONTENT = {"content": {"application/json": {"schema": NESTED}}}
TEXT_CONTENT = {"content": {"text/plain": {"schema": {"type": "string"}}}}
STRINGS = {"type": "array", "items": {"type": "string"}}

#: place, what the parameter says beside it, the argument, what is sent.
PLACES: list[tuple[str, Json, Any, str]] = [
    ("path", JSON_CONTENT, {"s": "x/y"}, "/%7B%22s%22%3A%22x%2Fy%22%7D"),
    ("path", TEXT_CONTENT, "a b", "/a%20b"),
    ("query", TEXT_CONTENT, "a&b", "?v=a%26b"),
    ("query", JSON_CONTENT, {"a": {"b": ["1"]}}, "?v=%7B%22a%22%3A%7B%22b%22%3A%5B%221%22%5D%7D%7D"),
    ("header", JSON_CONTENT, {"s": "x"}, '{"s":"x"}'),
    ("header", TEXT_CONTENT, "t", "t"),
    ("cookie", JSON_CONTENT, {"s": "x"}, "v={%22s%22:%22x%22}"),
    ("cookie", TEXT_CONTENT, "a; b", "v=a%3B%20b"),
    ("cookie", {"schema": STRINGS}, ["1", "2"], "v=1; v=2"),
    ("query", {"style": "deepObject", "schema": NESTED}, {"a": {"b": ["1", "2"]}, "s": "z"},
     "?v%5Ba%5D%5Bb%5D%5B0%5D=1&v%5Ba%5D%5Bb%5D%5B1%5D=2&v%5Bs%5D=z"),
    ("query", {"style": "deepObject", "schema": STRINGS}, ["1", "2"], "?v%5B0%5D=1&v%5B1%5D=2"),
    ("query", {"allowReserved": True, "schema": STRINGS}, ["a/b", "c,d&e"], "?v=a/b&v=c,d%26e"),
    ("query", {"allowReserved": True, "explode": False, "schema": STRINGS}, ["a/b", "c,d"], "?v=a/b,c%2Cd"),
    ("query", {"allowEmptyValue": True, "schema": {"type": ["string", "null"]}}, None, "?v="),
    ("query", {"allowEmptyValue": True, "schema": STRINGS}, [], ""),
    ("path", {"style": "matrix", "schema": {"type": "string"}}, "", "/;v"),
    ("path", {"style": "matrix", "explode": True, "schema": {"type": "object", "additionalProperties": True}},
     {"b": "x;y"}, "/;b=x%3By"),
    ("path", {"style": "label", "explode": True, "schema": STRINGS}, ["a", "b.c"], "/.a.b.c"),
    ("path", {"schema": {"type": "boolean"}}, True, "/true"),
]  # fmt: skip


def places_document() -> str:
    paths: Json = {}
    for n, (place, facts, _, _) in enumerate(PLACES):
        parameter = {"name": "v", "in": place, "required": place == "path", **facts}
        operation = {
            "operationId": f"places.case{n}",
            "parameters": [parameter],
            "responses": {"204": {"description": "ok"}},
        }
        paths[f"/case{n}" + ("/{v}" if place == "path" else "")] = {"get": operation}
    return "\npaths: " + json.dumps(paths)


@pytest.mark.parametrize("number", range(len(PLACES)))
def test_content_nesting_and_reserved_characters_in_every_place(sdk_of: Any, wire: Wire, number: int) -> None:
    place, _, value, expected = PLACES[number]
    getattr(wire.client(sdk_of(places_document())).places, f"case{number}")(v=value)
    if place in {"path", "query"}:
        assert wire.target == f"/case{number}{expected}"
    else:
        assert wire.request.headers["v" if place == "header" else "cookie"] == expected
