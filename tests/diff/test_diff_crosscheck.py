"""What other tools say of the same edits of real documents: each difference is explained in docs/rules.md."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from diff_edits import EDITS, WIRE, Document, beginning, edited
from oracles import OASDIFF, REDOCLY, ROOT, oasdiff_says, redocly_says

from benchmarks.rules.differences import DIFFERENCES
from trueline.diff import Side, compare, side

_CORPUS = ROOT.parent / "shared/corpus"
_DOCUMENTS = {"v1": ROOT / "openapi/v1.yaml", "svix": _CORPUS / "svix.json", "discord": _CORPUS / "discord.json"}

#: A large document, and a slow tool: some of the edits, one of each sort.
_SOME = (
    "operation removed",
    "operationId changed",
    "required query parameter added",
    "request property changed its type",
    "request property became required",
    "response property became optional",
    "response enum value removed",
    "server changed",
)
_PART = "part of v1"
_CASES = [
    *((name, edit) for name in (_PART, "svix") for edit in EDITS if name != _PART or edit not in _SOME),
    *(("v1", edit) for edit in _SOME),
    *(("discord", edit) for edit in _SOME[:3]),
]


@cache
def _document(name: str) -> Document:
    if name == _PART:
        return beginning(_document("v1"))
    path = _DOCUMENTS[name]
    if not path.is_file():
        pytest.skip(f"{path.name} is not on this machine")
    text = path.read_text("utf-8")
    value: Any = json.loads(text) if path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    return json.loads(json.dumps(value, default=str))  # type: ignore[no-any-return]  # dates of YAML are texts in JSON


def test_part_of_a_document_has_a_place_for_each_edit_that_the_whole_has_one_for() -> None:
    whole, part = ({edit for edit in EDITS if edited(_document(name), edit)} for name in ("v1", _PART))
    assert part == whole


@cache
def _side(name: str, folder: Path) -> tuple[Path, Side]:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(_document(name)), "utf-8")
    return path, side(str(path))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("edits")


@cache
def _edited(name: str, edit: str, folder: Path) -> tuple[Path, Path, str, str]:
    """Both files, and what Trueline says of the wire and of the SDK."""
    old, before = _side(name, folder)
    document = edited(_document(name), edit)
    if document is None:
        pytest.skip(f"{name} has no place for this edit")
    new = folder / f"{name}-{edit.replace(' ', '-')}.json"
    new.write_text(json.dumps(document), "utf-8")
    diff = compare(before, side(str(new)))
    assert diff.changes, "an edit is never nothing"
    assert diff.wire.value in WIRE[edit].split(" or ")
    return old, new, diff.wire.value, diff.level.word


def _explained(tool: str, edit: str) -> bool:
    return any(each.tool == tool and each.edit == edit for each in DIFFERENCES)


@pytest.mark.xdist_group("diff-crosscheck")
@pytest.mark.skipif(not OASDIFF.is_file(), reason="oasdiff is not here: make .cache/oasdiff/.ready, on Linux x64")
@pytest.mark.parametrize(("name", "edit"), _CASES)
def test_oasdiff_says_the_same_of_the_wire(name: str, edit: str, folder: Path) -> None:
    old, new, ours, _ = _edited(name, edit, folder)
    theirs, rules = oasdiff_says(old, new)
    if not _explained("oasdiff", edit):
        assert ours == theirs, f"oasdiff says {rules}: explain it in benchmarks/rules/differences.py"


@pytest.mark.slow
@pytest.mark.xdist_group("diff-crosscheck")
@pytest.mark.skipif(not REDOCLY.exists(), reason="the Node tools are not here: make setup")
@pytest.mark.parametrize("edit", _SOME)
def test_redocly_says_the_same_of_what_breaks_on_the_wire(edit: str, folder: Path) -> None:
    old, new, ours, _ = _edited(_PART, edit, folder)
    bump = redocly_says(old, new)
    if not _explained("redocly", edit):
        assert (ours in {"warning", "error"}) == (bump == "major"), f"Redocly asks for {bump}"


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda each: f"{each.tool}: {each.edit}")
def test_every_difference_is_one_of_the_edits(difference: Any) -> None:
    assert difference.edit in EDITS
    assert difference.why.endswith(".")


@pytest.mark.xdist_group("diff-crosscheck")
@pytest.mark.skipif(not OASDIFF.is_file(), reason="oasdiff is not here: make .cache/oasdiff/.ready, on Linux x64")
def test_what_is_explained_still_differs(folder: Path) -> None:
    for difference in DIFFERENCES:
        if difference.tool == "oasdiff":
            old, new, ours, _ = _edited("v1", difference.edit, folder)
            assert oasdiff_says(old, new)[0] != ours, f"{difference.edit}: take the explanation out"


def test_the_lock_of_oasdiff_has_a_version_and_a_hash_and_names_no_address() -> None:
    folder = Path(__file__).parent / "oasdiff"
    text = (folder / "package-lock.json").read_text("utf-8")
    wanted: dict[str, str] = json.loads((folder / "package.json").read_text("utf-8"))["optionalDependencies"]
    locked: dict[str, Any] = json.loads(text)["packages"]
    assert "://" not in text
    for name, version in wanted.items():
        entry = locked[f"node_modules/{name}"]
        assert entry["version"] == version
        assert entry["integrity"].startswith("sha512-")
