"""A sample of the SDKs on the wire: requests and answers of each, judged against its document (see ``wire``)."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpus.documents import Document
from benchmarks.corpus.run import PACKAGE
from benchmarks.corpus.wire import check
from trueline.pipeline import Request, generate
from trueline.write.emit import emit

#: Seconds for each document; what they do not reach is counted.
SECONDS = 20
COUNTS = ("operations", "tried", "requests", "agreed", "answers", "unchanged")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the judges said of one SDK. ``result`` is the JSON of ``wire.result.Result``."""

    document: str
    result: dict[str, Any]

    @property
    def faults(self) -> list[str]:
        """One line for each disagreement, and for a run without a result."""
        failed = self.result.get("failed")
        if failed:
            return [f"{self.document}: {failed}"]
        said: Iterable[dict[str, str]] = self.result["disagreements"]
        return [f"{self.document}: {one['kind']} at {one['pointer']}: {one['why']}" for one in said]


def judge(documents: Iterable[Document]) -> Iterator[Judged]:
    """Generate and judge each document, one after another."""
    for document in documents:
        with tempfile.TemporaryDirectory(prefix="corpus-wire-") as folder:
            sdk = Path(folder) / "sdk"
            done = generate(Request(str(document.path), PACKAGE))
            if pointers := tuple(loss.pointer for loss in done.report.lost):
                done = generate(Request(str(document.path), PACKAGE, allow_loss=pointers))
            emit(done.files, sdk, done.inputs)
            yield Judged(document.name, check(document.path, sdk, seconds=SECONDS))


def table(judged: Sequence[Judged]) -> str:
    """Everything in one table, and what the independent judge could not say, by reason."""
    sums: Counter[str] = Counter()
    limits: Counter[str] = Counter()
    for one in judged:
        if not one.result.get("failed"):
            sums.update({name: one.result[name] for name in COUNTS})
            limits.update(one.result["limits"])
    faults = [fault for one in judged for fault in one.faults]
    rows = [
        ("SDKs", len(judged)),
        ("operations in their documents", sums["operations"]),
        ("operations tried", sums["tried"]),
        ("requests sent", sums["requests"]),
        ("requests that both judges took", sums["agreed"]),
        ("requests that only our own could judge", sum(limits.values())),
        ("answers read", sums["answers"]),
        ("answers written back without change", sums["unchanged"]),
        ("disagreements and runs without a result", len(faults)),
    ]
    return "\n".join(
        [
            "| | |",
            "|---|--:|",
            *(f"| {name} | {number:,} |" for name, number in rows),
            "",
            *(f"- {count:,} times: {reason}" for reason, count in limits.most_common()),
            "",
            *(f"- {' '.join(fault.split())[:300]}" for fault in faults),
        ]
    ).strip()
