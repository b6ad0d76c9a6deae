"""Documents from a grammar: each is generated and its code takes values, or it is refused. ``make fuzz`` makes more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from fuzz.harness import generate, imported, run
from fuzz.search import search, smaller

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_document_is_generated_or_refused(number: int) -> None:
    found = search(number, 25)
    assert {problem: detail for problem, (_, detail) in found.problems.items()} == {}
    assert found.cases == 25
    assert found.generated >= 10
    assert found.values >= 200


def test_more_chunks_than_one_process_runs_come_to_an_end() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--cases", "5", "--chunk", "1", "--jobs", "1", "--seed", "0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert "\n5 cases: " in done.stdout, done.stdout + done.stderr


def small(**schemas: object) -> dict[str, object]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
    operation = {"responses": {"200": {"description": "", "content": content}}}
    info = {"title": "t", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {"/a": {"get": operation}}, "components": {"schemas": schemas}}


def test_a_good_document_has_values() -> None:
    outcome = run(small(A={"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}))
    assert (outcome.problem, outcome.refused) == ("", "")
    assert outcome.values == 6


@pytest.mark.parametrize("marks", [{}, {"readOnly": True}, {"writeOnly": True}, {"readOnly": True, "writeOnly": True}])
def test_a_property_that_says_itself_that_it_is_required_is_there_in_each_value(marks: dict[str, bool]) -> None:
    outcome = run(small(A={"properties": {"n": {"type": "integer", "required": True, **marks}}}))
    assert (outcome.problem, outcome.refused) == ("", "")


def test_a_refusal_is_told_from_a_problem() -> None:
    outcome = run(small(A={"$ref": "#/components/schemas/B"}))
    assert "points nowhere" in outcome.refused


def test_code_that_does_not_compile_is_a_problem() -> None:
    files, refused = generate(small(A={"type": "string", "enum": ["x"]}), "broken_package")
    assert refused is None
    broken = {**files, "src/broken_package/types/a.py": b"def"}
    with imported(broken, "broken_package"), pytest.raises(SyntaxError):
        __import__("broken_package.types.a")


def test_a_document_is_made_smaller_while_its_problem_stays() -> None:
    document = {"a": [1, {"keep": True}, 2], "b": {"c": 3}}
    found = smaller(document, "bad", lambda d: "bad" if "keep" in str(d) else "")
    assert found == {"a": [{"keep": True}]}
