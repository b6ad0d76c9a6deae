"""Overlays: read strictly, applied as Overlay 1.0 and 1.1 say, and the result checked again."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.errors import DocumentError
from trueline.spec.document import Document
from trueline.spec.load import load
from trueline.spec.overlay import Overlay, apply, load_overlay

SPEC = """\
openapi: 3.1.0
info: {title: T, version: '1', contact: {name: N}}
tags: [{name: a}, {name: b}, {name: c}]
paths:
  /a:
    get: {summary: A, tags: [x, y, x], responses: {}}
    post: {responses: {}}
  /b:
    get: {summary: B, responses: {}}
components:
  schemas:
    Pet: {type: object, required: [id], properties: {id: {type: string}}}
    Order: {$ref: '#/components/schemas/Pet'}
"""


def document(text: str = SPEC) -> Document:
    return load("-", stdin=io.BytesIO(text.encode()))


def overlay(actions: str, *, version: str = "1.1.0", more: str = "") -> Overlay:
    text = f"overlay: {version}\ninfo: {{title: O, version: '1'}}\n{more}\nactions:\n{dedent(actions)}"
    return load_overlay("-", stdin=io.BytesIO(text.encode()))


def applied(actions: str, *, version: str = "1.1.0") -> Any:
    return apply(document(), [overlay(actions, version=version)]).value


def refused(call: Callable[[], object]) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        call()
    return caught.value


def test_objects_merge_recursively_and_primitives_are_replaced() -> None:
    value = applied("""
        - target: $
          description: why
          update: {info: {title: New, contact: {email: e}}, x-new: {a: 1}}
        """)
    assert value["info"] == {"title": "New", "version": "1", "contact": {"name": "N", "email": "e"}}
    assert value["x-new"] == {"a": 1}


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_a_value_is_appended_to_a_selected_array_and_an_array_is_concatenated(version: str) -> None:
    value = applied(
        """
        - {target: $.tags, description: one, update: {name: d}}
        - {target: $.tags, description: two, update: [{name: e}, {name: f}]}
        - {target: $.components.schemas.Pet, description: inside, update: {required: [name]}}
        """,
        version=version,
    )
    assert [tag["name"] for tag in value["tags"]] == ["a", "b", "c", "d", "e", "f"]
    assert value["components"]["schemas"]["Pet"]["required"] == ["id", "name"]


def test_every_match_gets_a_copy_of_its_own() -> None:
    value = applied("- {target: $.paths.*.get, description: why, update: {x-a: {b: 1}}}")
    first, second = value["paths"]["/a"]["get"]["x-a"], value["paths"]["/b"]["get"]["x-a"]
    assert first == second == {"b": 1}
    assert first is not second


def test_remove_wins_over_update_and_removes_all_matches_at_once() -> None:
    value = applied("""
        - {target: "$.tags[0, 2]", description: why, remove: true, update: {name: z}}
        - {target: $.paths.*.post, description: why, remove: true}
        - {target: "$.paths['/a'].get.tags[?@ == 'x']", description: why, remove: true}
        """)
    assert value["tags"] == [{"name": "b"}]
    assert list(value["paths"]["/a"]) == ["get"]
    assert value["paths"]["/a"]["get"]["tags"] == ["y"]


def test_what_is_removed_with_its_parent_is_no_error() -> None:
    assert "tags" not in applied('- {target: "$..[?@.name || @[0].name]", description: why, remove: true}')


def test_actions_see_the_result_of_the_actions_before() -> None:
    value = applied("""
        - {target: $.info.contact, description: gone, remove: true}
        - {target: $.info, description: again, update: {contact: {url: u}}}
        """)
    assert value["info"]["contact"] == {"url": "u"}


def test_overlay_1_1_replaces_selected_primitives_and_copies_nodes() -> None:
    value = applied("""
        - {target: $.paths.*.get.summary, description: why, update: S}
        - {target: "$.paths['/b']", description: why, update: {put: {}}}
        - {target: "$.paths['/b'].put", description: why, copy: "$.paths['/a'].post"}
        """)
    assert [item["get"]["summary"] for item in value["paths"].values()] == ["S", "S"]
    assert value["paths"]["/b"]["put"] == {"responses": {}}


def test_overlay_1_0_has_no_copy_and_no_primitive_targets() -> None:
    error = refused(lambda: overlay("- {target: $, description: why, copy: $.info}", version="1.0.0"))
    assert "copy is not part of Overlay 1.0" in error.what
    error = refused(lambda: applied("- {target: $.info.title, description: why, update: x}", version="1.0.0"))
    assert "neither object nor array" in error.what
    assert "1.1.0" in error.cure


@pytest.mark.parametrize(
    ("action", "what"),
    [
        ("{target: $.info.x, description: why, update: {}}", "action 0, $.info.x (why), matches nothing"),
        ("{target: $.info, description: why, update: 1}", "merges the number 1 into an object"),
        ("{target: $.info, description: why, update: {title: {}}}", "merges an object into a string at 'title'"),
        ("{target: $, description: why, update: {tags: null}}", "merges null into an array at 'tags'"),
        ("{target: $.info.title, description: why, update: []}", "replaces a string by an array"),
        ("{target: $.info.*, description: why, update: x}", "objects, arrays or scalars mixed"),
        ("{target: $, description: why, remove: true}", "removes the whole document"),
        ("{target: $.info, description: why, copy: '$.tags[*]'}", "copies from 3 places"),
        ("{target: $.openapi, description: why, update: '4.0.0'}", "OpenAPI version '4.0.0' is not supported"),
        ("{target: $.components.schemas.Pet, description: why, remove: true}", "points nowhere"),
        ("{target: $.components.schemas.Pet, description: why, update: {not: {$ref: pet.yaml}}}", "leads out of the"),
        ("{target: $, description: why, update: {paths: {bad: {}}}}", "does not start with /"),
    ],
)  # fmt: skip
def test_an_action_that_can_not_be_applied_is_refused(action: str, what: str) -> None:
    assert what in refused(lambda: applied("- " + action)).what


def test_a_failing_action_names_its_place_in_the_overlay(tmp_path: Path) -> None:
    path = tmp_path / "fix.yaml"
    path.write_text(
        "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n  - {target: $.nope, description: d, remove: true}\n"
    )
    where = refused(lambda: apply(document(), [load_overlay(str(path))])).where
    assert where is not None
    assert (where.source, where.pointer, where.line) == (str(path), "/actions/0", 4)


GOOD = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions: [{target: $, description: d, update: {}}]\n"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("overlay: 1.0.0", "overlay: 1.0", "this is the number 1.0"),
        ("overlay: 1.0.0", "overlay: 2.0.0", "this is '2.0.0'"),
        ("overlay: 1.0.0\n", "", "overlay must be a version"),
        ("overlay: 1.0.0", "overlay: 1.0.0\nother: 1", 'unknown key "other"'),
        ("title: O", "title: 1", "title must be a string"),
        ("title: O, ", "", "title is missing"),
        ("title: O", "title: O, description: d", 'unknown key "description"'),
        ("info: {title: O, version: '1'}\n", "", "info is missing"),
        ("info: {title: O, version: '1'}", "info: []", "info must be an object"),
        ("actions: [{target: $, description: d, update: {}}]", "actions: []", "at least one action"),
        ("{target: $, description: d, update: {}}", "1", "action 0 must be an object"),
        ("target: $,", "", "target is missing"),
        ("target: $,", "targets: $,", 'unknown key "targets"'),
        ("target: $,", "target: paths,", "not a JSONPath query"),
        ("target: $,", "target: '$.a[?nope(@)]',", "not a JSONPath query"),
        ("target: $,", "target: '$.a[?" + "(" * 5000 + "]',", "not a JSONPath query"),
        ("description: d", "x-note: d", "action 0 gives no reason"),
        ("description: d", "description: ' '", "action 0 gives no reason"),
        (", update: {}", "", "action 0 changes nothing"),
        (", update: {}", ", remove: 1", "remove must be true or false"),
        ("overlay: 1.0.0", "extends: 1\noverlay: 1.0.0", "extends must be a string"),
    ],
)
def test_a_faulty_overlay_is_refused_with_its_place(old: str, new: str, what: str) -> None:
    assert old in GOOD
    error = refused(lambda: load_overlay("-", stdin=io.BytesIO(GOOD.replace(old, new).encode())))
    assert what in error.what
    assert error.where is not None
    assert error.where.line is not None


def test_an_overlay_that_is_not_an_object_is_refused() -> None:
    assert "this is an array" in refused(lambda: load_overlay("-", stdin=io.BytesIO(b"[1]"))).what


def test_update_and_copy_together_are_refused() -> None:
    error = refused(lambda: overlay("- {target: $, description: d, update: {}, copy: $.info}"))
    assert "both update and copy" in error.what


def test_extensions_are_allowed_everywhere() -> None:
    overlay("- {target: $, description: d, update: {}, x-ticket: 12}", more="x-owner: me")


def test_extends_must_name_the_document_it_is_applied_to(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(SPEC)
    fix = "- {target: $.info, description: d, update: {x-a: 1}}"
    for right in ("api.yaml", "./other/api.yaml", "https://example.test/v1/api.yaml?x=1"):
        apply(load(str(path)), [overlay(fix, more=f"extends: {right}")])
    error = refused(lambda: apply(load(str(path)), [overlay(fix, more="extends: ./pets.yaml")]))
    assert "extends pets.yaml, and is applied to api.yaml" in error.what
    apply(document(), [overlay(fix, more="extends: ./pets.yaml")])


def test_applying_changes_neither_the_document_nor_the_overlay() -> None:
    before = document()
    kept = copy.deepcopy(before.value)
    fix = overlay("""
        - {target: $..tags, description: d, update: [{name: z}]}
        - {target: $.info, description: d, update: {contact: {x-list: [1]}}}
        - {target: $.info.contact, description: d, update: {x-list: [2]}}
        - {target: "$.tags[0]", description: d, remove: true}
        """)
    first, second = apply(before, [fix]), apply(before, [fix])
    assert before.value == kept
    assert first == second
    assert first.value["info"]["contact"]["x-list"] == [1, 2]


def test_no_overlays_change_nothing() -> None:
    before = document()
    assert apply(before, []) is before


def test_the_hash_depends_on_the_document_and_on_each_overlay_in_order() -> None:
    one = overlay("- {target: $.info, description: d, update: {x-a: 1}}")
    two = overlay("- {target: $.info, description: d, update: {x-a: 2}}")
    hashes = [apply(document(), overlays).sha256 for overlays in ([], [one], [two], [one, two], [two, one])]
    assert len(set(hashes)) == 5
    assert apply(document(SPEC + "x: 1"), [one]).sha256 not in hashes


def test_lines_are_still_known_where_the_overlay_changed_nothing() -> None:
    result = apply(document(), [overlay("""
        - {target: "$.tags[0]", description: d, remove: true}
        - {target: "$.paths['/a'].get", description: d, update: {x-new: 1}}
        """)])  # fmt: skip
    assert result.locate("/paths/~1a/get/summary") == (6, 11)
    assert result.locate("/paths/~1a/get/x-new") is None
    assert result.locate("/tags/0") is None
    assert result.locate("/components/schemas/Pet/required/0") == (12, 36)


def test_an_overlay_can_cure_a_reference_that_points_nowhere() -> None:
    text = (
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}}}"
    )
    broken = load("-", stdin=io.BytesIO(text.encode()), check_refs=False)
    fix = overlay("- {target: $.components.schemas, description: B is missing, update: {B: {type: string}}}")
    assert apply(broken, [fix]).value["components"]["schemas"]["B"] == {"type": "string"}


def test_a_result_nested_too_deep_is_refused() -> None:
    deep = "{a: " * 150 + "1" + "}" * 150
    text = SPEC + f"x-deep: {deep}\n"
    target = "$['x-deep']" + ".a" * 149
    fix = overlay(f'- {{target: "{target}", description: d, update: {{b: {"[" * 100 + "]" * 100}}}}}')
    assert "nested more than 200 deep" in refused(lambda: apply(document(text), [fix])).what


def test_the_descendant_segment_reaches_the_bottom_of_a_deep_document() -> None:
    deep = "{a: " * 180 + "{leaf: 1}" + "}" * 180
    fix = overlay('- {target: "$..[?@.leaf]", description: d, update: {leaf: 2}}')
    value: Any = apply(document(SPEC + f"x-deep: {deep}\n"), [fix]).value["x-deep"]
    for _ in range(180):
        value = value["a"]
    assert value == {"leaf": 2}


objects = st.recursive(
    st.none() | st.integers() | st.text("ab", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", min_size=1, max_size=2), inner, max_size=3)
    ),
)


@given(st.dictionaries(st.sampled_from(["a", "b"]), objects))
def test_merging_an_object_into_an_empty_one_gives_that_object(update: dict[str, Any]) -> None:
    import json

    fix = overlay(f"- {{target: \"$['x-v']\", description: d, update: {json.dumps(update)}}}")
    assert apply(document(SPEC + "x-v: {}\n"), [fix]).value["x-v"] == update
