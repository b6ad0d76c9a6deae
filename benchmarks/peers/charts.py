"""Bar charts of the recorded figures; runs where matplotlib is: ``charts.py results.json docs``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
mpl.rcParams["svg.hashsalt"] = "benchmarks"
import matplotlib.pyplot as plt

TITLES = {
    "import": "Import and first client, ms",
    "call": "One call, ms",
    "read": "1,000 objects, every field read, ms",
}


def main() -> None:
    sides = json.loads(Path(sys.argv[1]).read_text("utf-8"))["sides"]
    for key, title in TITLES.items():
        ordered = sorted(sides, key=lambda name: -sides[name][key])
        figure, axes = plt.subplots(figsize=(8, 4))
        colours = ["#1565c0" if name in {"tollkeeper", "github_by_us"} else "#9e9e9e" for name in ordered]
        bars = axes.barh(ordered, [sides[name][key] for name in ordered], color=colours)
        axes.bar_label(bars, fmt=lambda value: f"{value:,.0f}" if value >= 100 else f"{value:.3g}", padding=3)
        axes.margins(x=0.12)  # room for the label of the longest
        axes.set_title(title)
        figure.tight_layout()
        for kind in ("svg", "png"):
            metadata = {"Date": None} if kind == "svg" else {"Software": None}
            figure.savefig(Path(sys.argv[2]) / f"benchmarks-{key}.{kind}", metadata=metadata)


main()
