"""Everything else that goes wrong: an index and a remote that kill, fail or lie, full disks, wrong clocks, two runners.

Running again ends in one complete release or one clear refusal, never in a half, and never in other bytes.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from kill_bench import CONFIRMING, KILLED, PARTIAL, UPLOADING, KillBench, Trial
from published import SDIST, WHEEL
from release_support import point_to
from support.fake_index import Fault

pytestmark = [pytest.mark.slow, pytest.mark.waits]

PUBLISHING = (("publish",),)


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.SWALLOW])
@pytest.mark.parametrize("position", [0, 1], ids=["wheel", "sdist"])
def test_whatever_happens_to_an_upload_the_next_run_completes_the_release(
    bench: KillBench, tagged: Trial, fault: Fault, position: int
) -> None:
    tagged.release.world.faults = [*[None] * position, fault]
    ended = tagged.run(PUBLISHING)
    killed = fault in {Fault.KILL_BEFORE, Fault.KILL_AFTER}
    survived = fault in {Fault.ANSWER_500_AFTER, Fault.HANG_UP_AFTER}
    assert ended.code == (KILLED if killed else 0 if survived else PARTIAL), str(ended)
    tagged.never_other()
    tagged.release.world.status = 200
    again = tagged.rerun(PUBLISHING)
    assert again.code == 0, str(again)
    tagged.uploaded(fault)
    bench.faults += 1


@pytest.mark.parametrize("hook", ["pre-receive", "update", "post-receive", "post-update"])
def test_a_kill_while_the_remote_takes_the_push_is_mended_by_the_next_run(bench: KillBench, hook: str) -> None:
    trial = bench.fresh()
    _hook(trial.release.root.parent / "remote.git/hooks" / hook, "kill -9 $KILL_ME")
    ended = trial.run(UPLOADING)
    assert ended.code == KILLED, str(ended)
    trial.never_other()
    (trial.release.root.parent / "remote.git/hooks" / hook).unlink()
    again = trial.rerun(UPLOADING)
    assert again.code == 0, str(again)
    trial.uploaded(hook)
    bench.faults += 1


@pytest.mark.parametrize("state", ["prepared", "committed", "aborted"])
def test_a_kill_while_git_makes_the_tag_is_mended_by_the_next_run(bench: KillBench, state: str) -> None:
    trial = bench.fresh()
    hook = trial.release.root / ".git/hooks/reference-transaction"
    refuse = '[ "$1" != prepared ] || exit 1' if state == "aborted" else ""
    _hook(hook, f'if [ "$1" = {state} ]; then kill -9 $KILL_ME; fi\n{refuse}')
    assert trial.run(UPLOADING).code == KILLED
    hook.unlink()
    again = trial.rerun(UPLOADING)
    assert again.code == 0, str(again)
    trial.uploaded(state)
    bench.faults += 1


@pytest.mark.parametrize("hook", ["pre-receive", "update"])
def test_a_remote_that_refuses_leaves_nothing_there_and_the_next_run_completes(bench: KillBench, hook: str) -> None:
    trial = bench.fresh()
    path = trial.release.root.parent / "remote.git/hooks" / hook
    _hook(path, "echo closed for today >&2; exit 1")
    ended = trial.run(UPLOADING)
    assert ended.code == PARTIAL, str(ended)
    assert trial.release.tag() == ""
    assert trial.release.world.uploads == []
    path.unlink()
    assert trial.rerun(UPLOADING).code == 0
    trial.uploaded(hook)
    bench.faults += 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_index_that_is_down_is_waited_out(bench: KillBench, tagged: Trial, status: int) -> None:
    tagged.release.world.status = status
    for commands in (PUBLISHING, CONFIRMING):
        assert tagged.run(commands).code == PARTIAL
        bench.faults += 1
    tagged.release.world.status = 200
    assert tagged.rerun(PUBLISHING).code == 0
    tagged.uploaded(status)


@pytest.mark.parametrize("largest_file", [0, 40, 120, 250, 350, 450, 600, 800, 1000])
def test_a_full_disk_is_a_clear_refusal_and_with_room_the_next_run_completes(
    bench: KillBench, largest_file: int
) -> None:
    trial = bench.fresh()
    ended = trial.run(UPLOADING, largest_file=largest_file)
    assert ended.code in {3, PARTIAL}, str(ended)
    assert "Traceback" not in ended.log
    trial.never_other()
    again = trial.rerun(UPLOADING)
    assert again.code == 0, str(again)
    trial.uploaded(largest_file)
    bench.faults += 1


@pytest.mark.parametrize("days", [-4000, -20, 20, 4000])
def test_a_wrong_clock_here_or_there_changes_nothing(bench: KillBench, tagged: Trial, days: int) -> None:
    world = tagged.release.world
    world.clock = timedelta(days=days)
    world.put(WHEEL, (tagged.release.root / "dist" / WHEEL).read_bytes(), age=timedelta(days=3))
    ended = tagged.run(PUBLISHING)
    assert ended.code == 0, str(ended)
    tagged.uploaded(days)
    bench.faults += 1


@pytest.mark.parametrize("days", [-4000, 4000])
def test_a_release_that_is_too_old_is_refused_by_the_clock_of_the_index(
    bench: KillBench, tagged: Trial, days: int
) -> None:
    world = tagged.release.world
    world.clock = timedelta(days=days)
    world.put(WHEEL, (tagged.release.root / "dist" / WHEEL).read_bytes(), age=timedelta(days=13, hours=12))
    for _ in range(2):
        ended = tagged.run(PUBLISHING)
        assert ended.code == 3, str(ended)
        assert "for 13 days" in ended.log
    assert world.uploads == []
    bench.faults += 1


@pytest.mark.parametrize("name", [WHEEL, SDIST])
@pytest.mark.parametrize("burnt", [False, True])
def test_other_bytes_or_a_burnt_name_are_one_clear_refusal_each_time(
    bench: KillBench, tagged: Trial, name: str, burnt: bool
) -> None:
    world = tagged.release.world
    world.put(name, b"other bytes")
    if burnt:
        world.delete(name)
    for _ in range(2):
        ended = tagged.run(PUBLISHING)
        assert ended.code == 7, str(ended)
        assert "release the next version" in ended.log
    if not burnt:
        assert {there: stored.content for there, stored in world.files.items()} == {name: b"other bytes"}
        assert world.uploads == []
    bench.faults += 1


@pytest.mark.parametrize("where", ["here", "remote", "both"])
def test_a_tag_that_exists_on_another_commit_is_one_clear_refusal_and_nothing_is_uploaded(
    bench: KillBench, where: str
) -> None:
    trial = bench.fresh()
    git = trial.release.repository.git
    git("tag", "--annotate", "--message", "older", "acme-v1.0.0", "HEAD~1")
    if where != "here":
        git("push", "--quiet", "origin", "acme-v1.0.0")
    if where == "remote":
        git("tag", "--delete", "acme-v1.0.0")
    for _ in range(2):
        ended = trial.run(UPLOADING)
        assert ended.code == 7, str(ended)
        assert "A tag is never moved" in ended.log
    assert trial.release.world.uploads == []
    bench.faults += 1


def test_two_runs_in_one_checkout_make_one_release(bench: KillBench, tmp_path: Path) -> None:
    trial = bench.fresh()
    trial.release.world.pause = 0.5
    with bench.zygote.twin(tmp_path) as other, ThreadPoolExecutor() as pool:
        first = pool.submit(trial.run, UPLOADING)
        second = pool.submit(trial.run, UPLOADING, other)
        codes = {first.result().code, second.result().code}
    assert codes <= {0, 3, 9}, f"{first.result()}\n{second.result()}"
    assert trial.rerun(UPLOADING).code == 0
    trial.uploaded(codes)
    assert sorted(trial.release.world.uploads) == [WHEEL, SDIST]
    bench.faults += 1


def test_two_runs_in_two_clones_make_one_release(bench: KillBench, tmp_path: Path) -> None:
    trial = bench.fresh()
    twin = bench.copy(trial)
    _same_remote(twin, trial)
    trial.release.world.pause = 0.3
    with bench.zygote.twin(tmp_path) as other, ThreadPoolExecutor() as pool:
        first = pool.submit(trial.run, UPLOADING)
        second = pool.submit(twin.run, UPLOADING, other, GIT_COMMITTER_NAME="Road Runner")
        codes = {first.result().code, second.result().code}
    assert codes <= {0, 3, PARTIAL}, f"{first.result()}\n{second.result()}"
    # The one whose tag is not the remote's is told to take the other's.
    for each in (trial, twin):
        ended = each.rerun(UPLOADING)
        if ended.code == 3:
            assert "git tag --delete acme-v1.0.0" in ended.log, str(ended)
            each.release.repository.git("tag", "--delete", "acme-v1.0.0")
            ended = each.rerun(UPLOADING)
        assert ended.code == 0, str(ended)
        each.uploaded(codes)
    bench.faults += 1


def _same_remote(twin: Trial, trial: Trial) -> None:
    point_to(twin.release.repository, trial.release.root.parent / "remote.git")


def _hook(path: Path, script: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
