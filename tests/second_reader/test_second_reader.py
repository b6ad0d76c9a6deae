"""The second reader finds what a fault of ours loses: each test breaks one thing, and nobody else notices."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trueline import pipeline
from trueline.canonical.ordinary import ordinary
from trueline.cli import main
from trueline.codegen.facts import Facts, ModelFact, OperationFact
from trueline.codegen.gather import gather
from trueline.codegen.inline import inline_plain_aliases
from trueline.codegen.plan.build import Naming, build
from trueline.errors import ExitCode
from trueline.gates.checkout import Checkout
from trueline.gates.runner import GATES, judged
from trueline.memory import Recall
from trueline.second_reader.agree import differences
from trueline.spec.document import Document, Json
from trueline.spec.load import load
from trueline.spec.normalise import normalise, passes
from trueline.spec.normalise.report import Normalised

ROOT = Path(__file__).parents[2]
SHOP: Json = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/orders/{id}": {
            "put": {
                "operationId": "replace",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "dry-run", "in": "query", "schema": {"type": "boolean"}},
                    {"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
                },
                "responses": {
                    "200": {
                        "description": "",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
                    },
                    "409": {"description": ""},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Order": {
                "type": "object",
                "required": ["total"],
                "properties": {
                    "total": {"type": "integer"},
                    "note": {"type": "string"},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                },
            },
            "Line": {
                "allOf": [
                    {"type": "object", "required": ["sku"], "properties": {"sku": {"type": "string"}}},
                    {"type": "object", "properties": {"count": {"type": "integer"}}},
                ]
            },
        }
    },
}


def found(facts: Facts, document: Json, loaded: Json = SHOP) -> str:
    """What the second reader says of a plan made from these facts."""
    sdk = build(facts, Naming("shop", "shop", "shop.json"))
    return "\n".join(differences(loaded, document, facts, sdk))


def read(document: Json = SHOP) -> tuple[Facts, Json]:
    """Facts and canonical document, as the pipeline makes them."""
    normal = normalise(Document(document, "shop.json", "0" * 64)).document
    return inline_plain_aliases(gather(normal)), ordinary(normal)


def with_model(facts: Facts, name: str, change: Callable[[ModelFact], ModelFact]) -> Facts:
    return replace(facts, models={**facts.models, name: change(facts.models[name])})


def with_operation(facts: Facts, change: Callable[[OperationFact], OperationFact]) -> Facts:
    return replace(facts, operations={key: change(fact) for key, fact in facts.operations.items()})


def test_two_readings_of_a_good_document_agree() -> None:
    assert found(*read()) == ""


@pytest.mark.parametrize("name", ["v1.yaml"])
def test_they_agree_about_our_own_document(name: str) -> None:
    loaded = load(str(ROOT / "openapi" / name)).value
    facts, document = read(loaded)
    assert found(facts, document, loaded) == ""


def test_a_property_that_facts_drop_is_found() -> None:
    facts, document = read()
    broken = with_model(facts, "Order", lambda model: replace(model, properties=model.properties[:-1]))
    assert "the facts disagree about the properties ['lines'] of Order" in found(broken, document)


def test_a_required_flag_that_facts_lose_is_found() -> None:
    facts, document = read()

    def lose(model: ModelFact) -> ModelFact:
        return replace(model, properties=tuple(replace(each, required=False) for each in model.properties))

    assert "the facts disagree about what Order requires: ['total']" in found(
        with_model(facts, "Order", lose), document
    )


def test_a_property_that_the_plan_drops_is_found() -> None:
    facts, document = read()
    sdk = build(facts, Naming("shop", "shop", "shop.json"))
    models = tuple(replace(m, fields=m.fields[:-1]) if m.name == "Line" else m for m in sdk.models)
    said = list(differences(SHOP, document, facts, replace(sdk, models=models)))
    assert said == ["/components/schemas/Line: the engine and the plan disagree about the properties ['count'] of Line"]


def not_required(fact: OperationFact) -> OperationFact:
    assert fact.body
    return replace(fact, body=replace(fact.body, required=False))


LOST: dict[str, Callable[[OperationFact], OperationFact]] = {
    "parameters": lambda fact: replace(fact, parameters=fact.parameters[:-1]),
    "path": lambda fact: replace(fact, parameters=fact.parameters[1:]),
    "bodies": lambda fact: replace(fact, body=None),
    "body's being required": not_required,
    "statuses": lambda fact: replace(fact, responses=fact.responses[:1]),
    "no such operation": lambda fact: replace(fact, method="POST"),
}


@pytest.mark.parametrize("what", LOST)
def test_what_facts_lose_of_an_operation_is_found(what: str) -> None:
    facts, document = read()
    assert what in found(with_operation(facts, LOST[what]), document)


def test_a_renamed_parameter_is_found() -> None:
    facts, document = read()

    def rename(fact: OperationFact) -> OperationFact:
        return replace(fact, parameters=tuple(replace(p, name=p.name.replace("-", "_")) for p in fact.parameters))

    assert "disagree about its parameters" in found(with_operation(facts, rename), document)


def in_a_pass(change: Callable[[Json], None], monkeypatch: pytest.MonkeyPatch) -> str:
    """What the second reader says when a pass changes something on the way, for facts and document alike."""
    original = passes.shape.run

    def mutant(document: Json, notes: Any) -> Json:
        made: Json = json.loads(json.dumps(original(document, notes)))
        change(made)
        return made

    monkeypatch.setattr(passes.shape, "run", mutant)
    facts, document = read()
    return found(facts, document)


ORDER = "/components/schemas/Order"


def test_a_property_that_a_pass_drops_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    said = in_a_pass(lambda made: made["components"]["schemas"][ORDER]["properties"].pop("note"), monkeypatch)
    assert said == "/components/schemas/Order: the engine reads a property 'note', and we have none"


def test_a_required_flag_that_a_pass_loses_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    said = in_a_pass(lambda made: made["components"]["schemas"][ORDER]["required"].clear(), monkeypatch)
    assert said == "/components/schemas/Order: the engine reads that 'total' is required, and we have that it is not"


def test_a_parameter_that_a_pass_renames_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(made: Json) -> None:
        made["paths"]["/orders/{id}"]["put"]["parameters"][1]["name"] = "dry_run"

    assert "the engine reads a query parameter 'dry-run', and we have none" in in_a_pass(rename, monkeypatch)


def test_a_status_and_a_body_that_a_pass_drops_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def drop(made: Json) -> None:
        del made["paths"]["/orders/{id}"]["put"]["responses"]["409"]
        del made["paths"]["/orders/{id}"]["put"]["requestBody"]

    said = in_a_pass(drop, monkeypatch)
    assert "the engine reads the statuses 409, and we have none" in said
    assert "the engine reads a body, and we have none" in said


def test_what_the_engine_can_not_read_by_itself_is_no_difference() -> None:
    odd = json.loads(json.dumps(SHOP))
    odd["paths"]["/orders/{id}"]["get"] = {
        "parameters": [{"$ref": "#/paths/~1orders~1{id}/put/parameters/0"}],
        "responses": {"200": {"description": "", "content": {"*/*": {"schema": {}}}}},
    }
    odd["components"]["schemas"]["Never"] = False
    facts, document = read(odd)
    assert found(facts, document, odd) == ""


def broken(document: Document, memory: Recall, *, check: bool = True) -> Normalised:
    """A normalise that loses what is required of every component."""
    normal = normalise(document, memory, check=check)
    for schema in normal.document["components"]["schemas"].values():
        if "required" in schema:
            schema["required"] = []
    return normal


def test_objects_whose_names_have_no_letter_are_classes_of_their_own() -> None:
    free: Json = {"type": "object"}
    named = {"": free, "$": free, "+": {"type": "object", "additionalProperties": {"type": "string"}}, "empty": free}
    box = {"type": "object", "properties": {**named, "": {"anyOf": [free, {"type": "null"}]}}}
    schemas = {"Box": {"type": "object", "properties": named}, "Other": box}
    document: Json = {**SHOP, "components": {"schemas": {**SHOP["components"]["schemas"], **schemas}}}
    assert found(*read(document), document) == ""


def test_a_header_that_no_request_can_have_is_a_loss_and_no_difference() -> None:
    odd = json.loads(json.dumps(SHOP))
    odd["paths"]["/orders/{id}"]["put"]["parameters"].append(
        {"name": "a b", "in": "header", "schema": {"type": "string"}}
    )
    assert found(*read(odd), odd) == ""


@pytest.mark.parametrize(("place", "name"), [("200", "ReplaceResponse200"), ("body", "ReplaceBody")])
def test_a_component_may_have_the_name_that_the_engine_gives_an_object_in_its_place(place: str, name: str) -> None:
    content = {"application/json": {"schema": {"type": "object", "additionalProperties": {"type": "number"}}}}
    odd = json.loads(json.dumps(SHOP))
    operation = odd["paths"]["/orders/{id}"]["put"]
    (operation["requestBody"] if place == "body" else operation["responses"][place])["content"] = content
    odd["components"]["schemas"][name] = {"type": "string", "enum": ["a", "b"]}
    odd["components"]["schemas"]["Order"]["properties"]["more"] = {"$ref": f"#/components/schemas/{name}"}
    assert found(*read(odd), odd) == ""


def test_another_name_of_a_schema_may_differ_from_a_component_by_case_alone() -> None:
    text: Json = {"type": "object", "properties": {"kind": {"type": "string"}}}
    schemas: Json = {
        "Pet": {"$ref": "#/components/schemas/Cat", "title": "..."},
        "pet": {"type": "object", "properties": {"id": {"type": "string"}}},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Owner"}, text]},
        "Owner": {"type": "object", "properties": {"kind": {"type": "string"}, "id": {"type": "integer"}}},
    }
    odd: Json = {**SHOP, "openapi": "3.0.3", "paths": {}, "components": {"schemas": schemas}}
    assert found(*read(odd), odd) == ""


def test_generate_ends_where_the_second_reader_disagrees_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shop.json").write_text(json.dumps(SHOP), "utf-8")
    command = ["generate", str(tmp_path / "shop.json"), "--output", str(tmp_path / "sdk"), "--package", "shop"]
    monkeypatch.setattr(pipeline, "normalise", broken)
    assert main([*command, "--second-reader"]) == ExitCode.INVALID
    assert "the second reader read something else" in capsys.readouterr().err
    assert not (tmp_path / "sdk").exists()
    assert main(command) == ExitCode.DONE


def test_the_gate_reads_a_repositorys_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop.json").write_text(json.dumps(SHOP), "utf-8")
    settings = '[tool.trueline]\nspec = "shop.json"\noutput = "sdk"\npackage = "shop"\n'
    (tmp_path / "pyproject.toml").write_text(settings, "utf-8")
    gate = GATES["second-reader"]
    assert judged("second-reader", gate, Checkout(tmp_path)).ok
    monkeypatch.setattr(pipeline, "normalise", broken)
    (problem,) = judged("second-reader", gate, Checkout(tmp_path)).problems
    assert "/components/schemas/Order" in problem.what
    assert problem.cure
