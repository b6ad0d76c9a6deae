"""A module imports only what its layer may import."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from tollkeeper_gates.layers_page import PAGE, page
from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.tools import run, tail

CURE = "Move the code to the layer that needs it, or hand the value over as an argument."
_RULE = re.compile(r"^\S+ is not allowed to import \S+:$")
_IMPORT = re.compile(r"^-?\s+(?P<importer>[\w.]+) -> (?P<imported>[\w.]+) \(l\.(?P<line>\d+)")


def layers(checkout: Checkout) -> GateResult:
    """The contracts in ``[tool.importlinter]`` hold, and their drawing is current. A checkout without any passes."""
    settings = checkout.root / "pyproject.toml"
    if "importlinter" not in tomllib.loads(settings.read_text("utf-8")).get("tool", {}):
        return result("layers", [])
    tool = Path(sys.executable).parent / "lint-imports"
    if not tool.exists():
        return result("layers", [Problem("import-linter is not installed", "", "Run `make setup`.")])
    done = run(checkout, [str(tool), "--no-cache", settings.name])
    if done.code == 0:
        return result("layers", _drawing(checkout, settings))
    found = _broken(done.out)
    failed = Problem(f"import-linter failed: {tail(done.out + done.err)}", settings.name, "Correct its settings.")
    return result("layers", found or [failed])


def _drawing(checkout: Checkout, settings: Path) -> list[Problem]:
    drawing = checkout.root / PAGE
    if not drawing.is_file() or drawing.read_text("utf-8") == page(settings):
        return []
    return [Problem("this page does not show the contracts", PAGE, "Run `make layers` and commit what it writes.")]


def _broken(out: str) -> list[Problem]:
    """The first import of each chain that breaks a rule, at its line, with the rule."""
    problems: list[Problem] = []
    rule = ""
    for line in out.splitlines():
        match = _IMPORT.match(line)
        if _RULE.match(line):
            rule = line.rstrip(":")
        elif match and line.startswith("-"):
            what = f"{rule}; this is how it does: {match['importer']} imports {match['imported']}"
            problems.append(Problem(what, f"{match['importer']}:{match['line']}", CURE))
    return problems
