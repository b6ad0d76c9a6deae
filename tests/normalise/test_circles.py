from __future__ import annotations

from .support import api, ref, repairs, schemas

STR, INT = {"type": "string"}, {"type": "integer"}


def test_a_union_that_lists_itself_is_the_rest_of_it() -> None:
    assert schemas({"A": {"oneOf": [STR, INT, ref("A")]}})["A"] == {"oneOf": [STR, INT]}
    assert repairs(api({"A": {"oneOf": [STR, INT, ref("A")]}}))


def test_unions_that_list_each_other_hold_what_all_of_them_hold() -> None:
    found = schemas(
        {
            "A": {"oneOf": [STR, ref("B")]},
            "B": {"oneOf": [INT, ref("C")]},
            "C": {"oneOf": [{"type": "boolean"}, ref("A")]},
        }
    )
    members = [STR, INT, {"type": "boolean"}]
    assert all(sorted(found[name]["oneOf"], key=str) == sorted(members, key=str) for name in "ABC")


def test_a_union_that_holds_itself_in_an_array_is_left_alone() -> None:
    given = {"oneOf": [STR, {"type": "array", "items": ref("A")}]}
    assert schemas({"A": given})["A"] == given


def test_a_union_that_is_nothing_but_itself_allows_nothing() -> None:
    assert schemas({"A": {"oneOf": [ref("A"), ref("B")]}, "B": {"oneOf": [ref("A"), ref("B")]}})["A"] == {"not": {}}
