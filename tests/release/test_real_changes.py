"""Changes that makers of public APIs published, each rehearsed as a release: docs/release-examples.md has all ten."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.release_examples import EXAMPLES, PAGE, rehearsed

_BEFORE = ["plan", "prepare", "gate", "build", "verify", "index", "stock", "tag", "publish"]
_STEPS = [*_BEFORE, "confirm, pip", "confirm, uv", "announce", "again"]


@pytest.mark.slow
@pytest.mark.xdist_group("devpi")
def test_a_real_change_goes_the_whole_way_with_the_version_that_a_person_would_give_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = next(example for example in EXAMPLES if example.name == "Twilio Pricing 1 to 2")
    if not example.new.is_file():
        pytest.skip("make corpus brings the documents")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")  # on this Python: test_verify.py has each
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    outcome = rehearsed(example, tmp_path)
    assert outcome.version == example.expected == "2.0.0"
    assert [row.step for row in outcome.rows if row.ok] == _STEPS
    renamed = "  - client.voice.numbers.retrieve(number=...)\n  + client.voice.numbers.retrieve(destination_number=...)"
    assert renamed in outcome.section
    assert "Pricing.V1" not in outcome.section, "a schema's name stands where its class should"


def test_the_page_has_ten_examples_each_rehearsed_with_the_version_that_was_expected() -> None:
    text = PAGE.read_text("utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if re.match(r"\| \S.* \| \d+\.\d+\.\d+ \|", line)
    ]
    assert [row[0] for row in rows] == [example.name for example in EXAMPLES]
    assert len(rows) == 10
    for (name, by_hand, planned, breaking, minor, _, _, outcome), example in zip(rows, EXAMPLES, strict=True):
        assert f"\n## {name}\n" in text
        assert by_hand == planned == example.expected
        assert planned == ("2.0.0" if int(breaking) else "1.1.0" if int(minor) else "1.0.1")
        assert re.fullmatch(rf"yes, {len(_STEPS)} steps in \d+ s", outcome)


def test_the_changelogs_of_the_page_say_nothing_twice_and_have_the_names_of_python() -> None:
    for part in PAGE.read_text("utf-8").split("\n## ")[1:]:
        lines = [line for line in part.splitlines() if line.lstrip().startswith("- ") and "`" in line]
        assert len(lines) == len(set(lines)), part.splitlines()[0]
        shown = re.findall(r"^\s+[-+] (client\.\S+|[A-Z]\w+\.\w+)", part, re.MULTILINE)
        assert not [line for line in shown if re.search(r"[.(][a-z]+[A-Z]", line)]
