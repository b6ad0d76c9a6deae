"""Changes that makers of public APIs published, each prepared as a release: docs/release-examples.md has all ten."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.release_examples import EXAMPLES, PAGE, Example, prepare

pytestmark = [pytest.mark.slow]

#: Small ones, with the version that a person gave them after reading both documents.
EXPECTED = {
    "Twilio Pricing 1 to 2": "2.0.0",  # resources and properties vanish
    "Azure IoT provisioning 2017-11 to 2018-01": "2.0.0",  # arguments change their types
}


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.name in EXPECTED], ids=lambda example: example.name)
def test_a_real_change_gets_the_version_that_a_person_would_give_it(example: Example, tmp_path: Path) -> None:
    if not example.new.is_file():
        pytest.skip("make corpus brings the documents")
    outcome = prepare(example, tmp_path)
    assert outcome.version == EXPECTED[example.name]
    assert "**breaking**" in outcome.section


def test_the_page_has_ten_examples_each_with_its_section() -> None:
    text = PAGE.read_text("utf-8")
    rows = re.findall(r"^\| (.+?) \| (\d+) \| (\d+) \| (\d+) \| (\S+) \|", text, re.MULTILINE)
    assert [row[0] for row in rows] == [example.name for example in EXAMPLES]
    assert len(rows) == 10
    for name, breaking, minor, _, version in rows:
        assert f"\n## {name}\n" in text
        expected = "2.0.0" if int(breaking) else "1.1.0" if int(minor) else "1.0.1"
        assert version == expected
