"""Whatever a document says: every operation has a place of its own, in every order of the document."""

from __future__ import annotations

import keyword

from hypothesis import given
from hypothesis import strategies as st
from naming_support import by_route, operation

from trueline import reserved
from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.naming import place_all

PLAIN = ["tasks", "task", "get", "list", "users", "me", "v1", "api", "id", "by", "for", "search", "{id}", "{userId}"]
HOSTILE = [
    "",
    "a.b",
    "listTasks",
    "class",
    "import",
    "close",
    "über",
    "задачи",
    "任务",
    "😀",
    "__init__",
    "$x",
    "9",
    "-",
]
WORD = st.sampled_from([*PLAIN, *HOSTILE, ".", "/", "x" * 90])
TEXT = st.lists(WORD, max_size=4).flatmap(
    lambda parts: st.sampled_from(["", "_", "/", ".", " "]).map(lambda s: s.join(parts))
)
PATH = st.lists(WORD, max_size=4).map(lambda parts: "/" + "/".join(parts))
METHOD = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY"])


def drawn(method: str, path: str, id_: str | None, tags: list[str]) -> OperationFact:
    return operation(f"{method} {path}", id_, *tags)


OPERATION = st.builds(
    drawn,
    METHOD, PATH, st.none() | TEXT | st.text(max_size=30), st.lists(TEXT, max_size=2),
)  # fmt: skip
OPERATIONS = st.lists(OPERATION, max_size=12, unique_by=lambda each: each.key)


@given(OPERATIONS)
def test_no_two_operations_share_a_place_and_no_method_hides_a_resource(operations: list[OperationFact]) -> None:
    places = list(place_all(operations).values())
    assert len(set(places)) == len(places) == len(operations)
    resources = {place.resource[:n] for place in places for n in range(1, len(place.resource) + 1)}
    assert not resources & {(*place.resource, place.method) for place in places}


@given(OPERATIONS)
def test_every_name_is_a_public_identifier_that_hides_nothing(operations: list[OperationFact]) -> None:
    for place in place_all(operations).values():
        for number, name in enumerate((*place.resource, place.method)):
            assert name.isidentifier() and name.isascii() and not keyword.iskeyword(name)
            assert not name.startswith("_") and name not in (reserved.RESOURCE if number else reserved.CLIENT)


@given(OPERATIONS.flatmap(lambda each: st.tuples(st.just(each), st.permutations(each))))
def test_the_order_of_the_document_changes_no_name(pair: tuple[list[OperationFact], list[OperationFact]]) -> None:
    assert by_route(pair[0]) == by_route(pair[1])


def segments(fact: OperationFact) -> set[str]:
    return set(fact.path.split("/")[1:])


@given(OPERATION, OPERATIONS)
def test_what_is_alone_keeps_its_name_beside_others_with_other_words(
    one: OperationFact, operations: list[OperationFact]
) -> None:
    """Only a first noun that nearly all paths share is the document's business: none is shared here."""
    wished = by_route([one])[one.key]
    others = [each for each in operations if not segments(each) & segments(one)]
    stated = [operation(each.key, None, x_sdk_name=f"zz{n}.get") for n, each in enumerate(others)]
    assert by_route([*stated, one])[one.key] == wished
