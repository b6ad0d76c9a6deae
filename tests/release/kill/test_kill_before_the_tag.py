"""SIGKILL before the effects of preparing, gating and building that change something for later.

Whatever they leave behind, the next run ends in the release that would have been made.
"""

from __future__ import annotations

import pytest
from kill_bench import KILLED, PREPARE, KillBench, Trial

from trueline.release.manifest import damage, read_manifest

pytestmark = [pytest.mark.slow, pytest.mark.waits]


@pytest.mark.parametrize(
    "effect", ["run git commit", "run git merge", "run git worktree remove", "os.rename 1.0.0.json"]
)
def test_a_kill_while_preparing_leaves_the_old_checkout_or_the_prepared_one(
    bench: KillBench, unprepared: Trial, effect: str
) -> None:
    git = unprepared.release.repository.git
    base = git("rev-parse", "HEAD")
    ended = unprepared.run((PREPARE,), die_before=effect)
    assert ended.code == KILLED, str(ended)
    assert git("status", "--porcelain") == ""
    again = unprepared.rerun((PREPARE,))
    assert again.code == 0, str(again)
    assert git("rev-parse", "HEAD~1") == base
    assert git("status", "--porcelain") == ""
    assert unprepared.release.project.changelog_path.read_text("utf-8").count("\n## [1.0.0]") == 1
    bench.faults += 1


def test_a_kill_while_gating_or_building_leaves_nothing_that_counts(bench: KillBench, prepared: Trial) -> None:
    """Each run goes on with what the one before left behind, and is killed further on."""
    for step, effect in (
        ("gate", "os.rename 1.0.0.json"),
        ("build", "run -m build"),
        ("build", "os.rename acme-1.0.0.tar.gz"),
        ("build", "os.rename manifest.json"),
    ):
        ended = prepared.run(((step,),), die_before=effect)
        assert ended.code == KILLED, str(ended)
        assert read_manifest(prepared.release.project) is None, effect
        bench.faults += 1
    again = prepared.rerun((("gate",), ("build",)))
    assert again.code == 0, str(again)
    manifest = read_manifest(prepared.release.project)
    assert manifest is not None
    assert damage(prepared.release.project, manifest) is None
    assert {file.name: file.sha256 for file in manifest.files} == prepared.release.hashes
