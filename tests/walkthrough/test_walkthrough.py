"""The way of openapi/AGENTS.md, walked: a new resource with two scopes, a table, an event.

At each step the gate that is there for it fails and says why. At the end all hold. The files are in ``steps``;
docs/guides/add-an-endpoint.md shows them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))

from blocks import blocks
from step_files import STEPS, apply, parts
from support.sdks import ROOT
from tollkeeper_gates.__main__ import GATES
from working_copy import Copy

GUIDE = "docs/guides/add-an-endpoint.md"
LEFT_OUT = {"types", "imports", "determinism", "workflows", "pictures"}
"""Gates that this walk does not run at its end: each takes longer than all others, and CI runs them. Four of five
pictures show another API, and one what the SDK offers for keys, of which this walk changes nothing."""


NAMES = sorted(path.name for path in STEPS.iterdir())
SPEC_TESTS = "tests/spec/test_v1.py"
QUICK_SPEC_TESTS = ("-p", "no:respx", SPEC_TESTS, "-k", "not valid_openapi and not every_example")
"""Two take longer than all others. They hold at each step, and are asked at the end."""
CHECKED = "valid_request_here or what_the_models_say and sqlite"
WALL = "is_behind_the_wall"  # on PostgreSQL, where there is one
SERVER_TESTS = ("tests/server/test_server_migrations.py", "tests/server/test_server_attacks.py")
MORE_SERVER_TESTS = [f"tests/server/test_server_{name}.py" for name in ("http", "matrix", "plans", "tenancy")]
"""Those that have tests for each operation, the step's own, and the wall."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("walk") / "checkout")


def fails(outcome: tuple[int, str], *messages: str) -> None:
    code, said = outcome
    assert code == 1, said
    assert [message for message in messages if message not in said] == [], said


def holds(outcome: tuple[int, str]) -> None:
    assert outcome[0] == 0, outcome[1]


@pytest.mark.slow
def test_each_gate_fails_until_its_step_is_done(copy: Copy) -> None:
    """What failed at a step is not asked again right after it: at the end all of it holds."""
    apply("01-endpoint.yaml", copy.root)
    fails(copy.gates("scopes"), "plans/get/x-required-scopes: the scope 'plans:read' is required but not defined")
    apply("02-scopes.yaml", copy.root)

    fails(copy.pytest(*QUICK_SPEC_TESTS), "test_the_operations_are_those_of_the_outline", "4 failed")
    apply("03-spec-tests.py", copy.root)

    fails(
        copy.gates("stale", "docs", "scopes"),
        "resources/plans.py: the file is missing",
        "generated.lock: the input 'spec' changed",
        "FAIL  docs",
        "the SDK's enum and the document's differ in 'plans:read'",
        "Run `make generate-sdk`",
    )
    copy.make("generate-sdk")

    no_handler = ["plans.list has no handler", "plans.create has no handler"]
    fails(copy.gates("routes", "scope-sync"), *no_handler, "the server does not start")
    apply("04-server.py", copy.root)

    fails(copy.pytest(*SERVER_TESTS, "-k", CHECKED), "add_table", "'plans.create'", "'plans.list'", "2 failed")
    apply("05-migration.py", copy.root)

    fails(copy.gates("routes"), "plans.py:", "the event plan.created is sent but is not in")
    apply("06-event.yaml", copy.root)
    fails(copy.pytest(*QUICK_SPEC_TESTS), "test_every_event_is_described_as_a_webhook", "1 failed")
    apply("07-webhook.yaml", copy.root)
    fails(copy.gates("stale"), "types/plan_created_event.py: the file is missing")
    copy.generate()
    apply("08-tests.py", copy.root)

    wanted = f"test_v1 or sqlite and plans or {CHECKED} or {WALL}"
    holds(copy.pytest(SPEC_TESTS, *SERVER_TESTS, *MORE_SERVER_TESTS, "-k", wanted))
    holds(copy.script(*[name for name in GATES if name not in LEFT_OUT]))
    code, help_text = copy.python("-c", "from tollkeeper._cli import main; main()", "plans", "create", "--help")
    assert code == 0
    assert "--included-units" in help_text
    printed = [line for block in blocks(GUIDE) if block.language == "console" for line in block.text.splitlines()]
    assert len(printed) >= 9
    assert [line for line in printed if line.startswith("  ") and line not in copy.said.splitlines()] == []


def test_the_guide_shows_the_steps_and_no_copy_of_them() -> None:
    """Every block of code with a place is a part of a step, letter by letter, and every step is linked in its order."""
    known = [part.shown for step in NAMES for part in parts(step)]
    shown = [block.text for block in blocks(GUIDE) if block.language in {"yaml", "python"}]
    assert len(shown) >= 6
    assert [text for text in shown if text not in known] == []
    links = re.findall(r"\(\.\./\.\./tests/walkthrough/steps/([^)]+)\)", (ROOT / GUIDE).read_text("utf-8"))
    assert links == NAMES


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("# a.py, after: here\nx\n", "a.py has 0 lines that read 'here'"),
        ("# a.py, instead of: twice\nx\n", "a.py has 2 lines that read 'twice'"),
        ("# a.py, new\nx\n", "a.py is there already"),
        ("x\n", "does not begin with a place"),
        ("# a.yaml, at the end of /b/d\nx\n", "/b/d is not in a.yaml"),
    ],
)
def test_a_step_that_has_no_one_place_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, wrong: str
) -> None:
    monkeypatch.setattr("step_files.STEPS", tmp_path)
    (tmp_path / "step").write_text(step)
    (tmp_path / "a.py").write_text("twice\ntwice\n")
    (tmp_path / "a.yaml").write_text("b: {c: 1}\n")
    with pytest.raises(AssertionError, match=wrong):
        apply("step", tmp_path)


def test_a_part_goes_below_the_last_entry_and_above_what_is_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("step_files.STEPS", tmp_path)
    (tmp_path / "step").write_text("# a.yaml, at the end of /b\n  d: 4\n\n# a.yaml, at the end of /l\n- 2\n")
    (tmp_path / "a.yaml").write_text("b:\n  c: >-\n    text\n    more\n\n# about l\nl:\n- {x: 1}\n")
    apply("step", tmp_path)
    after = "b:\n  c: >-\n    text\n    more\n  d: 4\n\n# about l\nl:\n- {x: 1}\n- 2\n"
    assert (tmp_path / "a.yaml").read_text() == after
