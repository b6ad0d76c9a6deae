"""An SDK says from what it was made."""

from __future__ import annotations

import json
import subprocess
import sys

from release_support import Repository

from trueline.write.lock import read_lock


def test_the_provenance_is_what_the_lock_says_and_no_import_pays_for_it(repository: Repository) -> None:
    program = """
import json, sys, acme
early = "acme._provenance" in sys.modules
print(json.dumps([early, dict(acme.__provenance__)]))
"""
    source = repository.root / "sdks/python/src"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import sys; sys.path.insert(0, {str(source)!r}){program}"],
        check=True,
        capture_output=True,
    )
    early, provenance = json.loads(done.stdout)
    lock = read_lock(repository.root / "sdks/python")
    assert lock is not None
    assert not early
    assert provenance == {**lock.inputs, "distribution": "acme", "version": "1.0.0", "commit": ""}
