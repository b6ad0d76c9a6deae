"""An emission that is killed, interrupted, starved or refused leaves an SDK that is whole, and loses nobody's files."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from emit_trees import FOREIGN, INPUTS, NEW, OLD, held, names, prepared, put, sdk, whole

from trueline.errors import TruelineError, UsageError
from trueline.write.emit import emit

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


def in_a_child(output: Path, on_step: Callable[[str], None], *, stand_in: bool) -> int:
    """Emit NEW in a forked process, as the folder's owner would; returns the wait status."""
    child = os.fork()
    if child == 0:
        try:
            os.chdir(output if stand_in else output.parent)
            emit(NEW, output, INPUTS, on_step=on_step)
        except BaseException:  # noqa: BLE001 - a child never returns into pytest
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def steps_of(output: Path, *, stand_in: bool) -> int:
    """How many changes on disk an emission of NEW makes."""
    reading, writing = os.pipe()

    def count(_step: str) -> None:
        os.write(writing, b".")

    assert in_a_child(output, count, stand_in=stand_in) == 0
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return len(pipe.read())


def at_step(number: int, act: Callable[[], None]) -> Callable[[str], None]:
    """A callback that acts at the step with this number."""
    left = iter(range(number, -1, -1))
    return lambda _step: act() if next(left, -1) == 0 else None


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
        assert {path: there.get(path) for path in FOREIGN} == FOREIGN
        emit(OLD if number % 2 else NEW, output, INPUTS)
        assert whole(output) == ("old" if number % 2 else "new")
        assert names(output.parent) == ["python"]


@pytest.mark.parametrize("stand_in", [False, True], ids=WHERE)
def test_an_interrupted_run_cleans_up_after_itself(fast: Path, stand_in: bool) -> None:
    total = steps_of(prepared(fast / "count"), stand_in=stand_in)
    for step in range(0, total - 2, 3):  # the last two steps are the clean-up itself
        output = prepared(fast / str(step))
        status = in_a_child(output, at_step(step, lambda: os.kill(os.getpid(), signal.SIGINT)), stand_in=stand_in)
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


def test_a_run_that_works_keeps_others_out_and_a_dead_one_does_not(tmp_path: Path) -> None:
    output = prepared(tmp_path)
    reading, writing = os.pipe()

    def wait(step: str) -> None:
        if step == "journal":
            os.write(writing, b".")
            signal.pause()

    child = os.fork()
    if child == 0:
        emit(NEW, output, INPUTS, on_step=wait)
        os._exit(0)
    os.read(reading, 1)
    with pytest.raises(UsageError, match="another run is generating into this folder"):
        emit(NEW, output, INPUTS)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    emit(NEW, output, INPUTS)
    assert whole(output) == "new"
    os.close(reading)
    os.close(writing)


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


def test_a_file_saved_where_a_new_one_goes_is_not_lost_in_place_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = prepared(tmp_path)
    monkeypatch.chdir(output)

    def save(step: str) -> None:
        if step == "journal":
            put(output, {"pkg/fresh/new.py": b"mine"})

    result = emit(NEW, output, INPUTS, on_step=save)
    assert held(output)["pkg/fresh/new.py"] == NEW["pkg/fresh/new.py"]
    assert held(output)["pkg/fresh/new.py.kept-1"] == b"mine"
    assert "pkg/fresh/new.py.kept-1" in result.kept


def test_foreign_entries_can_be_reached_at_their_path_at_every_step(tmp_path: Path) -> None:
    output = prepared(tmp_path)

    def look(_step: str) -> None:
        there = held(output)
        assert {path: there.get(path) for path in FOREIGN} == FOREIGN

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
    journal = b'{"mode": "in-place", "tree": 1, "write": ["way/x"], "remove": [], "retire": {}}'
    put(tmp_path / ".python.trueline", {"journal.json": journal, "tree/y": b"hostile"})
    if linked == "output":
        put(tmp_path / ".python.trueline", {"tree/way/x": b"hostile"})
    where = output / "way" if linked == "output" else tmp_path / ".python.trueline/tree/way"
    where.symlink_to(tmp_path / "outside")
    with pytest.raises(UsageError, match="symbolic link"):
        emit(NEW, output, INPUTS)
    assert held(tmp_path / "outside") == {"x": b"precious"}
