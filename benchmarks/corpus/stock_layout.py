"""The layout of openapi-python-client beside that generator alone, over one sample.

    python -m benchmarks.corpus.stock_layout [--sample 150] [--types] [--write]

A document is whole when nothing was reported as left out, every operation has its module and every module imports.
With ``--types`` both packages are read by ``mypy --strict``, of documents that the generator alone reads whole.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus.blocks import put_block
from benchmarks.corpus.documents import ROOT, Document, everything, sample
from benchmarks.corpus.peers import count_operations
from benchmarks.corpus.stock_names import names

IMPORT_ALL = """
import importlib, pkgutil, sys, warnings
warnings.simplefilter("ignore")
sys.path.insert(0, sys.argv[1])
package, good, bad = importlib.import_module("acme"), 0, 0
for module in pkgutil.walk_packages(package.__path__, "acme."):
    try:
        importlib.import_module(module.name)
        good += 1
    except Exception:
        bad += 1
print(good, bad)
"""
TIMEOUT = 300
#: With ruff, which the engine formats with.
ENVIRONMENT = {**os.environ, "PATH": f"{ROOT}/.venv/bin{os.pathsep}{os.environ.get('PATH', '')}"}


@dataclass(frozen=True, slots=True)
class Row:
    """What one generator made of one document."""

    whole: bool
    operations: int
    good: int
    bad: int
    seconds: float
    names: Mapping[str, object]
    errors: int = 0


def _ours(document: Path, output: Path) -> Sequence[str]:
    command = [str(ROOT / ".venv/bin/trueline"), "generate", str(document), "--output", str(output)]
    return [*command, "--package", "acme", "--layout", "openapi-python-client"]


def _stock(document: Path, output: Path) -> Sequence[str]:
    config = output.with_suffix(".yaml")
    config.write_text("package_name_override: acme\nproject_name_override: acme\n", encoding="utf-8")
    command = [str(ROOT / ".venv/bin/openapi-python-client"), "generate", "--path", str(document), "--fail-on-warning"]
    return [*command, "--output-path", str(output), "--config", str(config)]


GENERATORS: dict[str, Callable[[Path, Path], Sequence[str]]] = {
    "Trueline, `--layout openapi-python-client`": _ours,
    "openapi-python-client alone": _stock,
}


def measure(command: Callable[[Path, Path], Sequence[str]], document: Document, cache: Path | None) -> Row:
    """Run a generator over a document and import what it made; with a cache, let mypy read it too."""
    with tempfile.TemporaryDirectory(prefix="stock-") as folder:
        output, start = Path(folder) / "sdk", time.monotonic()
        try:
            line = command(document.path, output)
            done = subprocess.run(line, cwd=folder, capture_output=True, timeout=TIMEOUT, env=ENVIRONMENT, check=False)
            code = done.returncode
        except subprocess.TimeoutExpired:
            code = -1
        seconds = time.monotonic() - start
        if not (output / "acme/api").is_dir():
            return Row(whole=False, operations=0, good=0, bad=0, seconds=seconds, names={})
        modules = [path for path in (output / "acme/api").rglob("*.py") if path.name != "__init__.py"]
        tried = subprocess.run(
            [sys.executable, "-c", IMPORT_ALL, str(output)], capture_output=True, text=True, check=False
        )
        good, bad = map(int, tried.stdout.split() or (0, len(modules)))
        whole = code == 0 and bad == 0 and len(modules) >= count_operations(document.path)
        files = {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*.py")}
        errors = _errors(output, cache) if cache else 0
        return Row(whole, len(modules), good, bad, seconds, names(files), errors)


def _errors(output: Path, cache: Path) -> int:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file", os.devnull]
    done = subprocess.run(
        [*command, "--cache-dir", str(cache), "acme"], cwd=output, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return sum(": error: " in line for line in done.stdout.splitlines())


def table(rows: dict[str, list[Row]], operations_expected: int) -> list[str]:
    """A line for each generator."""
    lines = ["| generator | documents | whole | operations | modules that import | that do not | seconds |"]
    lines.append("|---|--:|--:|--:|--:|--:|--:|")
    for name, found in rows.items():
        operations = f"{sum(row.operations for row in found):,} of {operations_expected:,}"
        cells = [len(found), sum(row.whole for row in found), operations, f"{sum(row.good for row in found):,}"]
        cells += [sum(row.bad for row in found), round(sum(row.seconds for row in found))]
        lines.append(f"| {name} | " + " | ".join(map(str, cells)) + " |")
    return lines


def differing(rows: dict[str, list[Row]]) -> list[str]:
    """A sentence on the names of documents that the generator alone reads whole, and one on those it reads in part."""
    mine, stock = rows.values()
    pairs = [(ours, theirs) for ours, theirs in zip(mine, stock, strict=True) if theirs.names]
    lines: list[str] = []
    for whole, said in ((True, "reads whole by itself"), (False, "reads in part")):
        found = [(ours, theirs) for ours, theirs in pairs if theirs.whole is whole]
        other = sum(ours.names.get(name) != what for ours, theirs in found for name, what in theirs.names.items())
        total = sum(len(theirs.names) for _, theirs in found)
        lines.append(
            f"Of the {len(found)} documents that it {said}, {other:,} of the {total:,} names that it writes differ."
        )
    return [*lines, "A name is that of a module's class, with its fields, or of its function, with its arguments."]


def typed(rows: dict[str, list[Row]]) -> list[str]:
    """A sentence on what mypy says of the documents that the generator alone reads whole."""
    mine, stock = rows.values()
    found = [(ours.errors, theirs.errors) for ours, theirs in zip(mine, stock, strict=True) if theirs.whole]
    more = sum(ours > theirs for ours, theirs in found)
    ours, theirs = (sum(errors) for errors in zip(*found, strict=True)) if found else (0, 0)
    said = f"finds {ours:,} errors in our packages and {theirs:,} in its own; in {more} of ours there are more"
    return [f"Of the {len(found)} documents that it reads whole by itself, `mypy --strict` {said}."]


def main() -> int:
    """Measure and print; ``--write`` puts the table into ``docs/corpus.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus.stock_layout")
    parser.add_argument("--sample", type=int, default=150, metavar="N")
    parser.add_argument("--largest", type=int, default=600_000, metavar="BYTES", help="of a document")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=600.0, help="begin no document after so many")
    parser.add_argument("--types", action="store_true", help="let mypy read the packages")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    usable = [document for document in everything() if document.size < options.largest]
    documents = sample(usable, options.sample, options.seed)
    random.Random(options.seed).shuffle(documents)  # noqa: S311 - so that a part of them is a sample too
    rows: dict[str, list[Row]] = {name: [] for name in GENERATORS}
    wanted, until = 0, time.monotonic() + 60 * options.minutes
    with tempfile.TemporaryDirectory(prefix="stock-mypy-") as folder:
        for number, document in enumerate(documents, 1):
            if time.monotonic() > until:
                break
            wanted += count_operations(document.path)
            for name, command in GENERATORS.items():
                rows[name].append(measure(command, document, Path(folder) if options.types else None))
            sound = [found[-1].whole for found in rows.values()]
            sys.stderr.write(f"{number}/{len(documents)} {document.name}: {sound}\n")
    text = "\n".join([*table(rows, wanted), "", *differing(rows), *(typed(rows) if options.types else ())])
    if options.write:
        count = len(rows[next(iter(rows))])
        intro = f"{count} documents below {options.largest:,} bytes, drawn evenly by size, one after the other"
        put_block("layout", f"{intro} (`python -m benchmarks.corpus.stock_layout`).\n\n{text}")
    sys.stdout.write(f"{text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
