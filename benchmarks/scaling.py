"""How time and memory of ``trueline generate`` grow with the operations of a document, over a sample of the corpus.

    make bench-generate
    .venv/bin/python benchmarks/scaling.py [--write] [--sample N]

One process a document. The exponent is the slope of a least-squares line through the logarithms: 1 is linear. Documents
of fewer than 50 operations are measured and not fitted, for starting Python is most of their time.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.corpus.documents import Document, everything, sample
from benchmarks.generate import machine, tool, write
from benchmarks.generate import run as run_process

FEWEST = 50
SEED = 3
#: The largest documents, whatever the sample holds.
LARGEST = 5


@dataclass(frozen=True)
class Point:
    """One document: what it holds, and what generating from it took."""

    document: str
    operations: int
    schemas: int
    bytes: int
    seconds: float
    cpu: float
    mebibytes: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sample", type=int, default=60, help="how many documents, evenly over all sizes (default: 60)"
    )
    parser.add_argument("--write", action="store_true", help="write the result to docs/measurements.md")
    arguments = parser.parse_args()
    documents = everything()
    chosen = dict.fromkeys([*sample(documents, arguments.sample, SEED), *documents[-LARGEST:]])
    points = [point for document in chosen if (point := measure(document))]
    text = "\n".join(lines(points))
    sys.stdout.write(f"{text}\n")
    if arguments.write:
        write("scaling", text, [asdict(point) for point in points])
    return 0


def measure(document: Document) -> Point | None:
    """Generate once. None for a document that is refused: there is nothing to measure it by."""
    with tempfile.TemporaryDirectory(prefix="trueline-scaling-") as name:
        folder = Path(name)
        report = folder / "report.json"
        command = [tool("trueline"), "generate", str(document.path), "--output", str(folder / "sdk")]
        cost, code, _ = run_process([*command, "--package", "measured_sdk", "--report", str(report)], folder)
        if code:
            sys.stdout.write(f"{document.name}: exit code {code}\n")
            return None
        counts = json.loads(report.read_text("utf-8"))["in_sdk"]
    seconds, cpu, mebibytes = (round(figure, 2) for figure in cost)
    point = Point(document.name, counts["operations"], counts["schemas"], document.size, seconds, cpu, mebibytes)
    sys.stdout.write(f"{point.document}: {point.operations} operations, {cpu} CPU s, {mebibytes:.0f} MiB\n")
    sys.stdout.flush()
    return point


def exponent(points: Sequence[Point], figure: str) -> float:
    """The slope of the logarithm of a figure over that of the number of operations."""
    over = [math.log(point.operations) for point in points]
    return statistics.linear_regression(over, [math.log(getattr(point, figure)) for point in points]).slope


def lines(points: Sequence[Point]) -> list[str]:
    """The result for people."""
    fitted = [point for point in points if point.operations >= FEWEST]
    largest = sorted(points, key=lambda point: point.operations)[-3:]
    return [
        *machine(),
        f"- {len(points)} documents, {len(fitted)} fitted: those with {FEWEST} operations and more.",
        "",
        "| what | grows with operations to the power of |",
        "|---|--:|",
        f"| CPU seconds | {exponent(fitted, 'cpu'):.2f} |",
        f"| seconds | {exponent(fitted, 'seconds'):.2f} |",
        f"| peak memory | {exponent(fitted, 'mebibytes'):.2f} |",
        "",
        "| the largest | operations | seconds | CPU s | peak MiB |",
        "|---|--:|--:|--:|--:|",
        *(f"| {p.document} | {p.operations} | {p.seconds:.1f} | {p.cpu:.1f} | {p.mebibytes:.0f} |" for p in largest),
    ]


if __name__ == "__main__":
    sys.exit(main())
