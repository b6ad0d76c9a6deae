"""One SDK judged, in the validator's environment; see ``run.py`` for who starts it."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from pathlib import Path

from benchmarks.corpus.wire.document import read
from benchmarks.corpus.wire.judge import Judge
from benchmarks.corpus.wire.leaves import Leaves
from benchmarks.corpus.wire.sdk import Sdk, find
from benchmarks.corpus.wire.worker import Options, Worker


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", type=Path, nargs="+", metavar="DOCUMENT SDK RESULT")
    parser.add_argument("--seconds", type=float, default=30)
    for name in ("operations", "cases", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Options(), name))
    a = parser.parse_args()
    options = Options(a.operations, a.cases, a.seed)
    jobs = zip(*(a.paths[first::3] for first in range(3)), strict=True)
    if len(a.paths) == 3:
        _judge(next(jobs), options, a.seconds)
        return 0
    children = [_beside(job, options, a.seconds) for job in jobs]
    return int(any(children))


def _beside(job: tuple[Path, ...], options: Options, seconds: float) -> int:
    """In a copy of this process: what the judge needs takes a second to import. Answers with how that ended."""
    if child := os.fork():
        return os.waitpid(child, 0)[1]
    code = 1
    try:
        _judge(job, options, seconds)
        code = 0
    except Exception:  # noqa: BLE001 - whatever it is, it is told
        traceback.print_exc()
    finally:
        os._exit(code)


def _judge(job: tuple[Path, ...], options: Options, seconds: float) -> None:
    document, sdk, result = job
    started = time.monotonic()
    worker = Worker(read(document), Sdk(find(sdk)), Leaves(options.seed), options, Judge)
    worker.run(time.monotonic() + seconds)
    worker.result.seconds = round(time.monotonic() - started, 1)
    result.write_text(worker.result.to_json(), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
