"""One document and its SDK, judged in a process of its own: it may hang, and it imports what was generated."""

from __future__ import annotations

import json
import subprocess
import tempfile
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
    with tempfile.TemporaryDirectory(prefix="wire-") as folder:
        out = Path(folder) / "result.json"
        options = ["--seconds", str(seconds), "--operations", str(operations), "--cases", str(cases)]
        command = [str(python()), "-m", "benchmarks.corpus.wire.judged", str(document.resolve()), str(sdk.resolve())]
        try:
            done = subprocess.run(
                [*command, *options, "--seed", str(seed), "--json", str(out)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                timeout=seconds + _GRACE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"document": str(document), "failed": f"no result after {seconds + _GRACE:.0f} s"}
        if not out.is_file():
            return {"document": str(document), "failed": done.stderr[-2000:] or f"exit code {done.returncode}"}
        result: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return result
