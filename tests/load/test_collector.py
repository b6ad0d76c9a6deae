"""Python's collector waits while documents are worked on, and what others have put aside from it stays there."""

from __future__ import annotations

import subprocess
import sys

_PAUSED_THRICE = """
import gc, sys
{before}
asked = []
count = gc.get_freeze_count
gc.get_freeze_count = lambda: asked.append(1) or count()
from trueline.collector import collector_paused
for _ in range(3):
    with collector_paused():
        assert not gc.isenabled()
        made = [[] for _ in range(1000)]
    assert gc.isenabled()
print(len(asked), count() > 0, any(made is each for each in gc.get_objects(generation=2)))
"""


def _said(before: str) -> str:
    program = _PAUSED_THRICE.format(before=before)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    return done.stdout.strip()


def test_what_was_made_meanwhile_counts_as_old() -> None:
    assert _said("") == "3 False True"


def test_what_others_put_aside_is_counted_once_and_stays_there() -> None:
    """Counting goes through all of it: half a second for each document, where a run of tests has put aside its own."""
    assert _said("gc.freeze()") == "1 True False"
