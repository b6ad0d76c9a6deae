"""What is generated does not depend on the order of sets, which is another one in each process."""

from __future__ import annotations

import subprocess
import sys

import pytest


def printed(program: str, seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("pattern", [r"^[^<>]+$", r"^\W\w$", r"^.{2,9}$", r"^(a|[^a-z]\S)+$", r"^[\s\d]x\D$"])
def test_strings_of_a_pattern_are_the_same_in_every_process(pattern: str) -> None:
    program = (
        f"from trueline.codegen.samples import matching; print(matching({{'type': 'string', 'pattern': {pattern!r}}}))"
    )
    made = {printed(program, seed) for seed in ("1", "2", "3")}
    assert len(made) == 1
    assert len(made.pop()) > 10
