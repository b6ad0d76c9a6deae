"""Whole documents: paths, parameters, bodies, answers, security, servers, webhooks, and mistakes that people make."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st
from support.typed_json import Json

from fuzz.schemas import COMPONENTS, names, refs, schemas, texts, values

STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
MEDIA = (
    *("application/json", "application/json", "application/json; charset=utf-8", "application/vnd.x+json", "*/*"),
    *("application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "application/xml", "image/*"),
    *("application/octet-stream", "text/event-stream", "application/jsonl", "application/problem+json"),
)
STATUSES = ("200", "201", "204", "2XX", "default", "400", "404", "4XX", "302", "500")
HEADERS = (*("X-A", "X_A", "x-a", "Accept", "Authorization", "Content-Type", "class", "If-Match") * 4, "a b")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
SCHEMES: dict[str, Json] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "in query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://a.example/t", "scopes": {"r": ""}}},
    },
}


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """An OpenAPI document, most of them valid."""
    modern = draw(st.booleans())
    schema = schemas(draw(st.integers(0, 3)), modern=modern)
    components = draw(st.dictionaries(st.sampled_from(COMPONENTS), schema, max_size=4))
    for name in COMPONENTS[:6]:  # what references may lead to
        components.setdefault(name, draw(_stock(name)))
    document: Json = {
        "openapi": draw(st.sampled_from(("3.1.0", "3.1.1") if modern else ("3.0.0", "3.0.3"))),
        "info": {"title": draw(texts()), "version": "1"},
        "paths": {},
        "components": {"schemas": components},
    }
    for index in range(draw(st.integers(1, 3))):
        path, item = draw(_paths(index, schema))
        document["paths"][path] = item
    for name in components:  # each schema goes over the wire at least once
        document["paths"][f"/schemas/{len(document['paths'])}"] = {"post": _carrier(name)}
    if draw(st.integers(0, 9)):  # else a credential is asked for that nobody described
        document["components"]["securitySchemes"] = SCHEMES
    if draw(st.booleans()):
        document["security"] = draw(_security())
    if draw(st.booleans()):
        document["servers"] = draw(_servers())
    if modern and draw(st.booleans()):
        document["webhooks"] = {draw(names()): {"post": draw(_operations("hook", schema))}}
    return document


def _stock(name: str) -> st.SearchStrategy[Any]:
    """A component that others refer to: models that know each other, in circles too."""
    tag = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}, "id": {"type": "integer"}},
    }
    plain: Json = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "next": {"$ref": f"#/components/schemas/{name}"}},
    }
    parent: Json = {
        "allOf": [
            {"$ref": "#/components/schemas/Owner"},
            {"type": "object", "properties": {"kind": {"type": "string"}}},
        ]
    }
    if name == "Owner":
        return st.sampled_from([tag, plain, {**tag, "discriminator": {"propertyName": "kind"}}])
    return st.sampled_from(
        [tag, plain, parent, {"type": "string"}, {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}]
    )


def _carrier(name: str) -> Json:
    content = {
        "application/json": {"schema": {"$ref": "#/components/schemas/" + name.replace("~", "~0").replace("/", "~1")}}
    }
    return {"requestBody": {"content": content}, "responses": {"200": {"description": "", "content": content}}}


@st.composite
def _paths(draw: st.DrawFn, index: int, schema: st.SearchStrategy[Any]) -> tuple[str, Json]:
    variables = draw(st.lists(st.sampled_from(("id", "class", "a-b", "a.b", "x y")), max_size=2, unique=True))
    path = f"/p{index}" + "".join(draw(st.sampled_from((f"/{{{name}}}", f"/v{{{name}}}.json"))) for name in variables)
    item: Json = {}
    for method in draw(st.lists(st.sampled_from(METHODS), min_size=1, max_size=2, unique=True)):
        operation = draw(_operations(f"op{index}{method}", schema))
        described = [draw(_parameter("path", name, schema)) for name in variables if draw(st.integers(0, 9))]
        operation["parameters"] = [*described, *operation.get("parameters", [])]
        item[method] = operation
    if draw(st.integers(0, 4)) == 0:
        item["parameters"] = [draw(_parameter("query", "shared", schema))]
    return path, item


@st.composite
def _operations(draw: st.DrawFn, ident: str, schema: st.SearchStrategy[Any]) -> Json:
    anywhere = st.tuples(st.sampled_from(("query", "query", "cookie")), names())
    header = st.tuples(st.just("header"), st.sampled_from(HEADERS))
    places = draw(st.lists(st.one_of(anywhere, anywhere, header), max_size=3, unique_by=lambda p: (p[0], p[1].lower())))
    operation: Json = {"responses": {}}
    if places:
        operation["parameters"] = [draw(_parameter(place, name, schema)) for place, name in places]
    if draw(st.booleans()):
        operation["requestBody"] = draw(_bodies(schema))
    for status in draw(st.lists(st.sampled_from(STATUSES), max_size=3, unique=True)):
        operation["responses"][status] = draw(_answers(schema))
    optional = {
        "operationId": st.sampled_from((ident, "same", "class", "")),
        "tags": st.lists(st.sampled_from(("Pets", "pets", "class", "a b", "")), max_size=2),
        "summary": texts(),
        "description": texts(),
        "deprecated": st.booleans(),
        "security": _security(),
        "callbacks": st.just(
            {"later": {"{$request.body#/url}": {"post": {"responses": {"200": {"description": ""}}}}}}
        ),
    }
    return {**operation, **draw(st.fixed_dictionaries({}, optional=optional))}


@st.composite
def _parameter(draw: st.DrawFn, place: str, name: str, schema: st.SearchStrategy[Any]) -> Json:
    made: Json = {"name": name, "in": place}
    if place == "path" or draw(st.booleans()):
        made["required"] = True
    if draw(st.integers(0, 9)) == 0:
        made["content"] = {"application/json": {"schema": draw(schema)}}
        return made
    simple = st.sampled_from(({"type": "string"}, {"type": "integer"}, {"type": "array", "items": {"type": "string"}}))
    made["schema"] = draw(st.one_of(simple, schema, refs()))
    more = {
        "style": st.sampled_from(STYLES[place]),
        "explode": st.booleans(),
        "description": texts(),
        "example": values(),
    }
    if place == "query":
        more |= {"allowReserved": st.booleans(), "allowEmptyValue": st.booleans()}
    return {**made, **draw(st.fixed_dictionaries({}, optional=more))}


@st.composite
def _bodies(draw: st.DrawFn, schema: st.SearchStrategy[Any]) -> Json:
    content = draw(st.dictionaries(st.sampled_from(MEDIA), _media(schema), max_size=3))
    return {
        "content": content,
        **draw(st.fixed_dictionaries({}, optional={"required": st.booleans(), "description": texts()})),
    }


@st.composite
def _media(draw: st.DrawFn, schema: st.SearchStrategy[Any]) -> Json:
    made: Json = {}
    if draw(st.integers(0, 5)):
        made["schema"] = draw(schema)
    if draw(st.integers(0, 5)) == 0:
        encoding = {"contentType": st.sampled_from(("application/json", "text/plain", "image/png, image/*"))}
        made["encoding"] = {
            draw(names()): draw(st.fixed_dictionaries({}, optional=encoding | {"explode": st.booleans()}))
        }
    return made


@st.composite
def _answers(draw: st.DrawFn, schema: st.SearchStrategy[Any]) -> Json:
    made: Json = {"description": draw(texts())} if draw(st.integers(0, 9)) else {}
    if draw(st.integers(0, 3)):
        made["content"] = draw(st.dictionaries(st.sampled_from(MEDIA), _media(schema), max_size=2))
    if draw(st.integers(0, 5)) == 0:
        made["headers"] = {"X-Total": {"schema": draw(schema)}}
    return made


@cache
def _security() -> st.SearchStrategy[list[Json]]:
    def requirement(schemes: list[str]) -> Json:
        return {name: [] for name in schemes}

    one = st.lists(st.sampled_from(sorted(SCHEMES)), max_size=2, unique=True).map(requirement)
    return st.lists(one, max_size=2)


@cache
def _servers() -> st.SearchStrategy[list[Json]]:
    variable = {
        "url": "https://{host}.example.com/{v}",
        "variables": {"host": {"default": "api"}, "v": {"default": "1", "enum": ["1"]}},
    }
    return st.lists(
        st.sampled_from(({"url": "/"}, {"url": "https://api.example.com/v1/"}, {"url": "v2"}, variable)), max_size=2
    )
