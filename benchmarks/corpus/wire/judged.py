"""One SDK judged, in the validator's environment; see ``run.py`` for who starts it."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from benchmarks.corpus.wire.document import read
from benchmarks.corpus.wire.judge import Judge
from benchmarks.corpus.wire.leaves import Leaves
from benchmarks.corpus.wire.sdk import Sdk, find
from benchmarks.corpus.wire.worker import Options, Worker


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("document", type=Path)
    parser.add_argument("sdk", type=Path)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=30)
    for name in ("operations", "cases", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Options(), name))
    a = parser.parse_args()
    started = time.monotonic()
    options = Options(a.operations, a.cases, a.seed)
    worker = Worker(read(a.document), Sdk(find(a.sdk)), Leaves(a.seed), options, Judge)
    worker.run(time.monotonic() + a.seconds)
    worker.result.seconds = round(time.monotonic() - started, 1)
    a.json.write_text(worker.result.to_json(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
