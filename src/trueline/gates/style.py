"""Hand-written Python is linted and formatted."""

from __future__ import annotations

from trueline.codegen.format import find_ruff
from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.tools import run, tail

FOLDERS = ("src", "scripts", "tests")


def style(checkout: Checkout) -> GateResult:
    """``ruff check`` and ``ruff format --check`` with the settings of the checkout."""
    return result("style", [*_lint(checkout), *_format(checkout)])


def _folders(checkout: Checkout) -> list[str]:
    return [folder for folder in FOLDERS if (checkout.root / folder).is_dir()]


def _lint(checkout: Checkout) -> list[Problem]:
    done = run(checkout, [str(find_ruff()), "check", "--quiet", "--output-format", "concise", *_folders(checkout)])
    cure = "Run `ruff check --fix` for what it can fix, and correct the rest by hand."
    problems: list[Problem] = []
    for line in done.out.splitlines():
        where, _, what = line.partition(": ")
        problems.append(Problem(what or line, where if what else "", cure))
    return problems or _failure("check", done.code, done.err)


def _format(checkout: Checkout) -> list[Problem]:
    done = run(checkout, [str(find_ruff()), "format", "--check", *_folders(checkout)])
    prefix = "Would reformat: "
    names = [line.removeprefix(prefix) for line in done.out.splitlines() if line.startswith(prefix)]
    problems = [Problem("is not formatted", name, f"Run `ruff format {name}`.") for name in names]
    return problems or _failure("format", done.code, done.err)


def _failure(command: str, code: int, message: str) -> list[Problem]:
    if code == 0:
        return []
    return [Problem(f"ruff {command} failed: {tail(message)}", "pyproject.toml", "Correct what it complains about.")]
