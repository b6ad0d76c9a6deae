"""Seconds and peak memory of ``trueline generate`` beside other generators, document by document, in one run.

    make bench-generate
    .venv/bin/python benchmarks/generate.py [--write] [--rounds N] [DOCUMENT ...]

Without documents it takes those of the corpus that are there. The others are openapi-python-client, the version that
Trueline is pinned to, as it is installed, and openapi-generator with Java, from an environment of its own. What is
measured is one whole process, from start to end: generators take turns, and of several rounds the median counts.
Each has run once before, so that Python's bytecode is there as it is for users.
``--write`` puts the table into ``docs/measurements.md`` and every figure into ``docs/measurements.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE, DATA = ROOT / "docs/measurements.md", ROOT / "docs/measurements.json"
BEGIN, END = "<!-- {0}: begin -->", "<!-- {0}: end -->"
TIMEOUT = 300
#: Seconds after which one round is enough: what takes longer varies less.
LONG = 60
SHARED = ROOT.parent / "shared/corpus"
GITHUB = "@octokit/openapi/generated/api.github.com.json"
PEERS = ROOT / ".cache/peers"


@dataclass(frozen=True)
class Run:
    """One process and its children: time on the clock and on the cores, memory at most, and what is there then."""

    seconds: float
    cpu: float
    mebibytes: float
    code: int
    kept: str


Generator = Callable[[Path, Path], Run]

#: Where what is generated goes: a new file on a disk takes 0.02 to 0.7 ms here, by what lies beside it.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder of its own is made in it
PLACE = "; what is generated lies in memory" if MEMORY else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="*", type=Path, metavar="DOCUMENT")
    parser.add_argument("--write", action="store_true", help=f"write the table to {PAGE.relative_to(ROOT)}")
    parser.add_argument("--rounds", type=int, default=3, help="how often each generator runs (default: 3)")
    arguments = parser.parse_args()
    chosen: list[Path] = [path.resolve() for path in arguments.documents] or documents()
    if not chosen:
        sys.stderr.write("no document is here: name one, or see docs/measurements.md for where to get them\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="trueline-bytecode-") as bytecode:
        os.environ["PYTHONPYCACHEPREFIX"] = bytecode
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        measure(chosen[0], 1)
        return _measured(chosen, arguments.rounds, write_page=arguments.write)


def _measured(documents: Sequence[Path], rounds: int, *, write_page: bool) -> int:
    results: dict[str, dict[str, Run]] = {}
    rows: list[str] = []
    for document in documents:
        runs = results[document.name] = measure(document, rounds)
        made = [row(document.name, name, run, runs["Trueline"]) for name, run in runs.items()]
        rows += made
        sys.stdout.write("\n".join([*made, ""]))
        sys.stdout.flush()
    table = "\n".join(
        [*machine(), f"- Bytecode compiled before; the median of {rounds} rounds in turn{PLACE}.", "", *HEAD, *rows]
    )
    if write_page:
        write(
            "generate", table, {name: {who: asdict(run) for who, run in runs.items()} for name, runs in results.items()}
        )
    return 0


def documents() -> list[Path]:
    """The documents of the corpus that are on this machine, small ones first."""
    installed = (ROOT / "node_modules" / GITHUB, ROOT / ".cache/corpus/node_modules" / GITHUB)
    named = os.environ.get("TRUELINE_GITHUB_DOCUMENT")
    github = next((path for path in (*([Path(named)] if named else []), *installed) if path.is_file()), installed[0])
    return [
        path
        for path in (SHARED / "svix.json", SHARED / "discord.json", SHARED / "asana.yaml", github)
        if path.is_file()
    ]


HEAD = [
    "| document | generator | seconds | CPU s | peak MiB | seconds ÷ ours | CPU ÷ ours | memory ÷ ours | in the SDK |",
    "|---|---|--:|--:|--:|--:|--:|--:|---|",
]


def measure(document: Path, rounds: int) -> dict[str, Run]:
    """Every generator over one document: the round with the median of seconds, by the generator's name."""
    runs: dict[str, list[Run]] = {}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="trueline-benchmark-", dir=MEMORY) as folder:
            for name, generator in generators().items():
                before = runs.setdefault(name, [])
                if not before or before[0].seconds < LONG:
                    before.append(generator(document, Path(folder)))
    return {name: median(found) for name, found in runs.items()}


def median(runs: Sequence[Run]) -> Run:
    """The run whose time on the clock is the median's."""
    middle = statistics.median_low(run.seconds for run in runs)
    return next(run for run in runs if run.seconds == middle)


def generators() -> dict[str, Generator]:
    """Those that are here, by the name in the table. The second run of Trueline finds what the first has written."""
    here: dict[str, Generator] = {"Trueline": trueline, "Trueline again, nothing changed": trueline}
    here["openapi-python-client"] = stock
    if jar() and shutil.which("java"):
        here["openapi-generator"] = java
    return here


def jar() -> Path | None:
    """openapi-generator, which comes in a package of Python's index."""
    return next(PEERS.rglob("openapi-generator.jar"), None)


def row(document: str, name: str, run: Run, own: Run) -> str:
    """A line of the table."""
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


def stock(document: Path, folder: Path) -> Run:
    """The stock engine. It has no report: each operation is a module below ``api``, each loss a line of its output."""
    command = [tool("openapi-python-client"), "generate", "--path", str(document), "--meta", "none"]
    cost, code, said = run([*command, "--output-path", str(folder / "stock")], folder)
    modules = [path for path in (folder / "stock" / "api").glob("*/*.py") if path.name != "__init__.py"]
    models = len(list((folder / "stock" / "models").glob("[!_]*.py")))
    warnings = len(re.findall(r"^(?:WARNING|ERROR|Unable)\b.*", said, re.MULTILINE))
    if code:
        first = re.search(r"^(?:paths|components)\..*\n +(.*?) \[", said, re.MULTILINE)
        return Run(*cost, code, f"it refuses the document ({first[1]})" if first else "it fails")
    return Run(*cost, code, f"{len(modules)} operations, {models} models, {warnings} warnings")


def java(document: Path, folder: Path) -> Run:
    """openapi-generator, which does not format. Each operation is a method with a twin that answers with headers."""
    command = ["java", "-jar", str(jar()), "generate", "-g", "python", "-i", str(document), "-o", str(folder / "java")]
    cost, code, _ = run([*command, "--package-name", "measured_sdk"], folder)
    texts = [path.read_text("utf-8") for path in (folder / "java/measured_sdk/api").glob("*.py")]
    operations = sum(len(re.findall(r"^    def \w+_with_http_info\(", text, re.MULTILINE)) for text in texts)
    models = len(list((folder / "java/measured_sdk/models").glob("[!_]*.py")))
    return Run(*cost, code, f"{operations} operations, {models} models" if code == 0 else "it fails")


TIMED_OUT = -15


def run(command: Sequence[str], folder: Path) -> tuple[tuple[float, float, float], int, str]:
    """Seconds, CPU seconds and peak MiB (of the largest process) of a command; its exit code; its output."""
    log = folder / "log.txt"
    environment = {**os.environ, "COLUMNS": "10000", "NO_COLOR": "1", "TERM": "dumb"}
    environment["TRUELINE_CACHE"] = str(folder / "cache")
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - the generators, on the files that were named
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
        f"openapi-python-client {version('openapi-python-client')}, ruff {version('ruff')}"
        f"{', openapi-generator ' + generator if (generator := java_version()) else ''}.",
        f"- A shared machine (load {load:.0f} when the run ended): ratios hold better than absolutes.",
    ]


def java_version() -> str:
    """The version of openapi-generator, if it is here."""
    named = (path.name for path in PEERS.rglob("openapi_generator_cli-*.dist-info"))
    return next(named, "").removeprefix("openapi_generator_cli-").removesuffix(".dist-info")


def write(part: str, table: str, figures: Any) -> None:
    """Put the table between its marks on the page, and the figures beside it."""
    text = PAGE.read_text("utf-8")
    head, rest = text.split(BEGIN.format(part))
    body = f"{BEGIN.format(part)}\n{table}\n{END.format(part)}"
    PAGE.write_text(f"{head}{body}{rest.split(END.format(part))[1]}", "utf-8")
    data: dict[str, Any] = json.loads(DATA.read_text("utf-8")) if DATA.is_file() else {}
    DATA.write_text(json.dumps({**data, part: figures}, indent=2, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
