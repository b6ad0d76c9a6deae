"""``python -m tests.fuzz --cases 10000 [--seed N] [--jobs 2]``: many cases in several processes; can go on later.

A seed makes the same cases everywhere. What is done is written down below ``.cache/fuzz``, so that a run which was
stopped goes on where it was when it is started with the same seed; problems are written there as documents.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import SystemRandom

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from fuzz.search import Found, search_chunk, smaller

FOLDER = ROOT / ".cache/fuzz"
CHUNK = 250
TASKS = 4  # chunks of one process: what it keeps in memory goes with it


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="0: another one each time")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--chunk", type=int, default=CHUNK, help="cases that one process runs in one go")
    options = parser.parse_args()
    number = options.seed or SystemRandom().randrange(1, 10**6)
    sys.stdout.write(f"seed {number}: to go on after a stop, or to see the same again, use --seed {number}\n")
    found, start = Found(), time.monotonic()
    for chunk, part in _chunks(number, -(-options.cases // options.chunk), options.chunk, options.jobs):
        found.merge(part)
        seconds = time.monotonic() - start
        sys.stdout.write(f"chunk {chunk}: {found.cases} cases, {len(found.problems)} problems, {seconds:.0f} s\n")
        sys.stdout.flush()
    refused = sum(found.refusals.values())
    sys.stdout.write(f"{found.cases} cases: {found.generated} generated, {found.values} values, {refused} refused\n")
    for problem, (document, detail) in found.problems.items():
        path = FOLDER / f"problem-{abs(hash(problem)) % 10**8}.json"
        path.write_text(json.dumps(smaller(document, problem), indent=1) + "\n", "utf-8")
        sys.stdout.write(f"\n{problem}\n  {detail[-600:]}\n  {path}\n")
    return 1 if found.problems else 0


def _chunks(number: int, count: int, size: int, jobs: int) -> Iterator[tuple[int, Found]]:
    """Chunks as they are done; those that an earlier run has done are not run again."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    waiting: list[int] = []
    for chunk in range(count):
        path = _path(number, chunk, size)
        if path.is_file():
            yield chunk, Found.read(path.read_text("utf-8"))
        else:
            waiting.append(chunk)
    # Not ``ProcessPoolExecutor``: with ``max_tasks_per_child`` it starts no further process once its first are used up,
    # and waits for ever (CPython 3.11, gh-115634).
    with get_context("spawn").Pool(jobs, maxtasksperchild=TASKS) as pool:
        for chunk, part in pool.imap_unordered(partial(search_chunk, number, size), waiting):
            _path(number, chunk, size).write_text(part.text(), "utf-8")
            yield chunk, part


def _path(number: int, chunk: int, size: int) -> Path:
    return FOLDER / f"{number}-{chunk}-{size}.json"


if __name__ == "__main__":
    sys.exit(main())
