"""All code type-checks in mypy and pyright, both strict; generated code without one ignore."""

from __future__ import annotations

import io
import json
import os
import re
import tempfile
import tokenize
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tollkeeper_gates.node import pyright
from trueline.codegen.format import RUNTIME_FOLDER
from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.tools import Done, run, tail

HAND_WRITTEN = "Correct the types; an ignore needs a reason beside it."
GENERATED = "Change the templates or the runtime, then run `make generate-sdk`."
_SDK_PYTHON = "3.10"
_IGNORE = re.compile(r"#.*?(type:\s*ignore|pyright:|mypy:|noqa|ruff:)")
_MYPY = re.compile(r"(?P<where>.+?:\d+(?::\d+)?): error: (?P<what>.*)")


def types(checkout: Checkout) -> GateResult:
    """No error in either checker, and no comment in generated code that hides one.

    Raises ``UsageError`` where pyright is not installed.
    """
    sdk_options = _sdk_options(checkout)
    pyright(checkout)  # where it is not installed, say so before mypy is waited for
    with ThreadPoolExecutor(1) as beside:  # one core each
        pyrights = beside.submit(lambda: [*_pyright(checkout, checkout.root, HAND_WRITTEN), *_pyright_sdk(checkout)])
        mypys = [*_mypy(checkout, [], HAND_WRITTEN), *_mypy(checkout, sdk_options, GENERATED)]
        return result("types", [*_ignores(checkout), *mypys, *pyrights.result()])


def _ignores(checkout: Checkout) -> Iterator[Problem]:
    """Comments that silence a checker. The runtime is hand-written: there each is explained, idle ones are errors."""
    for path in sorted(checkout.package.rglob("*.py")):
        if RUNTIME_FOLDER in path.relative_to(checkout.package).parts:
            continue
        source = path.read_text("utf-8")
        for token in tokenize.generate_tokens(io.StringIO(source).readline) if "#" in source else ():
            if token.type == tokenize.COMMENT and _IGNORE.match(token.string):
                where = f"{checkout.shown(path)}:{token.start[0]}"
                yield Problem(f"generated code turns a checker off: {token.string}", where, GENERATED)


def _sdk_options(checkout: Checkout) -> list[str]:
    cache = checkout.root / ".mypy_cache" / "sdk"
    options = ["--strict", "--config-file=", f"--cache-dir={cache}", f"--python-version={_SDK_PYTHON}"]
    return [*options, str(checkout.package)]


def _mypy(checkout: Checkout, options: list[str], cure: str) -> list[Problem]:
    done = run(checkout, [checkout.python, "-m", "mypy", "--no-error-summary", "--no-pretty", *options])
    found = [match for match in map(_MYPY.fullmatch, done.out.splitlines()) if match]
    problems = [Problem(f"{match['what']} (mypy)", match["where"], cure) for match in found]
    return problems or _failure("mypy", done)


def _pyright(checkout: Checkout, project: Path, cure: str) -> list[Problem]:
    done = run(checkout, [*pyright(checkout), "--outputjson", "--project", str(project)])
    try:
        report: dict[str, Any] = json.loads(done.out)
        faults: list[dict[str, Any]] = report["generalDiagnostics"]
        analysed = int(report["summary"]["filesAnalyzed"])
    except (ValueError, KeyError, TypeError):
        return _failure("pyright", done) or [
            Problem(f"pyright's output can't be read: {tail(done.out)}", "", "Run it by hand.")
        ]
    if not analysed:
        return [Problem("pyright found no file to check", checkout.shown(project), "Correct [tool.pyright].")]
    return [_fault(checkout, fault, cure) for fault in faults if fault["severity"] in {"error", "warning"}]


def _fault(checkout: Checkout, fault: dict[str, Any], cure: str) -> Problem:
    line = int(fault.get("range", {}).get("start", {}).get("line", 0)) + 1
    where = f"{checkout.shown(Path(fault.get('file', '')))}:{line}"
    return Problem(f"{fault['message']} (pyright {fault.get('rule', '')})".replace("\n", " "), where, cure)


def _pyright_sdk(checkout: Checkout) -> list[Problem]:
    """The SDK has no settings of its own for checkers, so that it is checked with ours and nothing else."""
    with tempfile.TemporaryDirectory(prefix="trueline-gate-") as folder:
        project = Path(folder).resolve() / "pyrightconfig.json"
        package = os.path.relpath(checkout.package.resolve(), project.parent)  # it ignores an absolute path
        settings = {
            "include": [package],
            "extraPaths": [str(checkout.package.parent)],
            "typeCheckingMode": "strict",
            "pythonVersion": _SDK_PYTHON,
            "venvPath": str(checkout.root),
            "venv": ".venv",
        }
        project.write_text(json.dumps(settings), "utf-8", newline="\n")
        return _pyright(checkout, project, GENERATED)


def _failure(tool: str, done: Done) -> list[Problem]:
    if done.code == 0:
        return []
    return [Problem(f"{tool} failed: {tail(done.err or done.out)}", "", "Correct what it complains about.")]
