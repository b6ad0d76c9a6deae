"""Hand-written Python is linted and formatted."""

from __future__ import annotations

import re

from trueline.codegen.format import find_ruff
from trueline.gates.checkout import Checkout
from trueline.gates.result import GateResult, Problem, result
from trueline.gates.tools import Done, run, tail

_FAULT = re.compile(r"(?P<where>(?P<file>.+?):\d+:\d+): (?P<what>.+)")


def style(checkout: Checkout) -> GateResult:
    """``ruff check`` and ``ruff format --check`` with the settings of the checkout."""
    return result("style", [*_lint(checkout), *_format(checkout)])


def _lint(checkout: Checkout) -> list[Problem]:
    done = run(checkout, [str(find_ruff()), "check", "--quiet", "--output-format", "concise", "."])
    cure = "Run `ruff check --fix` for what it can fix, and correct the rest by hand."
    problems = [Problem(match["what"], match["where"], cure) for match in _faults(done.out)]
    return problems or _failure("check", done)


def _format(checkout: Checkout) -> list[Problem]:
    done = run(checkout, [str(find_ruff()), "format", "--check", "--output-format", "concise", "."])
    names = sorted({match["file"] for match in _faults(done.out)})
    problems = [Problem("is not formatted", name, f"Run `ruff format {name}`.") for name in names]
    return problems or _failure("format", done)


def _faults(out: str) -> list[re.Match[str]]:
    return [match for match in map(_FAULT.fullmatch, out.splitlines()) if match]


def _failure(command: str, done: Done) -> list[Problem]:
    if done.code == 0:
        return []
    what = f"ruff {command} failed: {tail(done.err or done.out)}"
    return [Problem(what, "pyproject.toml", "Correct what it complains about.")]
