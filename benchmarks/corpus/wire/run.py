"""One document and its SDK, judged in a process of its own: it may hang, and it imports what was generated."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpus.wire.environment import ROOT, python

#: What a run may take beside the seconds that it gives itself: reading the document and importing the SDK.
_GRACE = 60


def check(
    document: Path, sdk: Path, *, seconds: float = 30, operations: int = 200, cases: int = 3, seed: int = 1
) -> dict[str, Any]:
    """Judge the SDK in the folder ``sdk``, generated from ``document``.

    ``seconds`` bounds the time, ``operations`` how many are tried (chosen by ``seed``), ``cases`` how often each. The
    result is the JSON of ``result.Result``; one with ``failed`` says why there was none.
    """
    (found,) = check_each([(document, sdk)], seconds=seconds, operations=operations, cases=cases, seed=seed)
    return found


def check_each(
    jobs: Sequence[tuple[Path, Path]], *, seconds: float = 30, operations: int = 200, cases: int = 3, seed: int = 1
) -> list[dict[str, Any]]:
    """The same of several, one after another: a start takes a second."""
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        results = [Path(folder) / f"{number}.json" for number in range(len(jobs))]
        paths = [path for job, result in zip(jobs, results, strict=True) for path in (*map(Path.resolve, job), result)]
        options = ["--seconds", str(seconds), "--operations", str(operations), "--cases", str(cases)]
        command = [str(python()), "-m", "benchmarks.corpus.wire.judged", *map(str, paths), *options]
        most = len(jobs) * seconds + _GRACE
        try:
            done = subprocess.run(
                [*command, "--seed", str(seed)], cwd=ROOT, capture_output=True, text=True, timeout=most, check=False
            )
            failed = done.stderr[-2000:] or f"exit code {done.returncode}"
        except subprocess.TimeoutExpired:
            failed = f"no result after {most:.0f} s"
        return [
            json.loads(result.read_text("utf-8")) if result.is_file() else {"document": str(document), "failed": failed}
            for (document, _), result in zip(jobs, results, strict=True)
        ]
