"""``resume`` asks every state for its evidence, and does what is missing, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from published import Release, build
from release_support import Repository
from support.fake_index import Fault, serve_index

from trueline.cli import main
from trueline.release.errors import PreconditionError
from trueline.release.project import load_project
from trueline.release.states import State
from trueline.release.steps import announce, confirm, publish, resume, tag


@pytest.fixture
def verified(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Iterator[Release]:
    """A release that was built and passed its checks."""
    monkeypatch.setenv("TWINE_USERNAME", "maintainer")
    monkeypatch.setenv("TWINE_PASSWORD", "secret")
    with serve_index() as server:
        yield build(repository, server)


def test_before_prepare_there_is_nothing_to_resume(repository: Repository) -> None:
    with pytest.raises(PreconditionError, match="no release to go on with") as caught:
        resume.run(load_project(repository.root))
    assert "release prepare" in caught.value.cure


def _states(lines: tuple[str, ...]) -> list[str]:
    return [line.split(":")[0].split()[0] for line in lines]


@pytest.mark.slow
def test_resume_goes_from_built_files_to_the_notes_and_then_has_nothing_to_do(verified: Release) -> None:
    root = ["--project", str(verified.root), "--installer", "uv"]
    # The index is not well at the second file, so that the release stays in part.
    verified.world.faults = [None, Fault.ANSWER_500_BEFORE]
    assert main(["release", "resume", *root]) == 8
    assert tag.evidence(verified.project, "1.0.0").holds
    assert publish.evidence(verified.project, "1.0.0").done == 1
    assert main(["release", "resume", *root]) == 0
    assert confirm.evidence(verified.project, "1.0.0").holds
    assert announce.evidence(verified.project, "1.0.0").holds
    said: list[str] = []
    lines = resume.run(verified.project, said.append).lines
    assert said == []
    assert _states(lines) == [state.name for state in State if state.number >= State.GATED.number]
    assert len(verified.world.uploads) == 3
    assert verified.whole
