"""Enums of numbers: each number is one member, however it is written, and no digit of it is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

NUMBERS = """
components:
  schemas:
    Twice: {type: number, enum: [1, 1.0]}
    Mixed: {type: number, enum: [0.5, 1, 9007199254740992, 9007199254740993]}
    Holder:
      type: object
      properties:
        twice: {$ref: '#/components/schemas/Twice'}
        mixed: {$ref: '#/components/schemas/Mixed'}
"""


def test_a_number_that_is_listed_twice_is_one_member(sdk_of: Any) -> None:
    types = sdk_of(NUMBERS).types
    assert [member.value for member in types.Twice] == [1]
    assert types.Twice(1.0) is types.Twice(1)


@pytest.mark.parametrize("text", ["1", "0.5", "9007199254740992", "9007199254740993", "7", "1152921504606846977"])
def test_numbers_come_back_with_every_digit(sdk_of: Any, text: str) -> None:
    types = sdk_of(NUMBERS).types
    holder = types.Holder.from_json(f'{{"mixed":{text}}}')
    assert holder.to_json() == f'{{"mixed":{text}}}'
    assert holder.mixed == json.loads(text)
    assert hash(holder.mixed) == hash(json.loads(text))


def test_members_that_only_differ_beyond_what_a_float_can_tell_are_two(sdk_of: Any) -> None:
    types = sdk_of(NUMBERS).types
    assert len(types.Mixed) == 4
    assert types.Mixed(2**53) != types.Mixed(2**53 + 1)
