"""An emission that is killed, interrupted, starved or refused leaves an SDK that is whole, and loses nobody's files."""

from __future__ import annotations

import fcntl
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from emit_trees import FOREIGN, INPUTS, NEW, OLD, held, names, put, sdk

from trueline.codegen.emit import emit
from trueline.errors import TruelineError, UsageError

BYTECODE = "pkg/__pycache__/client.cpython-399.pyc"
MINE = {path: content for path, content in FOREIGN.items() if path != BYTECODE}
WHERE = ["exchange", "in-place"]
MEMORY = Path("/dev/shm")


@pytest.fixture
def fast(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of emissions wait for a disk otherwise."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


def prepared(tmp_path: Path) -> Path:
    """An emitted SDK with foreign files in it."""
    output = tmp_path / "python"
    tmp_path.mkdir(exist_ok=True)
    emit(OLD, output, INPUTS)
    put(output, FOREIGN)
    return output


def in_a_child(output: Path, on_step: Callable[[str], None], *, stand_in: bool) -> int:
    """Emit NEW in a forked process, as the folder's owner would; returns the wait status."""
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.chdir(output if stand_in else output.parent)
            emit(NEW, output, INPUTS, on_step=on_step)
        except BaseException:  # noqa: BLE001 - a child never returns into pytest
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def steps_of(output: Path, *, stand_in: bool) -> int:
    """How many changes on disk an emission of NEW makes."""
    reading, writing = os.pipe()
    assert in_a_child(output, lambda _step: os.write(writing, b"."), stand_in=stand_in) == 0
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return len(pipe.read())


def at_step(number: int, act: Callable[[], None]) -> Callable[[str], None]:
    """A callback that acts at the step with this number."""
    left = iter(range(number, -1, -1))
    return lambda _step: act() if next(left, -1) == 0 else None


def whole(output: Path) -> str:
    """Which SDK the folder holds. Fails if it is a mixture, or if somebody's file is gone."""
    there = held(output)
    assert {path: there.get(path) for path in MINE} == MINE
    ours = {path: content for path, content in there.items() if path not in FOREIGN}
    if ours == sdk(OLD):
        return "old"
    assert ours == sdk(NEW)
    return "new"


def test_a_run_killed_at_any_step_leaves_the_old_sdk_or_the_new_one_and_the_next_run_cleans_up(fast: Path) -> None:
    total = steps_of(prepared(fast / "count"), stand_in=False)
    assert total > 30
    seen: list[str] = []
    for number in range(total):
        output = prepared(fast / str(number))
        status = in_a_child(output, at_step(number, lambda: os.kill(os.getpid(), signal.SIGKILL)), stand_in=False)
        assert os.WIFSIGNALED(status)
        seen.append(whole(output))
        emit(NEW, output, INPUTS)
        assert whole(output) == "new"
        assert not any(path.is_symlink() for path in output.rglob("*"))
        assert names(output.parent) == ["python"]
    assert seen == sorted(seen, reverse=True), "once the new SDK is there, it stays"
    assert {"old", "new"} == set(seen)


def test_a_killed_run_does_not_keep_the_next_one_from_going_back_to_the_old_sdk(fast: Path) -> None:
    total = steps_of(prepared(fast / "count"), stand_in=False)
    for number in range(total):
        output = prepared(fast / str(number))
        in_a_child(output, at_step(number, lambda: os.kill(os.getpid(), signal.SIGKILL)), stand_in=False)
        emit(OLD, output, INPUTS)
        assert whole(output) == "old"
        assert names(output.parent) == ["python"]


def test_a_run_in_place_killed_at_any_step_is_finished_by_the_next_one(fast: Path) -> None:
    total = steps_of(prepared(fast / "count"), stand_in=True)
    for number in range(total):
        output = prepared(fast / str(number))
        in_a_child(output, at_step(number, lambda: os.kill(os.getpid(), signal.SIGKILL)), stand_in=True)
        there = held(output)
        assert {path: there.get(path) for path in MINE} == MINE
        emit(OLD if number % 2 else NEW, output, INPUTS)
        assert whole(output) == ("old" if number % 2 else "new")
        assert names(output.parent) == ["python"]


@pytest.mark.parametrize("stand_in", [False, True], ids=WHERE)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_an_interrupted_run_cleans_up_after_itself(fast: Path, number: signal.Signals, stand_in: bool) -> None:
    total = steps_of(prepared(fast / "count"), stand_in=stand_in)
    for step in range(0, total - 2, 3):  # the last two steps are the clean-up itself
        output = prepared(fast / str(step))
        status = in_a_child(output, at_step(step, lambda: os.kill(os.getpid(), number)), stand_in=stand_in)
        assert os.WIFEXITED(status)
        assert os.WEXITSTATUS(status) == 1
        whole(output)
        emit(NEW, output, INPUTS)
        assert names(output.parent) == ["python"]


@pytest.mark.parametrize("stand_in", [False, True], ids=WHERE)
def test_an_exception_at_any_step_leaves_a_whole_sdk_and_nothing_beside_it(fast: Path, stand_in: bool) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    total = steps_of(prepared(fast / "count"), stand_in=stand_in)
    for step in range(total - 2):
        output = prepared(fast / str(step))
        assert os.WEXITSTATUS(in_a_child(output, at_step(step, fail), stand_in=stand_in)) == 1
        whole(output)


@pytest.mark.slow
def test_runs_killed_at_random_instants_leave_a_whole_sdk(fast: Path) -> None:
    chance = random.Random(7)
    trees = [{f"pkg/r{n % 20}/m{n}.py": b"%d = %d\n" % (tree, n) for n in range(300)} for tree in range(2)]
    output = fast / "python"
    emit(trees[0], output, INPUTS)
    put(output, {".venv/x": b"mine", "pkg/r1/mine": b"mine"})
    wanted = [{**sdk(tree), ".venv/x": b"mine", "pkg/r1/mine": b"mine"} for tree in trees]
    for turn in range(60):
        child = os.fork()
        if child == 0:
            emit(trees[(turn + 1) % 2], output, INPUTS)
            os._exit(0)
        time.sleep(chance.uniform(0, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert held(output) in wanted
    emit(trees[0], output, INPUTS)
    assert held(output) == wanted[0]
    assert names(fast) == ["python"]


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
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


FULL = """
import pathlib, subprocess, sys
from emit_trees import FOREIGN, INPUTS, NEW, OLD, held, put, sdk
from trueline.codegen.emit import emit
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
    unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a small file system")
    command = [*unshare, sys.executable, "-c", FULL, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    assert (done.returncode, done.stdout) == (0, "refused\n"), done.stderr


MOUNTED = """
import os, pathlib, subprocess, sys
from emit_trees import INPUTS, NEW, OLD, held, names, put, sdk
from trueline.codegen.emit import emit

output = pathlib.Path(sys.argv[1]) / "python"
venv = {".venv/x": b"mine"}
if sys.argv[2] == "output":
    output.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(output)], check=True)
emit(OLD, output, INPUTS)
if sys.argv[2] != "output":
    (output / ".venv").mkdir()
    source = ["-t", "tmpfs", "tmpfs"] if sys.argv[2] == "volume" else ["--bind", sys.argv[1]]
    subprocess.run(["mount", *source, str(output / ".venv")], check=True)
put(output, venv)
emit(NEW, output, INPUTS)
assert {path: text for path, text in held(output).items() if not path.startswith(".venv")} == sdk(NEW)
assert (output / ".venv/x").read_bytes() == b"mine"
assert names(output.parent) in (["python"], ["python", "x"])
"""


@pytest.mark.parametrize("what", ["output", "volume", "bind"])
def test_a_mounted_output_and_a_mounted_folder_in_it_are_written_in_place(tmp_path: Path, what: str) -> None:
    unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount")
    script = MOUNTED.replace('["--bind", sys.argv[1]]', '["--bind", sys.argv[3]]')
    (tmp_path / "volume").mkdir()
    (tmp_path / "work").mkdir()
    command = [*unshare, sys.executable, "-c", script, str(tmp_path / "work"), what, str(tmp_path / "volume")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    assert done.returncode == 0, done.stderr


AS_NOBODY = """
import os, pathlib, sys
from emit_trees import INPUTS, NEW
from trueline.codegen.emit import emit
if os.geteuid() == 0:  # permissions do not bind a superuser
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
emit(NEW, pathlib.Path(sys.argv[1]), INPUTS)
"""


def emitted_by_nobody(output: Path) -> subprocess.CompletedProcess[str]:
    """Emit NEW as a user who is bound by permissions and may enter the folders above."""
    for above in output.parents[1:3]:
        above.chmod(0o755)
    command = [sys.executable, "-c", AS_NOBODY, str(output)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)


def test_a_folder_without_permission_is_one_clear_error_and_stays_whole(tmp_path: Path) -> None:
    output = prepared(tmp_path)
    for folder in (tmp_path, output):
        folder.chmod(0o555)
    done = emitted_by_nobody(output)
    for folder in (tmp_path, output):
        folder.chmod(0o755)
    assert "UsageError" in done.stderr
    assert "Permission denied" in done.stderr
    assert whole(output) == "old"


def test_an_output_whose_parent_is_not_writable_is_written_in_place(tmp_path: Path) -> None:
    output = prepared(tmp_path)
    for path in [output, *output.rglob("*")]:
        if os.geteuid() == 0:
            os.chown(path, 65534, 65534)
    tmp_path.chmod(0o555)
    done = emitted_by_nobody(output)
    tmp_path.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert whole(output) == "new"


def test_two_runs_at_once_exclude_each_other(tmp_path: Path) -> None:
    output = prepared(tmp_path)

    def second(step: str) -> None:
        if step.startswith("write"):
            with pytest.raises(UsageError, match="another run is generating into this folder"):
                emit(OLD, output, INPUTS)

    emit(NEW, output, INPUTS, on_step=second)
    assert whole(output) == "new"


def test_many_runs_at_once_leave_a_whole_sdk_and_no_lock(fast: Path) -> None:
    output = prepared(fast)
    children: list[int] = []
    for turn in range(8):
        child = os.fork()
        if child == 0:
            for _ in range(10):
                try:
                    emit(NEW if turn % 2 else OLD, output, INPUTS)
                except TruelineError as error:
                    os._exit(0 if "another run" in str(error) else 1)
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 8
    whole(output)
    assert names(fast) == ["python"]


def test_the_lock_file_of_a_dead_run_does_not_block(tmp_path: Path) -> None:
    output = prepared(tmp_path)
    work = tmp_path / ".python.trueline"
    work.mkdir()
    (work / "lock").touch()
    with (work / "lock").open() as held_elsewhere:
        fcntl.flock(held_elsewhere, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match="another run"):
            emit(NEW, output, INPUTS)
    emit(NEW, output, INPUTS)
    assert whole(output) == "new"


def test_a_file_saved_into_the_output_during_a_run_is_not_lost(tmp_path: Path) -> None:
    output = prepared(tmp_path)

    def save(step: str) -> None:
        if step == "exchange":
            put(output, {"late.txt": b"late", "pkg/late/x": b"late"})
            (output / "pkg/client.py").unlink()
            put(output, {"pkg/client.py": b"edited meanwhile"})

    result = emit(NEW, output, INPUTS, on_step=save)
    there = held(output)
    assert (there["late.txt"], there["pkg/late/x"]) == (b"late", b"late")
    assert there["pkg/client.py"] == NEW["pkg/client.py"]
    assert there["pkg/client.py.kept-1"] == b"edited meanwhile"
    assert "pkg/client.py.kept-1" in result.kept


def test_foreign_entries_can_be_reached_at_their_path_at_every_step(tmp_path: Path) -> None:
    output = prepared(tmp_path)

    def look(_step: str) -> None:
        there = held(output)
        assert {path: there.get(path) for path in MINE} == MINE

    emit(NEW, output, INPUTS, on_step=look)


@pytest.mark.parametrize("journal", [b"", b"[]", b"{", b'{"mode": "in-place", "tree": 1, "write": ["../x"]}'])
def test_a_damaged_or_hostile_journal_is_refused_with_what_to_do(tmp_path: Path, journal: bytes) -> None:
    output = prepared(tmp_path)
    put(tmp_path / ".python.trueline", {"journal.json": journal, "tree/x": b""})
    with pytest.raises(UsageError, match="a run that was cut short left a work folder"):
        emit(NEW, output, INPUTS)
    assert whole(output) == "old"


@pytest.mark.parametrize("linked", ["output", "tree"])
def test_a_planted_journal_can_not_reach_out_through_links(tmp_path: Path, linked: str) -> None:
    output = prepared(tmp_path)
    put(tmp_path, {"outside/x": b"precious"})
    journal = b'{"mode": "in-place", "tree": 1, "write": ["way/x"], "remove": [], "caches": [], "retire": {}}'
    put(tmp_path / ".python.trueline", {"journal.json": journal, "tree/y": b"hostile"})
    if linked == "output":
        put(tmp_path / ".python.trueline", {"tree/way/x": b"hostile"})
    where = output / "way" if linked == "output" else tmp_path / ".python.trueline/tree/way"
    where.symlink_to(tmp_path / "outside")
    with pytest.raises(UsageError, match="symbolic link"):
        emit(NEW, output, INPUTS)
    assert held(tmp_path / "outside") == {"x": b"precious"}
