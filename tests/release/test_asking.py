"""What can't be taken back is asked about on a terminal: no leaves everything as it is, scripts are not asked."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path
from typing import Any

import pytest
from release_support import Repository

from trueline.cli import main
from trueline.release.errors import ReleaseCode

pexpect: Any = pytest.importorskip("pexpect")
fdpexpect: Any = pytest.importorskip("pexpect.fdpexpect")

STEPS = ("tag", "publish", "resume")
_QUESTION = r"will .*That can't be taken back\. Go on\? \[y/N\] "


def _words(repository: Repository, *step: str) -> list[str]:
    return ["release", *step, "--project", str(repository.root)]


class Terminal:
    """A step on a terminal of its own, in a child of this process, which has imported what each start would again."""

    def __init__(self, repository: Repository, *step: str) -> None:
        self._child, terminal = pty.fork()
        if self._child == 0:  # pragma: no cover - in the child
            code = 70
            try:
                sys.stdin, sys.stdout, sys.stderr = (os.fdopen(fd, mode) for fd, mode in ((0, "r"), (1, "w"), (2, "w")))
                code = main(_words(repository, *step))
                sys.stderr.flush()
            finally:
                os._exit(code)
        self._output = fdpexpect.fdspawn(terminal, encoding="utf-8", timeout=300)

    def answer(self, text: str) -> None:
        self._output.expect(_QUESTION)
        self._output.sendline(text)

    def ended(self) -> tuple[int, str]:
        """Exit code and what was said since the last answer."""
        self._output.expect(pexpect.EOF)
        self._output.close()
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1]), self._output.before


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("answer", ["", "n", "publish"])
def test_anything_but_yes_leaves_everything_as_it_is(released: Repository, step: str, answer: str) -> None:
    before = released.git("for-each-ref")
    terminal = Terminal(released, step)
    terminal.answer(answer)
    code, said = terminal.ended()
    assert code == ReleaseCode.PRECONDITION
    assert "nothing was done" in said
    assert f"trueline release {step} --yes" in said
    assert released.git("for-each-ref") == before


@pytest.mark.slow
def test_yes_goes_on_to_what_the_step_itself_refuses_and_so_does_the_option(released: Repository) -> None:
    terminal = Terminal(released, "publish")
    terminal.answer("y")
    code, said = terminal.ended()
    assert (code, "GATED:" in said) == (ReleaseCode.GATE, True)
    for option in ("--yes", "--dry-run"):
        code, said = Terminal(released, "publish", option).ended()
        assert code
        assert "Go on?" not in said


@pytest.mark.parametrize("step", STEPS)
def test_a_script_is_not_asked(
    released: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: str
) -> None:
    """All three refuse a change that is not committed: the question comes before that, as on a terminal."""
    released.edit("A heavy thing.", "A very heavy thing.")
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert main(_words(released, step))
    assert "Go on?" not in capsys.readouterr().err
