"""Wire truth judges: an SDK as it was generated agrees with its document, and one that was changed does not."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.sdks import ROOT, fresh_name, generate_to

sys.path.insert(0, str(ROOT))

from benchmarks.corpus.wire import check, check_each
from benchmarks.corpus.wire.document import Document
from benchmarks.corpus.wire.own import claimed
from benchmarks.corpus.wire.sdk import modelled
from benchmarks.corpus.wire.values import Maker

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wire-truth")]  # one process judges what was changed

DOCUMENT = """
openapi: 3.0.3
info: {title: Styles, version: "1"}
servers: [{url: https://api.example.com}]
paths:
  /things/{id}/{tags}:
    post:
      operationId: makeThing
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, minLength: 1}}
        - {name: tags, in: path, required: true, style: label, schema: {$ref: '#/components/schemas/Ints'}}
        - {name: when, in: query, required: true, schema: {type: string, format: date-time}}
        - {name: pipes, in: query, required: true, style: pipeDelimited, schema: {$ref: '#/components/schemas/Ints'}}
        - name: deep
          in: query
          style: deepObject
          explode: true
          schema: {type: object, properties: {a: {type: integer}}}
        - {name: X-Trace, in: header, schema: {type: string, minLength: 1}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
  /forms:
    post:
      operationId: sendForm
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [name]
              properties: {name: {type: string, minLength: 1}, sizes: {$ref: '#/components/schemas/Ints'}}
      responses: {"204": {description: done}}
components:
  schemas:
    Ints: {type: array, minItems: 2, items: {type: integer}}
    Thing:
      type: object
      required: [size]
      properties:
        size: {type: integer, format: int64}
        at: {type: string, format: date-time, nullable: true}
        next: {$ref: '#/components/schemas/Thing'}
        other: {oneOf: [{type: string}, {type: array, items: {type: number}}]}
"""


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wire")
    report = generate_to(folder, DOCUMENT, fresh_name("wire"))
    assert not report.lost
    return folder


@pytest.fixture(scope="module")
def judged(sdk: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What is said of each SDK: as it was generated (""), and after each change."""
    folders = {"": sdk} | {change: changed(sdk, tmp_path_factory.mktemp("wire"), change) for change in CHANGES}
    found = check_each([(each / "openapi.yaml", each) for each in folders.values()], cases=6)
    return dict(zip(folders, found, strict=True))


def changed(sdk: Path, folder: Path, change: str) -> Path:
    """A copy of the SDK after a change."""
    old, new, _ = CHANGES[change]
    copy = folder / "changed"
    shutil.copytree(sdk, copy)
    found = 0
    for path in (copy / "src").rglob("*.py"):
        text = path.read_text("utf-8")
        if old in text and "_runtime" not in path.parts:
            found += 1
            path.write_text(text.replace(old, new), "utf-8")
    assert found
    return copy


def test_a_generated_sdk_agrees_with_its_document(judged: dict[str, dict[str, Any]]) -> None:
    result = judged[""]
    assert result.get("failed", "") == ""
    assert result["disagreements"] == []
    assert (result["operations"], result["tried"], result["unmade"]) == (2, 2, {})
    assert result["requests"] == 12 == result["agreed"] + sum(result["limits"].values())
    assert result["agreed"] >= 8
    assert result["answers"] == result["unchanged"] == 6


def test_what_a_judge_cannot_read_is_no_disagreement(tmp_path: Path) -> None:
    """Two paths of one URL, one too long for a line; base64 by JSON Schema's word; objects in forms; any media type."""
    long = "&".join(f"a-parameter-in-the-fragment-{number}" for number in range(5))
    text = f"""
openapi: 3.1.0
info: {{title: Odd, version: "1"}}
servers: [{{url: https://api.example.com}}]
paths:
  "/channels#{long}": {{get: {{operationId: longOne, responses: {{"204": {{description: done}}}}}}}}
  "/channels#b": {{get: {{operationId: shortOne, responses: {{"204": {{description: done}}}}}}}}
  /forms:
    post:
      operationId: sendForm
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [of]
              properties: {{of: {{type: object, properties: {{a: {{type: string}}}}}}}}
      responses: {{"204": {{description: done}}}}
  /any:
    put:
      operationId: putAny
      requestBody: {{required: true, content: {{"*/*": {{schema: {{type: string, minLength: 1}}}}}}}}
      responses: {{"204": {{description: done}}}}
  /proofs:
    post:
      operationId: prove
      requestBody:
        required: true
        content:
          application/json:
            schema: {{type: object, required: [of], properties: {{of: {{type: string, contentEncoding: base64}}}}}}
      responses: {{"204": {{description: done}}}}
"""
    assert not generate_to(tmp_path, text, fresh_name("wire")).lost
    result = check(tmp_path / "openapi.yaml", tmp_path, cases=6)
    assert result["disagreements"] == []
    assert result["tried"] == 5


CHANGES = {
    "a style": ('"pipeDelimited"', '"form"', "own"),
    "a method": ('"POST ', '"PUT ', "missing"),
    "a parameter's name": ('"when"', '"whem"', "call"),
    "what is kept of an answer": ('prop("size", integer', 'prop("size", lambda v: v + 1', "round trip"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_sdk_disagrees(judged: dict[str, dict[str, Any]], change: str) -> None:
    assert CHANGES[change][2] in {each["kind"] for each in judged[change]["disagreements"]}


def test_a_name_that_two_exploded_objects_send_is_claimed_twice_whatever_else_they_hold() -> None:
    one, two = ({"name": name, "in": "query"} for name in ("one", "two"))
    assert claimed([(one, {"id": "1"}), (two, {"id": "2", "next": {"id": "3"}})]) == {"id": 2, "next": 1}
    assert claimed([({**one, "style": "deepObject"}, {"id": "1"}), (two, {"id": "2"})]) == {"one[id]": 1, "id": 1}
    assert claimed([({**one, "name": "id"}, [{"id": "1"}]), (two, {"id": "2"})]) == {"id": 2}


class NoPools:
    def pool(self, schema: dict[str, Any]) -> list[Any]:
        return []


def test_a_member_that_is_true_is_none_that_a_discriminator_names() -> None:
    document = Document({"openapi": "3.1.0", "any": {"oneOf": [True], "discriminator": {"propertyName": "kind"}}})
    made = [Maker(document, Random(number), NoPools(), writing=True).value("/any") for number in range(20)]
    assert {"free": [1, "x", None], "kind": ""} in made


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        ("Owner | OwnerDict | Unset", {"a": 1}, Document),
        ("Sequence[Owner | OwnerDict]", [{"a": 1}], [Document]),
        ("Mapping[str, Owner | OwnerDict] | Unset", {"k": {"a": 1}}, {"k": Document}),
        ("Mapping[str, Sequence[Owner | OwnerDict]]", {"k": [{"a": 1}]}, {"k": [Document]}),
        ("Mapping[str, Sequence[Owner | OwnerDict]]", dict[str, Any](), dict[str, Any]()),
    ],
)
def test_models_are_made_where_their_annotation_puts_them(annotation: str, value: Any, expected: Any) -> None:
    class Owner:
        @classmethod
        def from_dict(cls, data: Any) -> type:
            return Document

    assert modelled(annotation, value, "Owner", Owner) == expected
