"""A disk that is full while a release is prepared and built: one clear refusal, nothing half done, then it goes on."""

from __future__ import annotations

import pytest
from kill_bench import PREPARE, KillBench, Trial

from trueline.release.manifest import read_manifest

pytestmark = [pytest.mark.slow, pytest.mark.waits]
#: Exit codes that say why: what has to be put right first, or run again.
REFUSALS = {3, 8}


ROOMS = (0, 100, 1_000, 4_000, 20_000)


def test_preparing_on_a_full_disk_leaves_the_checkout_as_it_was(bench: KillBench, unprepared: Trial) -> None:
    """A little more room each time, and what the attempt before left behind: in the end there is enough."""
    git = unprepared.release.repository.git
    base = git("rev-parse", "HEAD")
    for room in ROOMS:
        ended = unprepared.run((PREPARE,), largest_file=room)
        assert ended.code in REFUSALS, f"{room} {ended}"
        assert "Traceback" not in ended.log
        assert (git("rev-parse", "HEAD"), git("status", "--porcelain")) == (base, ""), room
        bench.faults += 1
    again = unprepared.rerun((PREPARE,))
    assert again.code == 0, str(again)
    assert git("rev-parse", "HEAD~1") == base


def test_building_on_a_full_disk_leaves_nothing_that_counts(bench: KillBench, prepared: Trial) -> None:
    """The same of gating and building."""
    steps = (("gate",), ("build",))
    for room in ROOMS:
        ended = prepared.run(steps, largest_file=room)
        assert ended.code in REFUSALS, f"{room} {ended}"
        assert "Traceback" not in ended.log
        assert read_manifest(prepared.release.project) is None, room
        bench.faults += 1
    again = prepared.rerun(steps)
    assert again.code == 0, str(again)
    manifest = read_manifest(prepared.release.project)
    assert manifest is not None
    assert {file.name: file.sha256 for file in manifest.files} == prepared.release.hashes
