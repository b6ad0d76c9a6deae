"""The changelog: a section for each version, once, that says to people what the changes are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trueline.diff import Change, Level, Wire
from trueline.release.changelog import Entry, render, with_entry
from trueline.release.notes import section


def change(rule: str, level: Level, sentence: str, group: str = "keys", before: str = "", after: str = "") -> Change:
    return Change(rule, "", "/paths/~1keys", Wire.INFO, level, sentence, group, before, after)


ADDED = change("operation-added", Level.MINOR, "POST /keys is new: `keys.create`.")
REMOVED = change(
    "operation-removed", Level.MAJOR, "GET /keys is gone, and `keys.list` with it.", before="client.keys.list()"
)
OTHER = change("method-renamed", Level.MAJOR, "`a.b` is called `a.c` now.", "api", "client.a.b()", "client.a.c()")


def entry(*changes: Change, version: str = "1.1.0", waiver: str = "") -> Entry:
    return Entry(version, "2026-11-25", changes, "", waiver)


def test_a_section_groups_by_what_happened_and_to_what_and_shows_the_way() -> None:
    assert (
        render(entry(ADDED, REMOVED, OTHER, version="2.0.0"))
        == """\
## [2.0.0] - 2026-11-25

2 changes need an edit of code that uses this package: marked **breaking**.

### Removed

- **keys:** **breaking:** GET /keys is gone, and `keys.list` with it.
  ```diff
  - client.keys.list()
  ```

### Changed

- **breaking:** `a.b` is called `a.c` now.
  ```diff
  - client.a.b()
  + client.a.c()
  ```

### Added

- **keys:** POST /keys is new: `keys.create`.
"""
    )


def test_several_changes_of_one_resource_stand_below_it() -> None:
    lines = render(entry(ADDED, change("operation-added", Level.MINOR, "PUT /keys is new."))).splitlines()
    assert lines[-3:] == ["- **keys:**", "  - POST /keys is new: `keys.create`.", "  - PUT /keys is new."]


def test_texts_are_counted_and_sentences_told_once() -> None:
    texts = [change("description-changed", Level.PATCH, f"Text {n}.", group) for n, group in enumerate(["a", "b", "a"])]
    assert "- Texts: `a`, `b` (3 places)." in render(entry(*texts, ADDED, ADDED))
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
        entry(change("x-removed", Level.MAJOR, sentence, before=before), version="2.0.0"),
        "acme",
    )
    found = section(made, "2.0.0")
    assert found is not None
    assert "### Removed" in found.body
    kept = section(made, "1.0.0")
    assert kept is not None
    assert kept.body.endswith("- **keys:** POST /keys is new: `keys.create`.")
