"""Full disks, mounts, file systems and permissions: the system says no, or needs another way, and no file is lost."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from emit_trees import INPUTS, NEW, names, prepared, whole

from trueline.errors import UsageError
from trueline.write.emit import emit


@contextmanager
def no_file_above(size: int) -> Generator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_write_that_the_system_refuses_leaves_the_old_sdk_and_names_the_reason(tmp_path: Path) -> None:
    output = prepared(tmp_path)
    with no_file_above(4096), pytest.raises(UsageError, match="could not write the SDK: File too large"):
        emit({**NEW, "pkg/big.py": b"#" * 8192}, output, INPUTS)
    assert whole(output) == "old"
    assert names(tmp_path) == ["python"]


def in_a_mount_namespace(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script that mounts; what it mounts is gone when it ends."""
    unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount")
    command = [*unshare, sys.executable, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)


FULL = """
import pathlib, subprocess, sys
from emit_trees import FOREIGN, INPUTS, NEW, OLD, held, put, sdk
from trueline.write.emit import emit
from trueline.errors import UsageError

small = pathlib.Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(small)], check=True)
output = small / "python"
emit(OLD, output, INPUTS)
put(output, FOREIGN)
for size in range(20_000, 300_000, 20_000):
    try:
        emit({**NEW, "pkg/big.py": b"#" * size, "pkg/big2.py": b"#" * size}, output, INPUTS)
    except UsageError as error:
        assert "No space left on device" in str(error), error
        print("refused")
        break
    emit(OLD, output, INPUTS)
assert {path: text for path, text in held(output).items() if path not in FOREIGN} == sdk(OLD)
assert [path.name for path in small.iterdir()] == ["python"]
"""


def test_a_full_disk_leaves_the_old_sdk(tmp_path: Path) -> None:
    done = in_a_mount_namespace(FULL, str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "refused\n"), done.stderr


MOUNTED = """
import os, pathlib, subprocess, sys
from emit_trees import INPUTS, NEW, OLD, held, names, put, sdk
from trueline.write.emit import emit

output = pathlib.Path(sys.argv[1]) / "python"
venv = {".venv/x": b"mine"}
if sys.argv[2] == "output":
    output.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(output)], check=True)
emit(OLD, output, INPUTS)
if sys.argv[2] != "output":
    (output / ".venv").mkdir()
    source = ["-t", "tmpfs", "tmpfs"] if sys.argv[2] == "volume" else ["--bind", sys.argv[3]]
    subprocess.run(["mount", *source, str(output / ".venv")], check=True)
put(output, venv)
emit(NEW, output, INPUTS)
assert {path: text for path, text in held(output).items() if not path.startswith(".venv")} == sdk(NEW)
assert (output / ".venv/x").read_bytes() == b"mine"
assert names(output.parent) in (["python"], ["python", "x"])
"""


@pytest.mark.parametrize("what", ["output", "volume", "bind"])
def test_a_mounted_output_and_a_mounted_folder_in_it_are_written_in_place(tmp_path: Path, what: str) -> None:
    (tmp_path / "volume").mkdir()
    (tmp_path / "work").mkdir()
    done = in_a_mount_namespace(MOUNTED, str(tmp_path / "work"), what, str(tmp_path / "volume"))
    assert done.returncode == 0, done.stderr


OVERLAID = """
import os, pathlib, subprocess, sys
from emit_trees import FOREIGN, INPUTS, NEW, OLD, held, put, sdk
from trueline.write.emit import emit

root = pathlib.Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(root)], check=True)
for name in ("lower", "upper", "work", "merged"):
    (root / name).mkdir()
emit(OLD, root / "lower/python", INPUTS)
put(root / "lower/python", FOREIGN)
layers = f"lowerdir={root}/lower,upperdir={root}/upper,workdir={root}/work"
overlay = ["mount", "-t", "overlay", "overlay", "-o", layers, str(root / "merged")]
if subprocess.run(overlay, capture_output=True).returncode:
    sys.exit(77)
output = root / "merged/python"
steps = []
emit(NEW, output, INPUTS, on_step=steps.append)
there = held(output)
assert {path: text for path, text in there.items() if path not in FOREIGN} == sdk(NEW)
assert len([path for path in there if path in FOREIGN]) == len(FOREIGN)
assert not any(path.is_symlink() for path in output.rglob("*"))
assert [path.name for path in output.parent.iterdir()] == ["python"]
print("fell back" if "put pkg/client.py" in steps else "exchanged")
"""


def test_a_file_system_that_refuses_the_exchange_is_written_in_place(tmp_path: Path) -> None:
    done = in_a_mount_namespace(OVERLAID, str(tmp_path))
    if done.returncode == 77:
        pytest.skip("this system has no overlay file system")
    assert (done.returncode, done.stdout) == (0, "fell back\n"), done.stderr


AS_NOBODY = """
import os, pathlib, sys
from emit_trees import INPUTS, NEW
from trueline.write.emit import emit
emit({}, pathlib.Path(sys.argv[2]), INPUTS)  # imports what it needs, which nobody else may read
if os.geteuid() == 0:  # permissions do not bind a superuser
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
emit(NEW, pathlib.Path(sys.argv[1]), INPUTS)
"""


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that every user can reach; pytest's own are private."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o755)


def emitted_by_nobody(output: Path, before: Path) -> subprocess.CompletedProcess[str]:
    """Emit NEW as a user who is bound by permissions, after another emission by whoever runs the tests."""
    command = [sys.executable, "-c", AS_NOBODY, str(output), str(before)]
    with tempfile.TemporaryDirectory() as anyones:  # the folder for temporary files may be one user's own
        Path(anyones).chmod(0o777)
        env = {**os.environ, "TMPDIR": anyones}
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent, env=env)


@pytest.mark.parametrize("closed", [0o555, 0o000])
def test_a_folder_without_permission_is_one_clear_error_and_stays_whole(
    open_to_all: Path, tmp_path: Path, closed: int
) -> None:
    output = prepared(open_to_all)
    for folder in (output, open_to_all):
        folder.chmod(closed)
    done = emitted_by_nobody(output, tmp_path / "before")
    for folder in (open_to_all, output):
        folder.chmod(0o755)
    assert "UsageError" in done.stderr
    assert "Permission denied" in done.stderr
    assert whole(output) == "old"


def test_an_output_whose_parent_is_not_writable_is_written_in_place(open_to_all: Path, tmp_path: Path) -> None:
    output = prepared(open_to_all)
    for path in [output, *output.rglob("*")]:
        if os.geteuid() == 0:
            os.chown(path, 65534, 65534)
    open_to_all.chmod(0o555)
    done = emitted_by_nobody(output, tmp_path / "before")
    open_to_all.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert whole(output) == "new"
