"""The stale gate: regenerate, and nothing changes."""

from __future__ import annotations

import json
from pathlib import Path

from breaking import replace, said

from trueline.gates.checkout import Checkout
from trueline.gates.stale import stale


def test_a_fresh_sdk_passes(checkout: Checkout) -> None:
    assert stale(checkout).ok


def test_an_edited_document_names_the_files_that_would_change_and_the_command(root: Path, checkout: Checkout) -> None:
    replace(root / "openapi/v1.yaml", "List audit events", "List all audit events")
    text = said(stale(checkout))
    assert "generated.lock: the input 'spec' changed" in text
    assert "sdks/python/src/tollkeeper/resources/audit_events.py: the file is out of date" in text
    assert "make generate-sdk" in text


def test_a_removed_schema_names_the_file_that_is_no_longer_generated(root: Path, checkout: Checkout) -> None:
    lock = root / "sdks/python/generated.lock"
    body = json.loads(lock.read_text())
    (root / "sdks/python/src/tollkeeper/types/old.py").write_bytes(b"")
    body["files"]["src/tollkeeper/types/old.py"] = "0" * 64
    lock.write_text(json.dumps(body))
    assert "types/old.py: the file is no longer generated" in said(stale(checkout))


def test_a_missing_file_is_named(root: Path, checkout: Checkout) -> None:
    (root / "sdks/python/src/tollkeeper/types/scope.py").unlink()
    assert "types/scope.py: the file is missing" in said(stale(checkout))


def test_another_template_or_runtime_or_engine_is_seen_by_its_hash(root: Path, checkout: Checkout) -> None:
    lock = root / "sdks/python/generated.lock"
    for name in ("templates", "runtime", "engine", "formatter"):
        before = lock.read_bytes()
        body = json.loads(before)
        body["inputs"][name] = "another"
        lock.write_text(json.dumps(body))
        assert f"the input {name!r} changed since the SDK was generated: was another" in said(stale(checkout))
        lock.write_bytes(before)
