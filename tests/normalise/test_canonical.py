from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from trueline.errors import InternalError
from trueline.spec.document import Json
from trueline.spec.normalise import check_canonical

from .support import api, get, ref, run

Change = Callable[[Json, Json, Json], Any]
"""What to do to a document, its schemas and its operation."""

SCHEMAS: Json = {
    "A": {"type": "object", "properties": {"s": {"type": "string"}}},
    "B": {"type": "object", "properties": {"k": {"const": "b"}}},
    "E": {"enum": ["a", "b"]},
    "U": {"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "k"}},
}


def broken(change: Change) -> Json:
    document = copy.deepcopy(
        run(api(SCHEMAS, {"/a": get(ref("A"), parameters=[{"name": "q", "in": "query", "schema": {}}])})).document
    )
    change(document, document["components"]["schemas"], document["paths"]["/a"]["get"])
    return document


CASES: list[tuple[Change, str]] = [
    (lambda d, s, o: d.update(openapi="3.0.0"), ""),
    (lambda d, s, o: d["components"].update(parameters={}), "/components"),
    (lambda d, s, o: s.update(a=s["A"]), "/components/schemas"),
    (lambda d, s, o: s.update({"not-a-class": s["A"]}), "/components/schemas/not-a-class"),
    (lambda d, s, o: s["A"].pop("x-trueline-pointer"), "/components/schemas/A"),
    (lambda d, s, o: s["A"].update(properties={"s": {}}), "/components/schemas/A/properties/s"),
    (lambda d, s, o: s["A"].update(required=["gone"]), "/components/schemas/A"),
    (lambda d, s, o: s["A"].update(allOf=[]), "/components/schemas/A"),
    (lambda d, s, o: s["A"]["properties"]["s"].update({"$ref": "#/x"}), "/components/schemas/A/properties/s"),
    (
        lambda d, s, o: s["A"]["properties"].update(s={"enum": ["x"], "type": "string", "x-trueline-pointer": ""}),
        "/components/schemas/A/properties/s",
    ),
    (lambda d, s, o: s["E"].update(enum=["a"]), "/components/schemas/E"),
    (lambda d, s, o: s["E"].update(enum=["a", 1]), "/components/schemas/E"),
    (lambda d, s, o: s["U"]["oneOf"].pop(), "/components/schemas/U"),
    (lambda d, s, o: s["U"]["discriminator"]["mapping"].clear(), "/components/schemas/U"),
    (lambda d, s, o: s["U"]["oneOf"].insert(0, {"type": "null"}), "/components/schemas/U"),
    (lambda d, s, o: o.pop("security"), "/paths/~1a/get"),
    (lambda d, s, o: o["parameters"][0].pop("style"), "/paths/~1a/get/parameters/0"),
    (lambda d, s, o: o["parameters"][0].pop("schema"), "/paths/~1a/get/parameters/0"),
    (lambda d, s, o: d["paths"]["/a"].update(summary="x"), "/paths/~1a"),
]


@pytest.mark.parametrize(("change", "pointer"), CASES)
def test_a_document_that_breaks_the_promise_is_caught_with_its_pointer(change: Change, pointer: str) -> None:
    with pytest.raises(InternalError, match="not canonical") as caught:
        check_canonical(broken(change))
    assert caught.value.where and caught.value.where.pointer == pointer


def test_a_document_that_keeps_the_promise_passes() -> None:
    check_canonical(broken(lambda d, s, o: None))
