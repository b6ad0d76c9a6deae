"""A tool that hangs is tried once more; then a sentence says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from tollkeeper_gates.node import run_twice_if_it_hangs

from trueline.errors import UsageError
from trueline.gates.checkout import Checkout

pytestmark = pytest.mark.waits

HANGS_ONCE = """
[ -e "$1" ] || { : >"$1"; exec sleep 600; }
echo done
"""


def _tool(folder: Path, text: str) -> list[str]:
    """A shell starts in a moment however busy the machine is; what hangs is waited for as long as the test says."""
    path = folder / "tool.sh"
    path.write_text(text, "utf-8")
    return ["sh", str(path), str(folder / "mark")]


def test_a_tool_that_hangs_once_is_run_again(tmp_path: Path) -> None:
    done = run_twice_if_it_hangs(Checkout(tmp_path), _tool(tmp_path, HANGS_ONCE), 3)
    assert (done.code, done.out) == (0, "done\n")


def test_a_tool_that_hangs_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^tool\.sh did not end within 1 s, twice"):
        run_twice_if_it_hangs(Checkout(tmp_path), _tool(tmp_path, "exec sleep 600"), 1)
