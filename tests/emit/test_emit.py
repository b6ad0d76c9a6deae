"""What emission leaves in the output folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from emit_trees import FOREIGN, INPUTS, NEW, OLD, held, modes, names, put, sdk

from trueline.errors import DriftError, InternalError, UsageError
from trueline.write.emit import emit


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An emitted SDK with foreign files in it."""
    folder = tmp_path / "python"
    emit(OLD, folder, INPUTS)
    put(folder, FOREIGN)
    return folder


def test_the_first_emission_writes_every_file_and_the_lock(tmp_path: Path) -> None:
    result = emit(NEW, tmp_path / "python", INPUTS)
    assert held(tmp_path / "python") == sdk(NEW)
    assert result.written == tuple(sorted([*NEW, "generated.lock"]))
    assert (result.unchanged, result.removed, result.kept) == ((), (), ())


def test_an_sdk_without_files_is_a_folder_with_a_lock(tmp_path: Path) -> None:
    emit({}, tmp_path / "python", {})
    assert held(tmp_path / "python") == sdk({}, {})


def test_emitting_again_changes_nothing_at_all(output: Path) -> None:
    def facts() -> dict[Path, tuple[int, ...]]:
        """All that the system knows of each file but when it was last read: reading is not a change."""
        found = {path: path.lstat() for path in output.rglob("*")}
        return {path: (s.st_ino, s.st_mode, s.st_nlink, s.st_mtime_ns, s.st_ctime_ns) for path, s in found.items()}

    before = facts()
    result = emit(OLD, output, INPUTS)
    assert result.written == result.removed == ()
    assert facts() == before


def test_only_what_differs_is_written_and_the_rest_keeps_inode_and_time(output: Path) -> None:
    before = {path: (output / path).stat() for path in sdk(OLD)}
    result = emit({**OLD, "pkg/client.py": b"new = 1\n"}, output, INPUTS)
    assert result.written == ("generated.lock", "pkg/client.py")
    for path in result.unchanged:
        after = (output / path).stat()
        assert (after.st_ino, after.st_mtime_ns, after.st_nlink) == (before[path].st_ino, before[path].st_mtime_ns, 1)


def test_stale_files_go_foreign_files_stay_and_empty_folders_go(output: Path) -> None:
    result = emit(NEW, output, INPUTS)
    assert held(output) == {**sdk(NEW), **FOREIGN}
    assert result.removed == ("pkg/gone/old.py",)
    assert result.kept == (".venv", "dist", "notes.txt", "pkg/__pycache__", "pkg/gone/kept.txt", "pkg/types/mine.txt")
    (output / "pkg/gone/kept.txt").unlink()
    emit({"a.py": b""}, output, INPUTS)
    assert not (output / "pkg/fresh").exists()


def test_a_pruned_package_takes_its_bytecode_with_it_and_nothing_else(output: Path) -> None:
    put(output, {"pkg/gone/__pycache__/old.cpython-399.pyc": b"bytecode"})
    (output / "pkg/gone/kept.txt").unlink()
    emit(NEW, output, INPUTS)
    assert not (output / "pkg/gone").exists()
    put(output, {"pkg/fresh/__pycache__/treasure.txt": b"mine"})
    emit(OLD, output, INPUTS)
    assert (output / "pkg/fresh/__pycache__/treasure.txt").read_bytes() == b"mine"


def test_foreign_folders_are_moved_not_copied(output: Path) -> None:
    before = (output / ".venv/lib/site.py").stat().st_ino
    emit(NEW, output, INPUTS)
    assert (output / ".venv/lib/site.py").stat().st_ino == before
    assert not (output / ".venv").is_symlink()


def test_foreign_links_stay_as_they_are(output: Path, tmp_path: Path) -> None:
    (output / "dangling").symlink_to("nowhere")
    (output / "latest").symlink_to(tmp_path)
    emit(NEW, output, INPUTS)
    assert (output / "dangling").readlink() == Path("nowhere")
    assert (output / "latest").readlink() == tmp_path


def test_nothing_is_left_beside_the_output(output: Path) -> None:
    emit(NEW, output, INPUTS)
    assert names(output.parent) == ["python"]


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    trees: list[dict[str, int]] = []
    for umask in (0o000, 0o077):
        old = os.umask(umask)
        try:
            emit(NEW, tmp_path / f"{umask}", INPUTS)
        finally:
            os.umask(old)
        trees.append(modes(tmp_path / f"{umask}"))
    assert trees[0] == trees[1]
    assert set(trees[0].values()) == {0o644, 0o755}


def test_a_folder_keeps_the_mode_that_its_owner_gave_it(output: Path) -> None:
    output.chmod(0o700)
    (output / "pkg").chmod(0o750)
    emit(NEW, output, INPUTS)
    assert (output.stat().st_mode & 0o777, (output / "pkg").stat().st_mode & 0o777) == (0o700, 0o750)


def test_a_generated_file_edited_or_deleted_by_hand_is_restored(output: Path) -> None:
    (output / "pkg/client.py").write_text("mine = 1\n")
    (output / "pyproject.toml").unlink()
    emit(OLD, output, INPUTS)
    assert held(output).items() >= sdk(OLD).items()


def test_a_stale_file_edited_by_hand_is_refused_and_named(output: Path) -> None:
    (output / "pkg/gone/old.py").write_text("mine = 1\n")
    before = held(output)
    with pytest.raises(DriftError, match=r"pkg/gone/old.py: is no longer generated, but was edited by hand") as caught:
        emit(NEW, output, INPUTS)
    assert "--force" in caught.value.cure
    assert held(output) == before
    assert emit(NEW, output, INPUTS, force=True).removed == ("pkg/gone/old.py",)
    assert not (output / "pkg/gone/old.py").exists()


def test_a_file_that_was_not_generated_is_never_overwritten_without_force(output: Path) -> None:
    put(output, {"pkg/fresh/new.py": b"mine = 1\n"})
    before = held(output)
    with pytest.raises(DriftError, match=r"pkg/fresh/new.py: was not generated and would be overwritten"):
        emit(NEW, output, INPUTS)
    assert held(output) == before
    emit(NEW, output, INPUTS, force=True)
    assert (output / "pkg/fresh/new.py").read_bytes() == NEW["pkg/fresh/new.py"]


def test_a_file_that_was_not_generated_but_is_the_same_is_adopted(output: Path) -> None:
    (output / "generated.lock").unlink()
    assert emit(OLD, output, INPUTS).written == ("generated.lock",)


def test_a_link_in_the_place_of_a_generated_file_is_replaced_by_force_and_never_followed(
    output: Path, tmp_path: Path
) -> None:
    (tmp_path / "precious").write_bytes(b"precious")
    (output / "pkg/client.py").unlink()
    (output / "pkg/client.py").symlink_to(tmp_path / "precious")
    with pytest.raises(DriftError, match=r"pkg/client.py: is not a regular file"):
        emit(NEW, output, INPUTS)
    emit(NEW, output, INPUTS, force=True)
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert (output / "pkg/client.py").read_bytes() == NEW["pkg/client.py"]


def test_a_link_in_the_place_of_a_generated_folder_is_replaced_by_force_and_never_followed(
    output: Path, tmp_path: Path
) -> None:
    shutil.move(output / "pkg", tmp_path / "elsewhere")
    (output / "pkg").symlink_to(tmp_path / "elsewhere")
    before = held(tmp_path / "elsewhere")
    with pytest.raises(DriftError, match=r"pkg: is where a generated folder goes"):
        emit(NEW, output, INPUTS)
    emit(NEW, output, INPUTS, force=True)
    assert held(tmp_path / "elsewhere") == before
    assert not (output / "pkg").is_symlink()


def test_a_folder_in_the_place_of_a_generated_file_is_never_deleted(output: Path) -> None:
    put(output, {"pkg/fresh/new.py/precious": b"precious"})
    with pytest.raises(DriftError, match="a folder is where a generated file goes"):
        emit(NEW, output, INPUTS, force=True)
    assert (output / "pkg/fresh/new.py/precious").read_bytes() == b"precious"


@pytest.mark.parametrize("in_place", [False, True])
def test_a_generated_file_can_become_a_folder_and_the_other_way_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_place: bool
) -> None:
    folder = tmp_path / "python"
    emit({}, folder, INPUTS)
    monkeypatch.chdir(folder if in_place else tmp_path)
    for files in ({"a/b": b"1"}, {"a": b"2"}, {"a/b": b"3"}):
        emit(files, folder, INPUTS)
        if "a/b" in files:
            put(folder, {"a/__pycache__/b.pyc": b""})
        assert held(folder).items() >= sdk(files).items()
        assert len(held(folder)) <= 3


def test_a_generated_folder_with_a_foreign_file_does_not_become_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "python"
    emit({"a/b": b"1"}, folder, INPUTS)
    put(folder, {"a/mine": b"mine"})
    with pytest.raises(DriftError, match="a: a folder is where a generated file goes"):
        emit({"a": b"2"}, folder, INPUTS, force=True)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"lock": 2}', b'{"lock": 1, "inputs": {}, "files": {"a": 1}}'])
def test_a_lock_that_can_not_be_read_is_an_error_and_force_writes_it_anew(output: Path, content: bytes) -> None:
    (output / "generated.lock").write_bytes(content)
    with pytest.raises(DriftError, match="lock file") as caught:
        emit(OLD, output, INPUTS)
    assert "--force" in caught.value.cure
    emit(OLD, output, INPUTS, force=True)
    assert held(output).items() >= sdk(OLD).items()


@pytest.mark.parametrize("path", ["/etc/passwd", "../precious", "pkg/../../precious", "pkg//x", ".git/hooks/x", "a\\b"])
def test_a_lock_that_lists_a_path_outside_is_refused_whole(output: Path, path: str) -> None:
    (output / "generated.lock").write_bytes(sdk({**OLD, path: b"precious"})["generated.lock"])
    with pytest.raises(DriftError, match="lock file the path"):
        emit(NEW, output, INPUTS)


def test_the_lock_can_not_reach_out_through_a_link(output: Path, tmp_path: Path) -> None:
    put(tmp_path / "outside", {"precious": b"precious"})
    (output / "way-out").symlink_to(tmp_path / "outside")
    (output / "generated.lock").write_bytes(sdk({**OLD, "way-out/precious": b"precious"})["generated.lock"])
    emit(NEW, output, INPUTS)
    assert (tmp_path / "outside/precious").read_bytes() == b"precious"
    assert (output / "way-out").is_symlink()


BAD_NAMES = [
    "", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a\\b", "a\0b", "a\nb", "con", "a/NUL.py", "com1.txt", "a.",
    "a ", ".git/config", "a/.GIT/hooks/x", "a:b", "a*b", "x" * 256, "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_file_name_that_is_not_safe_everywhere_is_refused_before_anything_is_written(output: Path, name: str) -> None:
    before = held(output)
    with pytest.raises(InternalError, match="can't be written"):
        emit({**NEW, name: b""}, output, INPUTS)
    assert held(output) == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.py", "A.py"),
        ("ä.py", "a\u0308.py"),
        ("straße", "STRASSE"),
        ("a", "a/b"),
        ("A", "a/b"),
        ("x", "generated.lock/x"),
    ],
)
def test_two_names_that_are_one_somewhere_are_refused(tmp_path: Path, one: str, other: str) -> None:
    with pytest.raises(InternalError, match="the path"):
        emit({one: b"", other: b""}, tmp_path / "python", INPUTS)


def test_the_lock_is_not_a_name_for_a_generated_file(tmp_path: Path) -> None:
    with pytest.raises(InternalError, match=r"generated\.lock"):
        emit({"generated.lock": b""}, tmp_path / "python", INPUTS)


def test_an_output_that_is_no_folder_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path)
    for bad in (tmp_path / "file", tmp_path / "link", tmp_path / "no/where", Path("/"), Path.home()):
        with pytest.raises(UsageError):
            emit(NEW, bad, INPUTS)
    assert names(tmp_path) == ["file", "link"]


def test_the_folder_that_the_caller_stands_in_is_not_replaced(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inode = output.stat().st_ino
    monkeypatch.chdir(output / "pkg")
    emit(NEW, Path(".."), INPUTS)
    assert output.stat().st_ino == inode
    assert held(output).items() >= sdk(NEW).items()
    assert not (output / "pkg/gone/old.py").exists()
    assert (output / "pkg/gone/kept.txt").exists()
    assert names(output.parent) == ["python"]
