"""A change of one operation touches the files it changes and no other: inode and time of the rest stay."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from trueline.cli import main

SPEC = Path(__file__).parents[1] / "golden/shop/spec.yaml"
#: They say from what the rest was made, so any change of the document changes them.
ORIGIN = {"generated.lock", "src/shop/_provenance.py"}


def signatures(sdk: Path) -> dict[str, tuple[int, int]]:
    files = (path for path in sdk.rglob("*") if path.is_file())
    return {path.relative_to(sdk).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def touched(tmp_path: Path, document: dict[str, Any]) -> set[str]:
    """The files that are other files after generating this document over that of the test."""
    spec, sdk = tmp_path / "spec.yaml", tmp_path / "sdk"
    command = ["generate", str(spec), "--output", str(sdk), "--package", "shop"]
    shutil.copy(SPEC, spec)
    assert main(command) == 0
    before = signatures(sdk)
    spec.write_text(yaml.safe_dump(document, sort_keys=False), "utf-8")
    assert main(command) == 0
    after = signatures(sdk)
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


@pytest.fixture
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(SPEC.read_text("utf-8"), yaml.CSafeLoader)
    return loaded


def test_a_document_that_says_the_same_changes_what_says_its_origin_alone(
    tmp_path: Path, document: dict[str, Any]
) -> None:
    assert touched(tmp_path, document) == ORIGIN


def test_another_text_of_an_operation_changes_its_resource(tmp_path: Path, document: dict[str, Any]) -> None:
    operation = next(op for item in document["paths"].values() for op in item.values() if "operationId" in op)
    operation["description"] = "Said in other words."
    changed = touched(tmp_path, document)
    resources = {path for path in changed if path.startswith("src/shop/resources/") or path == "src/shop/_client.py"}
    assert len(resources) == 1
    assert changed - resources <= {*ORIGIN, "README.md"}


def test_a_new_operation_changes_one_resource_and_the_indexes(tmp_path: Path, document: dict[str, Any]) -> None:
    document["paths"]["/added"] = {
        "get": {
            "operationId": "added_list_things",
            "tags": ["added"],
            "responses": {"204": {"description": "Nothing."}},
        }
    }
    changed = touched(tmp_path, document)
    assert {path for path in changed if path.startswith("src/shop/types/")} == set()
    assert len({path for path in changed if path.startswith("src/shop/resources/")}) == 1
