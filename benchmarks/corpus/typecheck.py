"""A sample of the generated packages under mypy and pyright, both strict: one run of each over all of them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus.documents import ROOT, Document
from trueline.pipeline import Request, generate

PYRIGHT = ROOT / "node_modules/pyright/index.js"
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Checked:
    """What a type checker said of a sample: how many errors, and the first of them."""

    checker: str
    documents: int
    files: int
    errors: int
    first: tuple[str, ...]


def check(documents: Sequence[Document]) -> list[Checked]:
    """Generate each document as a package of its own in one folder, and let both checkers read the folder."""
    with tempfile.TemporaryDirectory(prefix="corpus-types-") as folder:
        root = Path(folder)
        for number, document in enumerate(documents):
            _write(document, f"sdk_{number:03}", root)
        files = sum(1 for _ in root.rglob("*.py"))
        return [_mypy(root, len(documents), files), _pyright(root, len(documents), files)]


def _write(document: Document, package: str, root: Path) -> None:
    done = generate(Request(str(document.path), package))
    pointers = tuple(loss.pointer for loss in done.report.lost)
    if pointers:
        done = generate(Request(str(document.path), package, allow_loss=pointers))
    for path, content in done.files.items():
        if path.startswith("src/"):
            target = root / path.removeprefix("src/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _mypy(root: Path, documents: int, files: int) -> Checked:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(root / ".cache")]
    done = subprocess.run(
        [*command, "--config-file", "/dev/null", *sorted(str(path) for path in root.iterdir() if path.is_dir())],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    errors = [line for line in done.stdout.splitlines() if re.search(r": error: ", line)]
    if done.returncode not in {0, 1}:
        errors.append(f"mypy ended with {done.returncode}: {done.stderr[-300:]}")
    return Checked("mypy --strict", documents, files, len(errors), tuple(errors[:SHOWN]))


def _pyright(root: Path, documents: int, files: int) -> Checked:
    settings = {"typeCheckingMode": "strict", "include": ["."], "pythonVersion": "3.10"}
    settings |= {"venvPath": str(ROOT), "venv": ".venv"}
    (root / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [str(ROOT / ".venv/bin/node"), "--max-old-space-size=8192", str(PYRIGHT), "--outputjson"]
    done = subprocess.run([*command, "--project", str(root)], cwd=root, capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)["generalDiagnostics"]
    errors = [f"{fault['file']}: {fault['message']}" for fault in said if fault["severity"] == "error"]
    return Checked("pyright strict", documents, files, len(errors), tuple(errors[:SHOWN]))
