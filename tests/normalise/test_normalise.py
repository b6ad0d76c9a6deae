from __future__ import annotations

import json as jsonlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from trueline import names
from trueline.errors import DocumentError
from trueline.spec.document import Document, Json, is_object
from trueline.spec.normalise import normalise

from .support import RICH, api, bare, get, post, ref, run

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
DOCUMENTS = ["asana.yaml", "discord.json", "onebusaway/openapi.yml", "svix.json"]


def load(path: Path) -> Document:
    text = path.read_text(encoding="utf-8")
    value = jsonlib.loads(text) if path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    return Document(value, path.name, "")


def test_a_canonical_document_is_its_own_canonical_form() -> None:
    once = run(RICH).document
    twice = run(Document(once, "canonical", "")).document
    assert bare(twice) == bare(once)


def test_the_order_of_a_document_is_the_order_of_the_canonical_form() -> None:
    found = run(RICH).document
    assert list(found["paths"]) == ["/pets/{id}", "/mixed"]
    assert [name for name in found["components"]["schemas"] if name in RICH.value["components"]["schemas"]] == [
        "Pet", "Cat", "Dog", "User", "Mixed"
    ]  # fmt: skip


def test_the_hash_seed_changes_nothing() -> None:
    code = (
        "import json, sys; from tests.normalise.support import RICH, normalise;"
        "sys.stdout.write(json.dumps(normalise(RICH).document))"
    )
    root = str(Path(__file__).parents[2])
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": root},
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(outputs) == 1


HOSTILE = [
    "__init__",
    "../x",
    "{{ 7*7 }}",
    "x" * 10_000,
    "\u202egnirts",
    "a\x00b",
    "Response",
    "self",
    "None",
    "",
    " ",
    "~1/~0",
    "日本語",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_become_valid_ones(name: str) -> None:
    inline = {"type": "object", "properties": {name: {"type": "object", "properties": {name: {"enum": [name, "b"]}}}}}
    parameters = [{"name": name, "in": "query", "schema": {"enum": [name, "c"]}}]
    document = api({name: inline}, {f"/{name}": get(inline, operationId=name, parameters=parameters, tags=[name])})
    found = run(document).document["components"]["schemas"]
    assert found and all(found_name.isidentifier() and len(found_name) <= names.MAX_LENGTH for found_name in found)
    assert name in next(iter(found.values()))["properties"]


Schemas = st.SearchStrategy[Any]


def shape(fixed: Json | None = None, /, **drawn: Schemas) -> Schemas:
    """Schemas with these members, each as it is or as it is drawn."""
    return st.fixed_dictionaries({**{key: st.just(value) for key, value in (fixed or {}).items()}, **drawn})


def read_only(schema: Any) -> Any:
    return {**schema, "readOnly": True} if is_object(schema) else schema


JSON_TYPES = st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "null"])
VALUES: list[Any] = ["a", "b", 1, 2.5, None, True, {}, []]
CONSTANTS: list[Any] = ["a", 1, None, {}]
WHOLE: list[Any] = [{}, True, False, ref("A"), ref("B"), ref("C"), {"required": ["a"]}, {"nullable": True}]
LEAVES = st.one_of(
    shape(type=JSON_TYPES),
    shape(type=st.lists(JSON_TYPES, min_size=1, max_size=3, unique=True)),
    shape(enum=st.lists(st.sampled_from(VALUES), max_size=4)),
    shape(const=st.sampled_from(CONSTANTS)),
    st.sampled_from(WHOLE),
)


def extend(children: Schemas) -> Schemas:
    some = st.lists(children, min_size=1, max_size=3)
    by_kind = {"discriminator": {"propertyName": "a"}}
    return st.one_of(
        shape({"type": "object", "required": ["a"]}, properties=shape(a=children, b=children)),
        shape({"type": "array"}, items=children),
        shape({"nullable": True}, additionalProperties=children),
        shape(oneOf=some),
        shape(anyOf=some, properties=shape(x=children)),
        shape({"description": "d"}, allOf=some),
        shape({"default": 1, **by_kind}, oneOf=some),
        shape({"type": "object", **by_kind}, properties=shape(a=children)),
        shape(properties=shape(a=children.map(read_only))),
    )


SCHEMAS = st.recursive(LEAVES, extend, max_leaves=6)


@settings(max_examples=int(os.environ.get("TRUELINE_EXAMPLES", "100")))
@given(SCHEMAS, SCHEMAS, SCHEMAS)
def test_any_three_schemas_are_made_canonical_or_refused(one: Json, two: Json, three: Json) -> None:
    paths = {"/a": {**get(ref("A")), **post(three)}, "/b": post(ref("B"))}
    try:
        once = run(api({"A": one, "B": two, "C": three}, paths)).document
    except DocumentError as error:
        assert error.cure
        return
    assert bare(run(Document(once, "canonical", "")).document) == bare(once)


@pytest.mark.slow
def test_ten_thousand_operations_take_ten_times_as_long_as_one_thousand() -> None:
    def seconds(count: int) -> float:
        inline = {"properties": {"a": {"enum": ["x", "y"]}, "b": ref("S")}}
        paths = {f"/p{n}/{{id}}": {**get(inline, operationId=f"get{n}"), **post(ref("S"))} for n in range(count)}
        document = api(
            {"S": {"type": "object", "properties": {"next": ref("S"), "id": {"type": "string", "readOnly": True}}}},
            paths,
        )
        start = time.process_time()
        normalise(document)
        return time.process_time() - start

    seconds(10)
    small, large = seconds(300), seconds(3000)
    assert large < small * 20


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_of_the_corpus_become_canonical_without_a_loss(name: str) -> None:
    path = CORPUS / name
    if not path.exists():
        pytest.skip(f"{name} of the shared corpus is not here")
    document = load(path)
    result = run(document)
    assert not result.losses
    again = normalise(Document(result.document, "canonical", "")).document
    assert bare(again) == bare(result.document)
    json_text = jsonlib.dumps(result.document)
    assert all(f'"{pointer}"' in json_text for pointer in _properties(document.value))


def _properties(document: Json) -> list[str]:
    """The JSON-quoted pointer of every property that stands directly in a schema component."""
    found: list[str] = []
    for name, schema in document["components"]["schemas"].items():
        for prop in schema.get("properties", {}) if is_object(schema) else ():
            escaped = [token.replace("~", "~0").replace("/", "~1") for token in (name, prop)]
            found.append(jsonlib.dumps(f"/components/schemas/{escaped[0]}/properties/{escaped[1]}")[1:-1])
    return found
