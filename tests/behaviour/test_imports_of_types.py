"""Generated modules import what they use, once; what two things are called is never the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from support.sdks import fresh_name, generate_to, import_sdk

Value = dict[str, Any]
ENUM = {"Scope": ["all", "some"], "ScopeValue": ["one", "two"], "ScopeValueValue": ["a", "b"]}
SHAPES: dict[str, Value] = {
    "Thing": {"type": "object", "properties": {"a": {"type": "string"}}},
    "ThingDict": {"type": "object", "properties": {"b": {"type": "string"}}},
    "Kind": {"enum": ENUM["Scope"]},
    "Names": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
    "NamesParam": {"type": "array", "items": {"$ref": "#/components/schemas/ThingDict"}},
}
TAGGED = {
    "Cat": {"type": "object", "properties": {"kind": {"const": "cat", "default": "cat"}}},
    "Dog": {"type": "object", "properties": {"kind": {"const": "dog"}, "name": {"type": "string"}}},
    "Owl": {"type": "object", "properties": {"kind": {"$ref": "#/components/schemas/Bird"}}},
    "Bird": {"enum": ["Owl", "Emu"]},
}


def one_of(*names: str) -> Value:
    return {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}


def document(schemas: Value, body: Value) -> str:
    """Takes ``body`` and answers with it."""
    content = {"application/json": {"schema": body}}
    answers = {"200": {"description": "ok", "content": content}}
    operation = {"operationId": "put", "requestBody": {"content": content}, "responses": answers}
    head = {"openapi": "3.1.0", "info": {"title": "Imports", "version": "1"}}
    return json.dumps({**head, "paths": {"/put": {"post": operation}}, "components": {"schemas": schemas}})


@pytest.fixture
def made(tmp_path: Path) -> Callable[[str], Any]:
    """Generates an SDK whose modules import nothing twice and nothing for nothing."""

    def make(text: str) -> Any:
        name = fresh_name("imports")
        assert not generate_to(tmp_path / name, text, name, suffix=".json").lost
        rules = ["--isolated", "--select", "F401,F811,F821", str(tmp_path / name / "src")]
        done = subprocess.run(
            [sys.executable, "-m", "ruff", "check", *rules], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[:4000]
        return import_sdk(tmp_path / name / "src", name)

    return make


def test_a_tag_that_is_a_constant_and_optional_needs_no_unset(made: Callable[[str], Any]) -> None:
    mapping = {"cat": "Cat", "dog": "Dog", "Owl": "Owl"}
    union = {**one_of(*mapping.values()), "discriminator": {"propertyName": "kind", "mapping": mapping}}
    types = made(document({**TAGGED, "Pet": union}, {"$ref": "#/components/schemas/Pet"})).types
    assert types.Cat().to_dict() == {"kind": "cat"}
    assert types.Dog().to_dict() == {"kind": "dog"}
    assert types.Owl().to_dict() == {"kind": "Owl"}


@pytest.mark.parametrize("order", [tuple(ENUM), tuple(ENUM)[::-1]], ids=["", "backwards"])
def test_the_values_of_each_enum_have_a_name_of_their_own(made: Callable[[str], Any], order: tuple[str, ...]) -> None:
    schemas = {name: {"enum": ENUM[name]} for name in order}
    properties = {name.lower(): {"$ref": f"#/components/schemas/{name}"} for name in order}
    types = made(document(schemas, {"type": "object", "title": "All", "properties": properties})).types
    companions = {
        name: get_args(getattr(types, name)) for name in dir(types) if name.startswith("ScopeValueValueValue")
    }
    assert sorted(companions.values()) == sorted(map(tuple, ENUM.values()))


def test_requests_have_no_two_types_of_one_name(made: Callable[[str], Any]) -> None:
    everything = {name.lower(): {"$ref": f"#/components/schemas/{name}"} for name in SHAPES}
    sdk = made(document(SHAPES, {"type": "object", "title": "All", "properties": everything}))
    assert set(sdk.types.ThingDictDict.__annotations__) == {"b"}
    assert set(sdk.types.ThingDictDictDict.__annotations__) == {"a"}


def several(**bodies: Value) -> Value:
    """One operation with each of these as a type of its body, and each as a success in JSON and in XML."""
    types = ("application/json", "multipart/form-data")
    content = {media: {"schema": body} for media, body in zip(types, bodies.values(), strict=True)}
    answers: Value = {}
    for status, body in bodies.items():
        both = {media: {"schema": body} for media in ("application/json", "application/xml")}
        answers[status.lstrip("s")] = {"description": "ok", "content": both}
    return {"operationId": "put", "requestBody": {"content": content}, "responses": answers}


@pytest.mark.parametrize("first", ["free", "list of free", "one of both"])
@pytest.mark.parametrize("backwards", [False, True])
def test_what_anything_swallows_is_not_imported(made: Callable[[str], Any], first: str, backwards: bool) -> None:
    thing: Value = {"type": "object", "title": "Only", "properties": {"a": {"type": "string", "format": "date"}}}
    texts = {"type": "array", "items": {"type": "string", "format": "binary"}}
    frees: dict[str, Value] = {
        "free": {},
        "list of free": {"type": "array", "items": {"anyOf": [{}, thing]}},
        "one of both": {"anyOf": [{}, texts]},
    }
    free = frees[first]
    bodies = {"s200": thing, "s201": free} if backwards else {"s200": free, "s201": thing}
    head = {"openapi": "3.1.0", "info": {"title": "Imports", "version": "1"}}
    sdk = made(json.dumps({**head, "paths": {"/put": {"post": several(**bodies)}}}))
    assert sdk.types.Only(a="2026-01-01").to_dict() == {"a": "2026-01-01"}
