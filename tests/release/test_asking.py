"""What can't be taken back is asked about on a terminal: no leaves everything as it is, scripts are not asked."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from release_support import Repository

from trueline.release.errors import ReleaseCode

pexpect: Any = pytest.importorskip("pexpect")

STEPS = ("tag", "publish", "resume")
_QUESTION = r"will .*That can't be taken back\. Go on\? \[y/N\] "


def _words(repository: Repository, *step: str) -> list[str]:
    return ["-m", "trueline", "release", *step, "--project", str(repository.root)]


def _ended(child: Any) -> tuple[int, str]:
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("answer", ["", "n", "publish"])
def test_anything_but_yes_leaves_everything_as_it_is(released: Repository, step: str, answer: str) -> None:
    before = released.git("for-each-ref")
    child = pexpect.spawn(sys.executable, _words(released, step), encoding="utf-8", timeout=300)
    child.expect(_QUESTION)
    child.sendline(answer)
    code, said = _ended(child)
    assert code == ReleaseCode.PRECONDITION
    assert "nothing was done" in said
    assert f"trueline release {step} --yes" in said
    assert released.git("for-each-ref") == before


@pytest.mark.slow
def test_yes_goes_on_to_what_the_step_itself_refuses_and_so_does_the_option(released: Repository) -> None:
    child = pexpect.spawn(sys.executable, _words(released, "publish"), encoding="utf-8", timeout=300)
    child.expect(_QUESTION)
    child.sendline("y")
    code, said = _ended(child)
    assert (code, "GATED:" in said) == (ReleaseCode.GATE, True)
    for option in ("--yes", "--dry-run"):
        code, said = _ended(
            pexpect.spawn(sys.executable, _words(released, "publish", option), encoding="utf-8", timeout=300)
        )
        assert code
        assert "Go on?" not in said


@pytest.mark.parametrize("step", STEPS)
def test_a_script_is_not_asked(released: Repository, step: str) -> None:
    """All three refuse a change that is not committed: the question comes before that, as on a terminal."""
    released.edit("A heavy thing.", "A very heavy thing.")
    done = subprocess.run(
        [sys.executable, *_words(released, step)], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode
    assert "Go on?" not in done.stderr
