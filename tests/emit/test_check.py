"""What ``check`` says about an output folder, without changing it."""

from __future__ import annotations

from pathlib import Path

import pytest
from emit_trees import FOREIGN, INPUTS, NEW, OLD, held, put

from trueline.errors import DriftError, InternalError, UsageError
from trueline.write.emit import Drift, check, emit


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An emitted SDK with foreign files in it."""
    folder = tmp_path / "python"
    emit(OLD, folder, INPUTS)
    put(folder, FOREIGN)
    return folder


def kinds(drifts: tuple[Drift, ...]) -> set[tuple[str, str]]:
    return {(drift.kind, drift.name) for drift in drifts}


def test_an_sdk_as_emitted_has_no_drift(output: Path) -> None:
    assert check(OLD, output, INPUTS) == ()


def test_each_difference_has_a_kind_and_a_path(output: Path) -> None:
    assert kinds(check(NEW, output, INPUTS)) == {
        ("changed", "generated.lock"),
        ("changed", "pkg/client.py"),
        ("missing", "pkg/fresh/new.py"),
        ("stale", "pkg/gone/old.py"),
    }


def test_checking_writes_nothing(output: Path) -> None:
    before = held(output), sorted(output.parent.iterdir())
    check(NEW, output, INPUTS)
    assert (held(output), sorted(output.parent.iterdir())) == before


def test_another_input_is_a_drift_even_if_no_file_differs(output: Path) -> None:
    drifts = check(OLD, output, {**INPUTS, "engine": "0.30.0", "overlay": "x"})
    assert kinds(drifts) == {("input", "engine"), ("input", "overlay"), ("changed", "generated.lock")}
    assert str(drifts[0]) == "input: engine: was 0.29.1, is 0.30.0"
    assert str(drifts[1]) == "input: overlay: was absent, is x"


def test_a_hand_edit_is_told_from_a_change_of_inputs(output: Path) -> None:
    (output / "pkg/types/scope.py").write_text("mine")
    details = {drift.name: drift.detail for drift in check(NEW, output, INPUTS)}
    assert details["pkg/types/scope.py"] == "it was edited by hand, or merged"
    assert details["pkg/client.py"] == "its inputs changed"


def test_a_deleted_file_is_told_from_a_new_one(output: Path) -> None:
    (output / "pkg/client.py").unlink()
    details = {drift.name: drift.detail for drift in check(NEW, output, INPUTS)}
    assert details["pkg/client.py"] == "it was deleted"
    assert details["pkg/fresh/new.py"] == "it would be generated"


def test_a_folder_that_does_not_exist_misses_everything(tmp_path: Path) -> None:
    drifts = check(OLD, tmp_path / "python", INPUTS)
    assert {drift.name for drift in drifts if drift.kind == "missing"} == {*OLD, "generated.lock"}


def test_a_folder_in_the_place_of_a_file_is_a_change(output: Path) -> None:
    put(output, {"pkg/fresh/new.py/x": b""})
    assert ("changed", "pkg/fresh/new.py") in kinds(check(NEW, output, INPUTS))


def test_checking_refuses_what_emitting_refuses(output: Path, tmp_path: Path) -> None:
    with pytest.raises(InternalError):
        check({"../x": b""}, output, INPUTS)
    with pytest.raises(UsageError):
        check(OLD, tmp_path / "no/where", INPUTS)
    (output / "generated.lock").write_text("<<<<<<< HEAD")
    with pytest.raises(DriftError, match="is not JSON"):
        check(OLD, output, INPUTS)
