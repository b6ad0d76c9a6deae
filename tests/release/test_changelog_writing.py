"""The changelog: a section for each version, once, that says to people what the changes are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.diff import Change, Level, Wire
from trueline.diff.changes import Changes, Spot
from trueline.release.changelog import Entry, render, with_entry
from trueline.release.notes import section


def change(rule: str, level: Level, sentence: str, group: str = "keys", before: str = "", after: str = "") -> Change:
    return Change(rule, "", "/paths/~1keys", Wire.INFO, level, sentence, group, before, after)


ADDED = change("operation-added", Level.MINOR, "`keys.create` was added (POST /keys).")
REMOVED = change("operation-removed", Level.MAJOR, "`keys.list` was removed (GET /keys).", before="client.keys.list()")
OTHER = change("method-renamed", Level.MAJOR, "`a.b` was renamed to `a.c`.", "api", "client.a.b()", "client.a.c()")


def entry(*changes: Change, version: str = "1.1.0", waiver: str = "") -> Entry:
    return Entry(version, "2026-11-25", changes, "", waiver)


def test_a_section_groups_by_what_happened_and_to_what_and_shows_the_way() -> None:
    assert (
        render(entry(ADDED, REMOVED, OTHER, version="2.0.0"))
        == """\
## [2.0.0] - 2026-11-25

2 changes need an edit of code that uses this package: marked **breaking**.

### Removed

- **keys:** **breaking:** `keys.list` was removed (GET /keys).
  ```diff
  - client.keys.list()
  ```

### Changed

- **breaking:** `a.b` was renamed to `a.c`.
  ```diff
  - client.a.b()
  + client.a.c()
  ```

### Added

- **keys:** `keys.create` was added (POST /keys).
"""
    )


def test_several_changes_of_one_resource_stand_below_it() -> None:
    lines = render(
        entry(ADDED, change("operation-added", Level.MINOR, "`keys.replace` was added (PUT /keys)."))
    ).splitlines()
    assert lines[-3:] == [
        "- **keys:**",
        "  - `keys.create` was added (POST /keys).",
        "  - `keys.replace` was added (PUT /keys).",
    ]


def test_texts_are_counted_and_sentences_told_once() -> None:
    texts = [change("description-changed", Level.PATCH, f"Text {n}.", group) for n, group in enumerate(["a", "b", "a"])]
    assert "- Texts and labels: `a`, `b` (3 places)." in render(entry(*texts, ADDED, ADDED))
    assert render(entry(*texts, ADDED, ADDED)).count("POST /keys") == 1


def test_a_waiver_is_kept_on_one_line() -> None:
    assert "Reason: nobody called it \\[1\\]" in render(entry(REMOVED, waiver="nobody\ncalled it [1]"))


def test_a_new_changelog_has_a_head_and_an_old_one_keeps_everything() -> None:
    first = with_entry("", entry(ADDED, version="1.0.0"), "acme")
    assert first.startswith("# Changelog\n")
    second = with_entry(first, entry(ADDED, version="1.1.0"), "acme")
    assert [line for line in second.splitlines() if line.startswith("## ")] == [
        "## [Unreleased]",
        "## [1.1.0] - 2026-11-25",
        "## [1.0.0] - 2026-11-25",
    ]


def test_a_changelog_of_somebody_elses_form_gets_the_section_above_the_others() -> None:
    text = "# History\n\nWords.\n\n## 0.9 - 2020\n\n- Old.\n\n[0.9]: https://acme.example/0.9\n"
    made = with_entry(text, entry(ADDED, version="1.0.0"), "acme")
    assert made.index("Words.") < made.index("## [1.0.0]") < made.index("## 0.9 - 2020")
    assert made.endswith("[0.9]: https://acme.example/0.9\n")


def test_a_version_is_never_there_twice_and_the_one_it_replaces_goes() -> None:
    once = with_entry("", entry(ADDED), "acme")
    assert with_entry(once, entry(ADDED), "acme") == once
    other = with_entry(once, entry(ADDED, REMOVED, version="2.0.0"), "acme", instead="1.1.0")
    assert section(other, "1.1.0") is None
    assert section(other, "2.0.0") is not None


_SENTENCES = st.text(min_size=1).map(lambda text: " ".join(text.split()) or "x")


@pytest.mark.parametrize(
    "hostile", ["## [9.9.9] - 2026-01-01", "</details><script>", "```\n## [9.9.9]", "[x]: https://e"]
)
def test_text_of_a_document_can_not_become_a_section_or_markup(hostile: str) -> None:
    made = with_entry("", entry(change("operation-added", Level.MAJOR, hostile, hostile, hostile, hostile)), "acme")
    assert section(made, "9.9.9") is None
    outside = re.sub(r"^ *(`{3,})diff\n.*?^ *\1$", "", made, flags=re.MULTILINE | re.DOTALL)
    assert "<script>" not in outside
    assert "[x]:" not in outside


@given(sentence=_SENTENCES, before=_SENTENCES)
def test_whatever_a_sentence_holds_the_section_is_found_again_as_a_whole(sentence: str, before: str) -> None:
    made = with_entry(
        with_entry("", entry(ADDED, version="1.0.0"), "acme"),
        entry(change("operation-removed", Level.MAJOR, sentence, before=before), version="2.0.0"),
        "acme",
    )
    found = section(made, "2.0.0")
    assert found is not None
    assert "### Removed" in found.body
    kept = section(made, "1.0.0")
    assert kept is not None
    assert kept.body.endswith("- **keys:** `keys.create` was added (POST /keys).")


def found(rule: str, place: str, *names: str, group: str = "schema Key", **words: str) -> list[Change]:
    """Changes of one rule, as a diff finds them."""
    collected = Changes()
    for name in names:
        at = Spot(group, f"`{place}`", f"/{name}", f"/{name}")
        collected.add(rule, at, name=name, before=f"{place}.{name}", **words)
    return list(collected.diff().changes)


def test_what_differs_in_a_name_alone_is_one_sentence_with_every_line_of_code() -> None:
    changes = found("response-required-property-removed", "Key", "colour")
    changes += found("response-optional-property-removed", "Key", "shape", "size")
    assert render(entry(*changes, version="2.0.0")).splitlines()[6:] == [
        "- **schema Key:** **breaking:** `Key` no longer has the properties `colour`, `shape` and `size`.",
        "  ```diff",
        "  - Key.colour",
        "  - Key.shape",
        "  - Key.size",
        "  ```",
    ]


def test_other_places_other_parameters_and_other_levels_stay_apart() -> None:
    changes = found("parameter-optional-added", "keys.list", "a", "b", where="query")
    changes += found("parameter-optional-added", "keys.list", "c", where="header")
    changes += found("parameter-optional-added", "keys.retrieve", "d", where="query")
    lines = [line for line in render(entry(*changes)).splitlines() if "`" in line]
    assert lines == [
        "  - `keys.list` now takes the query parameters `a` and `b`.",
        "  - `keys.list` now takes the header parameter `c`.",
        "  - `keys.retrieve` now takes the query parameter `d`.",
    ]


def test_values_are_listed_with_or_and_methods_with_and() -> None:
    values = found("response-enum-value-added", "Key", "a", "b", "c")
    assert "`Key` can now be a, b or c." in render(entry(*values))
    collected = Changes()
    for name in ("list", "create"):
        collected.add("operation-deprecated", Spot("keys", f"`keys.{name}`", f"/{name}", f"/{name}"))
    assert "`keys.create` and `keys.list` are now deprecated." in render(entry(*collected.diff().changes))


def test_errors_are_raised_whether_described_or_not_so_that_many_are_one_line() -> None:
    errors = [each for n in range(4) for each in found("response-error-added", f"keys.m{n}", "404", group="keys")]
    assert "### Changed\n\n- Other errors are documented: `keys` (4 changes)." in render(entry(*errors))
    assert "`keys.m0` can now fail with 404." in render(entry(*errors[:3]))


def test_a_long_list_of_names_has_an_end() -> None:
    text = render(entry(*found("response-property-added", "Key", *(f"p{n:02}" for n in range(30)))))
    assert "`p10`, `p11` and 18 others." in text


def test_what_is_sent_and_comes_back_is_told_once() -> None:
    both = found("request-optional-property-added", "Key", "colour", "size")
    both += found("response-property-added", "Key", "colour")
    lines = [line for line in render(entry(*both)).splitlines() if "`" in line]
    assert lines == ["  - `Key` now takes the property `size`.", "  - `Key` now has the property `colour`."]


def test_a_new_property_that_requests_need_is_told_as_that() -> None:
    both = found("request-required-property-added", "Key", "colour") + found("response-property-added", "Key", "colour")
    lines = [line for line in render(entry(*both, version="2.0.0")).splitlines() if "`Key`" in line]
    assert lines == ["- **schema Key:** **breaking:** `Key` now requires the property `colour`, which is new."]


def test_many_classes_are_one_entry_and_a_few_stay_where_they_belong() -> None:
    def lines(*names: str) -> list[str]:
        changes = [change for name in names for change in found("schema-added", name, name, group=f"schema {name}")]
        return [line for line in render(entry(*changes)).splitlines() if "`" in line]

    assert lines("A", "B", "C", "D") == ["- **types:** The classes `A`, `B`, `C` and `D` were added."]
    assert lines("A", "B") == ["- **schema A:** The class `A` was added.", "- **schema B:** The class `B` was added."]


def test_renames_stand_in_turns() -> None:
    collected = Changes()
    for old, new in (("a", "b"), ("c", "d")):
        code = {"before": f"client.{old}()", "after": f"client.{new}()"}
        collected.add("method-renamed", Spot("keys", "`x`", f"/{old}", f"/{new}"), old=old, new=new, **code)
    text = render(entry(*collected.diff().changes, version="2.0.0"))
    assert "**breaking:** The methods `a` and `c` were renamed." in text
    assert "  - client.a()\n  + client.b()\n  - client.c()\n  + client.d()\n" in text


def test_paths_that_moved_are_counted_where_they_are_many() -> None:
    def text(count: int) -> str:
        collected = Changes()
        for n in range(count):
            collected.add(
                "operation-moved", Spot("keys", f"`keys.m{n}`", f"/{n}", f"/v2/{n}"), old="GET /a", new="GET /b"
            )
        return render(entry(*collected.diff().changes))

    assert "- Requests go to other paths, calls stay as they are: `keys` (4 operations)." in text(4)
    assert "`keys.m1` moved from GET /a to GET /b." in text(3)


def test_ids_and_tags_of_the_document_are_counted_with_its_texts() -> None:
    collected = Changes()
    collected.add("operation-id-changed", Spot("keys", "`keys.list`", "/a", "/a"), old="a", new="b")
    assert "- Texts and labels: `keys` (1 place)." in render(entry(*collected.diff().changes))
