"""Every module of the SDK imports alone: in an interpreter where nothing of it was imported before.

One interpreter a module would cost minutes. ``lone_imports.py`` starts once, imports nothing of the SDK, and forks for
every module: each child is where a new interpreter is when it comes to what is the module's own. Only what the SDK says
that it depends on can be imported there.
"""

from __future__ import annotations

import ast
import json
import re
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.tools import run, tail

CURE = "Change the templates or the runtime, then run `make generate-sdk`."
#: The end of a module's docstring, and after it the beginning of what is no import, blank or comment.
_DOCSTRING = re.compile(r'(?:#.*\n|\s)*(?:"""[\s\S]*?""")?')
_CODE = re.compile(r"^(?!import\b|from\b|[\s#)])", re.MULTILINE)
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
    routes = _routes(checkout.package)
    behind = {extra: [name for name in routes if modules.fullmatch(name)] for extra, modules in _EXTRAS.items()}
    alone = [name for name in routes if not any(name in needing for needing in behind.values())]
    with tempfile.TemporaryDirectory(prefix="trueline-gate-") as bytecode:
        problems = _tried(checkout, {name: routes[name] for name in alone}, "", bytecode)
        for extra, needing in behind.items():
            wanted = {name: routes[name] for name in needing}
            problems = problems or (_tried(checkout, wanted, extra, bytecode) if needing else [])
    return result("imports", problems)


def _tried(checkout: Checkout, routes: dict[str, list[str]], extra: str, bytecode: str) -> list[Problem]:
    dependencies = _dependencies(checkout.output / "pyproject.toml", extra)
    allowed = {checkout.config.package, *_top_level(dependencies)}
    folders = {"path": str(checkout.package.parent), "bytecode": bytecode}
    order = json.dumps({**folders, "allowed": sorted(allowed), "modules": routes})
    done = run(checkout, [checkout.python, "-I", "-W", "error", str(_SCRIPT), order])
    if done.code:
        return [Problem(f"the imports could not be tested: {tail(done.err)}", "", "Report this bug.")]
    failures: dict[str, str] = json.loads(done.out)
    return [Problem(f"does not import alone: {why}", name, CURE) for name, why in failures.items()]


def _routes(package: Path) -> dict[str, list[str]]:
    """Each module with what importing it begins with: the packages above it, what its first lines import, itself."""
    routes: dict[str, list[str]] = {}
    for path in package.rglob("*.py"):
        parts = path.relative_to(package.parent).with_suffix("").parts
        above = [".".join(parts[:count]) for count in range(1, len(parts))]
        module = [] if parts[-1] == "__init__" else [*_first_imports(path, parts), ".".join(parts)]
        routes[(above + module)[-1]] = above + module
    return dict(sorted(routes.items()))


def _first_imports(path: Path, parts: Sequence[str]) -> list[str]:
    """The modules that it imports before it does anything else. ``parts`` are of its own name."""
    text = _DOCSTRING.sub("", path.read_text("utf-8", "replace"), count=1)
    try:
        statements = ast.parse(_CODE.split(text, 1)[0]).body
    except SyntaxError:
        return []
    found: list[str] = []
    for statement in statements:
        match statement:
            case ast.ImportFrom("__future__"):
                pass
            case ast.ImportFrom(str(module), level=level):
                found.append(".".join([*(parts[:-level] if level else ()), module]))
            case ast.Import(names):
                found += [alias.name for alias in names]
            case _:
                break
    return found


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
