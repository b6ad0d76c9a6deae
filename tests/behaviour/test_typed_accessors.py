"""What leads to a method is typed: a misspelled name or argument behind it is an error.

For pyright: test_pyright.py.
"""

from __future__ import annotations

import re
from pathlib import Path

from support.checking import mypy
from typed_programs import assert_told, write_programs


def test_correct_programs_pass_and_every_mistake_is_found(tmp_path: Path) -> None:
    said = mypy(write_programs(tmp_path), "good.py", "bad.py").stdout
    assert_told([line for line in said.splitlines() if re.search(r"\berror\b", line) and ".py:" in line])
