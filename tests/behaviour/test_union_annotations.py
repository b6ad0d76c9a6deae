"""Unions as annotations: parts with brackets of their own, and more parts than a tree may have levels."""

from __future__ import annotations

import typing
from importlib import import_module
from typing import Any

import pytest

from trueline.codegen.format import formatter
from trueline.codegen.plan.annotation import ANY, NONE, Annotation, Import, literals, union
from trueline.codegen.plan.imports import Imports

NULLABLE_ITEMS = """
paths:
  /a:
    post:
      operationId: things.make
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/U"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/U"}}}}}
components:
  schemas:
    U:
      oneOf:
        - {type: array, items: {type: [string, "null"]}}
        - {type: array, items: {type: [integer, "null"]}}
        - {type: object, additionalProperties: {type: [integer, "null"]}}
    Holder:
      type: object
      properties:
        p: {oneOf: [{type: array, items: {type: [string, "null"]}}, {type: array, items: {type: [integer, "null"]}}]}
"""


@pytest.mark.parametrize("value", [["a", None], [1, None], {"k": None, "l": 2}])
def test_parts_that_end_alike_are_parts_of_their_own(sdk_of: Any, wire: Any, value: Any) -> None:
    sdk = sdk_of(NULLABLE_ITEMS)
    hints = typing.get_type_hints(sdk.types.Holder.__init__, vars(import_module(sdk.types.Holder.__module__)))
    assert "p" in hints
    wire.answers_json(value)
    assert wire.client(sdk).things.make(body=value) == value


A, B = Annotation(("A",)), Annotation(("B",))


def test_what_stands_in_brackets_belongs_to_its_part() -> None:
    both = Annotation(("list",)).of(A | NONE) | Annotation(("dict",)).of(B, A | NONE)
    assert tuple(map(str, both.parts)) == ("list[A | None]", "dict[B, A | None]")
    assert str(literals(['"a | ["', "'b]'"])) == """Literal["a | [", 'b]']"""
    assert len(literals(['"a | ["', "'b]'"]).parts) == 1


def test_a_part_stands_in_a_union_once_and_brings_its_imports() -> None:
    either = literals(['"a"']) | A | literals(['"a"'])
    assert str(either) == 'Literal["a"] | A'
    assert either.imports == {Import("typing", "Literal")}
    assert str(either.without(A)) == 'Literal["a"]'


def test_anything_swallows_the_rest_and_null_goes_last() -> None:
    assert str(union([A, NONE, B])) == "A | B | None"
    assert union([A, ANY, literals(['"a"'])]) == ANY


def test_a_union_of_very_many_parts_is_no_tree() -> None:
    imports = Imports(".")
    names = [f"A{number}" for number in range(5000)]
    annotation = imports.use(Annotation(tuple(names)).flat())
    assert str(annotation) == f"Union[{', '.join(names)}]"
    assert "from typing import Union" in imports.block().runtime
    assert (A | B).flat() == A | B


def test_the_formatter_has_room_for_deep_code() -> None:
    deep = f"x = {' + '.join(['1'] * 2500)}\n".encode()
    with formatter() as formatted:
        for number in range(3):
            formatted.add(f"{number}.py", deep)
        assert formatted.finish()["0.py"].count(b"1") == 2500
