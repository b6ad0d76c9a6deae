"""Seconds and peak memory of ``trueline generate`` beside the stock engine, document by document, in one run.

    .venv/bin/python benchmarks/generate.py [--write] [DOCUMENT ...]

Without documents it takes those of the corpus that are there (``tests/corpus``). The stock engine is the version that
Trueline is pinned to, once as it is installed and once without its post-hooks, which format what it wrote. ``--write``
puts the table into ``docs/measurements.md``. What is measured is one whole process, from start to end.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/measurements.md"
BEGIN, END = "<!-- generate: begin -->", "<!-- generate: end -->"
TIMEOUT = 300
SHARED = ROOT.parent / "shared/corpus"
GITHUB = ROOT / "node_modules/@octokit/openapi/generated/api.github.com.json"


@dataclass(frozen=True)
class Run:
    """One process and its children: time on the clock and on the cores, memory at most, and what is there then."""

    seconds: float
    cpu: float
    mebibytes: float
    code: int
    kept: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=Path, metavar="DOCUMENT")
    parser.add_argument("--write", action="store_true", help=f"write the table to {PAGE.relative_to(ROOT)}")
    arguments = parser.parse_args()
    documents: list[Path] = [path.resolve() for path in arguments.documents] or found()
    if not documents:
        sys.stderr.write("no document is here: name one, or see docs/measurements.md for where to get them\n")
        return 2
    rows: list[str] = []
    for document in documents:
        rows += measure(document)
        sys.stdout.write("\n".join([*rows[-3:], ""]))
        sys.stdout.flush()
    table = "\n".join([*machine(), "", *HEAD, *rows])
    sys.stdout.write(f"\n{table}\n")
    if arguments.write:
        write(table)
    return 0


def found() -> list[Path]:
    """The documents of the corpus that are on this machine, small ones first."""
    github = Path(os.environ.get("TRUELINE_GITHUB_DOCUMENT") or GITHUB)
    return [
        path
        for path in (SHARED / "svix.json", SHARED / "discord.json", SHARED / "asana.yaml", github)
        if path.is_file()
    ]


HEAD = [
    "| document | generator | seconds | CPU s | peak MiB | seconds ÷ ours | CPU ÷ ours | memory ÷ ours | in the SDK |",
    "|---|---|--:|--:|--:|--:|--:|--:|---|",
]


def measure(document: Path) -> list[str]:
    """The rows of one document: Trueline, then the stock engine with and without its hooks."""
    with tempfile.TemporaryDirectory(prefix="trueline-benchmark-") as folder:
        runs = {
            "Trueline": trueline(document, Path(folder)),
            "stock": stock(document, Path(folder) / "stock", hooks=True),
            "stock, `post_hooks: []`": stock(document, Path(folder) / "bare", hooks=False),
        }
    own = runs["Trueline"]
    return [row(document.name, name, run, own) for name, run in runs.items()]


def row(document: str, name: str, run: Run, own: Run) -> str:
    cost = f"{run.seconds:.1f} | {run.cpu:.1f} | {run.mebibytes:.0f}"
    if run.code == 0:
        pairs = ((run.seconds, own.seconds), (run.cpu, own.cpu), (run.mebibytes, own.mebibytes))
        ratios = " | ".join(f"{its / ours:.2f}" for its, ours in pairs)
        return f"| {document} | {name} | {cost} | {ratios} | {run.kept} |"
    fate = (
        f"nothing: stopped after {TIMEOUT} s" if run.code == TIMED_OUT else f"nothing: exit code {run.code}, {run.kept}"
    )
    return f"| {document} | {name} | {cost} | | | | {fate} |"


def trueline(document: Path, folder: Path) -> Run:
    """Trueline, and what its report says."""
    report = folder / "report.json"
    command = [tool("trueline"), "generate", str(document), "--output", str(folder / "sdk")]
    cost, code, _ = run([*command, "--package", "measured_sdk", "--report", str(report)], folder)
    if not report.is_file():
        return Run(*cost, code, "nothing")
    facts = json.loads(report.read_text("utf-8"))
    counts = facts["in_sdk"]
    text = f"{counts['operations']} operations, {counts['schemas']} schemas, {len(facts['lost'])} lost"
    return Run(*cost, code, text)


def stock(document: Path, folder: Path, *, hooks: bool) -> Run:
    """The stock engine. It has no report: each operation is a module below ``api``, each loss a line of its output."""
    folder.mkdir()
    config = folder / "config.json"
    config.write_text(json.dumps({} if hooks else {"post_hooks": []}), "utf-8")
    command = [tool("openapi-python-client"), "generate", "--path", str(document), "--meta", "none"]
    output = ["--output-path", str(folder / "sdk"), "--config", str(config)]
    cost, code, said = run([*command, *output], folder)
    modules = [path for path in (folder / "sdk" / "api").glob("*/*.py") if path.name != "__init__.py"]
    models = len(list((folder / "sdk" / "models").glob("[!_]*.py")))
    warnings = len(re.findall(r"^(?:WARNING|ERROR|Unable)\b.*", said, re.MULTILINE))
    if code:
        first = re.search(r"^(?:paths|components)\..*\n +(.*?) \[", said, re.MULTILINE)
        return Run(*cost, code, f"it refuses the document ({first[1]})" if first else "it fails")
    return Run(*cost, code, f"{len(modules)} operations, {models} models, {warnings} warnings")


TIMED_OUT = -15


def run(command: Sequence[str], folder: Path) -> tuple[tuple[float, float, float], int, str]:
    """Seconds, CPU seconds and peak MiB (of the largest process) of a command; its exit code; its output."""
    log = folder / "log.txt"
    environment = {**os.environ, "COLUMNS": "10000", "NO_COLOR": "1", "TERM": "dumb"}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - the two generators, on the files that were named
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        usage, code = wait(process, start)
        seconds = time.perf_counter() - start
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    cpu = usage.ru_utime + usage.ru_stime
    return (seconds, cpu, usage.ru_maxrss / unit), code, log.read_text("utf-8", "replace")


def wait(process: subprocess.Popen[bytes], start: float) -> tuple[resource.struct_rusage, int]:
    """What a process used and its exit code: ``wait4`` counts every child that it waited for too."""
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage, process.returncode
        if time.perf_counter() - start > TIMEOUT:
            process.terminate()
        time.sleep(0.02)


def tool(name: str) -> str:
    """A console script of the environment that runs this."""
    return str(Path(sys.executable).parent / name)


def machine() -> list[str]:
    """What the numbers depend on."""
    load = os.getloadavg()[0]
    return [
        f"- {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"{platform.python_implementation()} {platform.python_version()}; "
        f"openapi-python-client {version('openapi-python-client')}, ruff {version('ruff')}.",
        f"- A shared machine (load {load:.0f} when the run ended): ratios hold better than absolutes.",
    ]


def write(table: str) -> None:
    """Put the table between the marks of the page."""
    text = PAGE.read_text("utf-8")
    head, rest = text.split(BEGIN)
    PAGE.write_text(f"{head}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
