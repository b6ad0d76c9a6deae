"""The test kit of SDKs from other documents: what it makes up is what the schemas allow, as a validator sees it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sdks import make_sdk

from trueline.codegen import testkit
from trueline.codegen.samples import fits, matching
from trueline.runtime.testing.document import Document
from trueline.runtime.testing.sample import Sampler

SPEC = """
openapi: 3.1.0
info: {title: Odd, version: '1'}
servers: [{url: https://api.example.com/base}]
security: [{basic: []}]
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: A thing.
          headers: {X-Count: {required: true, schema: {type: integer, minimum: 3, maximum: 3}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}, example: {wrong: true}}}
        default: {description: Not., content: {text/plain: {schema: {type: string}}}}
    delete:
      operationId: deleteThing
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Gone.}}
  /things/special:
    get:
      operationId: getSpecialThing
      responses: {'200': {description: One., content: {text/csv: {schema: {type: string}, example: 'a,b'}}}}
  /files/{id}:
    get:
      operationId: downloadFile
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: One., content: {application/octet-stream: {}}}}
  /things:
    get:
      operationId: listThings
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses:
        '200':
          description: Things.
          content:
            application/json:
              schema:
                type: object
                required: [things, nextCursor]
                properties:
                  things: {type: array, items: {$ref: '#/components/schemas/Thing'}}
                  nextCursor: {type: string}
components:
  securitySchemes: {basic: {type: http, scheme: basic}}
  schemas:
    Thing:
      type: object
      required: [code, weight, parent, kind, when, size]
      properties:
        code: {type: string, pattern: '^[A-Z]{3}-[0-9]{4}$'}
        weight: {type: number, exclusiveMinimum: 0, exclusiveMaximum: 1}
        parent: {oneOf: [{$ref: '#/components/schemas/Thing'}, {type: 'null'}]}
        kind: {enum: [a, b]}
        when: {type: string, format: date-time, example: yesterday}
        size: {type: integer, multipleOf: 7, minimum: 15}
        tags: {type: array, uniqueItems: true, minItems: 2, items: {enum: [x, y]}}
        labels: {type: object, additionalProperties: {type: string, maxLength: 3}, minProperties: 2}
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return make_sdk(tmp_path_factory.mktemp("odd"), SPEC)


@pytest.fixture
def fake(odd: Any) -> Any:
    return pytest.importorskip(f"{odd.__name__}.testing").FakeServer()


def test_answers_of_any_form(odd: Any, fake: Any) -> None:
    with fake.client() as client:
        thing = client.things.retrieve("t1")
        assert thing.weight < 1
        assert thing.size % 7 == 0
        assert client.things.with_raw_response.retrieve("t1").headers["x-count"] == "3"
        assert client.things.delete("t1") is None
        assert client.things.special.retrieve() == "a,b"
    assert fake.calls[-1].operation == "things.special.retrieve"
    assert fake.calls[0].headers["authorization"] == "Basic dGVzdDp0ZXN0"


def test_a_required_cursor_that_is_no_null_ends_empty(fake: Any) -> None:
    with fake.client(strict=True) as client:
        assert client.things.list().to_list()


def test_bytes_are_given_as_they_are(fake: Any) -> None:
    name = next(n for n in fake.names if n.startswith("files"))
    fake.on(name).answer(b"\x00\x01")
    with fake.client() as client:
        assert getattr(client.files, name.rpartition(".")[2])("f1").read() == b"\x00\x01"


def test_what_it_makes_up_satisfies_the_schemas() -> None:
    """Ten seeds over every component of Tollkeeper's document, judged by a JSON Schema validator."""
    root = Path(__file__).parents[2]
    from trueline.spec.load import load

    document = load(str(root / "openapi/v1.yaml")).value
    facts = root / "sdks/python/src/tollkeeper/testing/facts.json"
    validators = {
        name: jsonschema_rs.Draft202012Validator(
            {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        )
        for name in json.loads(facts.read_bytes())["schemas"]
        if name in document["components"]["schemas"]
    }
    judged = 0
    for seed in range(10):
        sampler = Sampler(Document(facts.read_bytes, {}), seed)
        for name, validator in validators.items():
            value = sampler.sample({"$ref": name})
            assert validator.is_valid(value), (name, value)
            judged += 1
    assert judged > 500


@pytest.mark.parametrize("pattern", [r"^[a-z]{2,4}$", r"^\d+(\.\d+)?$", r"^(red|green)-[0-9A-F]{6}$", r"\S", "^$|^x+$"])
def test_patterns_become_strings_that_match_them(pattern: str) -> None:
    schema = {"type": "string", "pattern": pattern, "maxLength": 40}
    samples = matching(schema)
    assert samples
    assert all(jsonschema_rs.Draft202012Validator(schema).is_valid(text) for text in samples)
    assert samples == matching(schema)


@pytest.mark.parametrize("pattern", ["(", "^(?!.*)$", r"^a{2}$(?<=b)"])
def test_a_pattern_that_nothing_is_made_for_gives_nothing(pattern: str) -> None:
    assert matching({"type": "string", "pattern": pattern}) == []


_numbers = st.integers(-50, 50)


@given(low=_numbers, width=st.integers(0, 30), step=st.sampled_from([None, 1, 3]), open_=st.booleans(), seed=_numbers)
def test_numbers_are_within_their_bounds(low: int, width: int, step: int | None, open_: bool, seed: int) -> None:
    schema: dict[str, Any] = {"type": "integer", "minimum": low, "maximum": low + width + 6}
    if open_:
        schema = {"type": "integer", "exclusiveMinimum": low - 1, "exclusiveMaximum": low + width + 7}
    if step is not None:
        schema["multipleOf"] = step
    assert fits(schema, Sampler(Document(bytes, {}), seed).sample(schema))


def test_an_adopted_repository_calls_every_operation_as_we_do() -> None:
    root = Path(__file__).parents[2]
    template = (root / "src/trueline/adopt/templates/tests/test_operations.py.jinja").read_text()
    ours = re.sub(r"<% if compat %>.*?<% else %>(.*?)<% endif %>", r"\1", template)  # not what keeps another's names
    assert ours.replace("<< package >>", "tollkeeper") == (Path(__file__).parent / "test_operations.py").read_text()


TWINS = """
openapi: 3.1.0
info: {title: Twins, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /users/{id}:
    parameters: [&id {name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getUser, responses: {'200': &ok {description: Yes., content: {text/plain: {}}}}}
  /users/me: {get: {operationId: getMe, responses: {'200': *ok}}}
  /users/{id}/groups/{group}:
    parameters: [*id, {name: group, in: path, required: true, schema: {type: string}}]
    get: {operationId: getGroup, responses: {'200': *ok}}
  /users/{id}/pets: {parameters: [*id], get: {operationId: listPets, responses: {'200': *ok}}}
  /do?Action=Start: {post: {operationId: start, responses: {'200': *ok}}}
  /do?Action=Stop: {post: {operationId: stop, responses: {'200': *ok}}}
  /do: {post: {operationId: doIt, responses: {'200': *ok}}}
  /do?Action=: {post: {operationId: doNothing, responses: {'200': *ok}}}
  /#Target=One:
    parameters: [{name: Target, in: header, required: true, schema: {enum: [One]}}]
    post: {operationId: one, responses: {'200': *ok}}
  /#Target=Two:
    parameters: [{name: Target, in: header, required: true, schema: {enum: [Two]}}]
    post: {operationId: two, responses: {'200': *ok}}
  /compare/{both}:
    parameters: [{name: both, in: path, required: true, schema: {type: string}}]
    get: {operationId: compareBoth, responses: {'200': *ok}}
  /compare/{one}...{other}:
    parameters:
    - {name: one, in: path, required: true, schema: {type: string}}
    - {name: other, in: path, required: true, schema: {type: string}}
    get: {operationId: compareOne, responses: {'200': *ok}}
  /elsewhere: {get: {operationId: lead, responses: {'302': {description: There.}}}}
"""


def test_a_request_finds_its_operation_whatever_the_paths_share(tmp_path_factory: pytest.TempPathFactory) -> None:
    twins = make_sdk(tmp_path_factory.mktemp("twins"), TWINS)
    fake = pytest.importorskip(f"{twins.__name__}.testing").FakeServer()
    with fake.client() as client:
        for name in fake.names:
            fake.method(client, name)()
    assert [call.operation for call in fake.calls] == fake.names
    assert len(fake.names) == 13


@pytest.mark.parametrize(
    "pattern", ["^(([a-z]|[\u00a0-\ud7ff])+)*$", "^((([a-z]+)*)*)*$", "^([\u00a0-\ud7ff]+\\.)+([\u00a0-\ud7ff]+)$"]
)
def test_repeats_inside_repeats_and_large_alphabets_come_to_an_end(pattern: str) -> None:
    """A million million letters, if each repeat were taken a hundred times."""
    samples = matching({"type": "string", "pattern": pattern, "minLength": 1})
    assert samples
    assert all(re.search(pattern, sample) for sample in samples)


FOR_EVER = {
    "a repeat in a repeat": "^(a*)*$",
    "a choice in a repeat": "^((a|aa)+)+$",
    "many times": "^(.*a){30}b$",
    "one after the other": "^" + ".*" * 12 + "=$",
    "and very many": "^" + "(x?.*)" * 400 + "=$",
}


def known(pattern: str, example: str) -> Any:
    """What the kit knows of a text with a pattern and an example."""
    schemas = {"A": {"type": "string", "pattern": pattern, "example": example}}
    return json.loads(testkit.test_facts({"components": {"schemas": schemas}}))["schemas"]["A"]


@pytest.mark.parametrize("pattern", FOR_EVER.values(), ids=FOR_EVER)
def test_a_pattern_that_would_take_for_ever_to_say_no_is_not_asked(pattern: str) -> None:
    example = "a" * 60 + "!"
    assert known(pattern, example)["samples"][0] == example


@pytest.mark.parametrize(("pattern", "example"), [("^[[a]+$", "[a"), (r"^[\p{L}&&-]+$", "é&")])
def test_an_example_is_held_against_what_the_pattern_means_to_ecma(pattern: str, example: str) -> None:
    assert known(pattern, example)["samples"][0] == example


def test_an_example_stands_where_python_cannot_read_the_pattern() -> None:
    assert known(r"^\p{Emoji}$", "a") == {"type": "string", "example": "a"}


def test_a_pattern_that_says_no_soon_is_asked() -> None:
    samples = known("^[a-z]+-[0-9]+$", "not of it")["samples"]
    assert samples
    assert "not of it" not in samples


LINES = (
    """
openapi: 3.1.0
info: {title: Lines, version: '1'}
servers: [{url: https://lines.example.com}]
paths:
"""
    + "".join(
        f"""
  /{name}:
    get:
      operationId: {name}.watch
      responses: {{'200': {{description: ok, content: {{{media}: {{schema: {{$ref: '#/components/schemas/Row'}}}}}}}}}}
"""
        for name, media in {
            "ndjson": "application/ndjson",
            "seq": "application/json-seq",
            "own": "application/vnd.acme+jsonl",
            "geo": "application/geo+json-seq",
            "said": "text/event-stream; charset=utf-8",
        }.items()
    )
    + """
components: {schemas: {Row: {type: object, required: [id], properties: {id: {type: integer}}}}}
"""
)


@pytest.mark.parametrize("name", ["ndjson", "seq", "own", "geo", "said"])
def test_whatever_is_read_as_a_stream_is_sent_as_one(tmp_path: Path, name: str) -> None:
    sdk = make_sdk(tmp_path, LINES)
    kit = pytest.importorskip(f"{sdk.__name__}.testing")
    with kit.FakeServer().client(strict=True) as client, getattr(client, name).watch() as rows:
        found = list(rows)
    assert found and all(isinstance(row, sdk.types.Row) for row in found)
    with kit.FakeServer().client() as client, getattr(client, name).with_streaming_response.watch() as response:
        assert b"".join(response.iter_bytes()).startswith(b"\x1e") == (name in {"seq", "geo"})
