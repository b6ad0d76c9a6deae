"""What looks up the states before a tag loads nothing that generates a package or reads an index."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import sys
from trueline.release.loading import load_proof
from trueline.release.preconditions import NEEDS
for state in NEEDS["tag"].states:
    load_proof(state)
print([name for name in ("trueline.pipeline", "jinja2", "httpx", "yaml") if name in sys.modules])
"""


def test_a_tag_does_not_wait_for_what_generates_or_asks_an_index() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
