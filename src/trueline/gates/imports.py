"""Every module of the SDK imports alone: in an interpreter where nothing of it was imported before.

One interpreter a module would cost minutes. ``lone_imports.py`` starts once, imports nothing of the SDK, and forks for
every module: each child is as fresh as a new interpreter. Only the SDK's declared dependencies can be imported there.
"""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.tools import run, tail

CURE = "Change the templates or the runtime, then run `make generate-sdk`."
_SCRIPT = Path(__file__).with_name("lone_imports.py")
#: The modules that need an extra of the SDK. The console script's own module imports without it.
_EXTRAS = {
    "cli": re.compile(r"\w+\._runtime\.cli\.(?!table$)\w+"),
    "mcp": re.compile(r"\w+\._runtime\.agents\.(?!catalogue$|arguments$)\w+"),
    "testing": re.compile(r"\w+\.testing\.fixtures"),
}


def imports(checkout: Checkout) -> GateResult:
    """No import of any module fails, warns, or needs what the SDK does not depend on.

    The modules of the command line may also import what the extra ``cli`` brings, those for agents what ``mcp`` brings,
    fixtures for tests what ``testing`` brings; no other module may.
    """
    names = _modules(checkout.package)
    behind = {extra: [name for name in names if modules.fullmatch(name)] for extra, modules in _EXTRAS.items()}
    alone = [name for name in names if not any(name in needing for needing in behind.values())]
    with tempfile.TemporaryDirectory(prefix="trueline-gate-") as bytecode:
        problems = _tried(checkout, alone, "", bytecode)
        for extra, needing in behind.items():
            problems = problems or (_tried(checkout, needing, extra, bytecode) if needing else [])
    return result("imports", problems)


def _tried(checkout: Checkout, names: list[str], extra: str, bytecode: str) -> list[Problem]:
    dependencies = _dependencies(checkout.output / "pyproject.toml", extra)
    allowed = {checkout.config.package, *_top_level(dependencies)}
    folders = {"path": str(checkout.package.parent), "bytecode": bytecode}
    order = json.dumps({**folders, "allowed": sorted(allowed), "modules": names})
    done = run(checkout, [checkout.python, "-I", "-W", "error", str(_SCRIPT), order])
    if done.code:
        return [Problem(f"the imports could not be tested: {tail(done.err)}", "", "Report this bug.")]
    failures: dict[str, str] = json.loads(done.out)
    return [Problem(f"does not import alone: {why}", name, CURE) for name, why in failures.items()]


def _modules(package: Path) -> list[str]:
    names: list[str] = []
    for path in package.rglob("*.py"):
        parts = path.relative_to(package.parent).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return sorted(names)


def _dependencies(pyproject: Path, extra: str) -> set[str]:
    """The distributions that the SDK requires, with one of its extras, and what those require in turn."""
    project = tomllib.loads(pyproject.read_text("utf-8")).get("project", {})
    more = project.get("optional-dependencies", {}).get(extra, [])
    waiting = [Requirement(line) for line in [*project.get("dependencies", []), *more]]
    required: set[tuple[str, str]] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        for wanted in {(name, "")} | {(name, extra) for extra in requirement.extras}:
            if wanted not in required:
                required.add(wanted)
                waiting += _requires(*wanted)
    return {name for name, _ in required}


def _requires(name: str, extra: str) -> list[Requirement]:
    """What a distribution requires here, with one of its extras or with none (empty)."""
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []  # behind a marker that does not apply here; an import that needs it will say so
    requirements = map(Requirement, lines)
    return [one for one in requirements if one.marker is None or one.marker.evaluate({"extra": extra})]


@cache
def _installed() -> Mapping[str, list[str]]:
    """The distributions that bring each top-level module. A fifth of a second, and asked for once an extra."""
    return metadata.packages_distributions()


def _top_level(distributions: Iterable[str]) -> set[str]:
    wanted = set(distributions)
    return {module for module, names in _installed().items() if wanted.intersection(map(canonicalize_name, names))}
