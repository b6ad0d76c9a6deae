"""Unions as annotations: parts with brackets of their own, and more parts than a tree may have levels."""

from __future__ import annotations

import typing
from importlib import import_module
from typing import Any

import pytest

from trueline.codegen.format import format_sources
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.union_text import flat, union_parts

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


@pytest.mark.parametrize(
    ("annotation", "parts"),
    [
        ("A", ["A"]),
        ("list[A | None] | dict[str, A | None]", ["list[A | None]", "dict[str, A | None]"]),
        ("""Literal["a | [", 'b]'] | None""", ["""Literal["a | [", 'b]']""", "None"]),
        (r"""Literal["\" | "] | int""", [r"""Literal["\" | "]""", "int"]),
    ],
)
def test_brackets_and_quotes_keep_their_part_together(annotation: str, parts: list[str]) -> None:
    assert union_parts(annotation) == parts


def test_a_union_of_very_many_parts_is_no_tree() -> None:
    imports = Imports(".")
    names = [f"A{number}" for number in range(5000)]
    annotation = flat(" | ".join(names), imports)
    assert annotation == f"Union[{', '.join(names)}]"
    assert "from typing import Union" in imports.block().runtime
    assert flat("A | B", imports) == "A | B"


def test_the_formatter_has_room_for_deep_code() -> None:
    deep = f"x = {' + '.join(['1'] * 2500)}\n".encode()
    assert format_sources({f"{number}.py": deep for number in range(3)})["0.py"].count(b"1") == 2500
