"""SIGKILL before every single effect of a release: the next run ends in one complete release, with our bytes alone."""

from __future__ import annotations

import pytest
from kill_bench import CONFIRMING, KILLED, UPLOADING, KillBench

from trueline.release.steps import announce, confirm

pytestmark = pytest.mark.waits

_PARTS = 2


@pytest.mark.slow
@pytest.mark.parametrize("part", range(_PARTS))
def test_a_kill_before_any_effect_of_tagging_and_publishing_is_mended_by_the_next_run(
    bench: KillBench, part: int
) -> None:
    points = 0
    for number in range(part + 1, 1000, _PARTS):
        trial = bench.fresh()
        ended = trial.run(UPLOADING, die_at=number)
        if ended.code != KILLED:
            assert ended.code == 0, str(ended)
            break
        points += 1
        trial.never_other()
        again = trial.rerun(UPLOADING)
        assert again.code == 0, f"killed before effect {number}: {ended.effects[-1]}\n{again}"
        trial.uploaded(f"killed before effect {number}: {ended.effects[-1]}\n{again}")
    bench.faults += points
    assert points > 5


@pytest.mark.slow
@pytest.mark.parametrize("step", CONFIRMING, ids=lambda step: step[0])
def test_a_kill_before_any_effect_of_confirming_or_announcing_is_mended_by_the_next_run(
    bench: KillBench, step: tuple[str, ...]
) -> None:
    before = bench.fresh()
    assert before.run((*UPLOADING, *CONFIRMING[: CONFIRMING.index(step)])).code == 0
    trial = before
    for number in range(1, 1000):
        trial = bench.copy(before)
        ended = trial.run((step,), die_at=number)
        if ended.code != KILLED:
            assert ended.code == 0, str(ended)
            break
        bench.faults += 1
        again = trial.rerun((step,))
        assert again.code == 0, f"killed before effect {number}: {ended.effects[-1]}\n{again}"
        trial.uploaded(ended)
    assert bench.faults > 5
    assert (confirm if step[0] == "confirm" else announce).evidence(trial.release.project, "1.0.0").holds
