"""A deprecation gives the notice that the settings ask for, or it is not released: plan, prepare, check and diff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from release_support import Repository

from trueline.cli import main
from trueline.release.errors import ReleaseCode

_NAME = "summary: Read one anvil."
ASKED = "[tool.trueline.release]\ndeprecation_days_stable = 90\ndeprecation_days_beta = 30\n"


def deprecate(repository: Repository, days: int | None, level: str = "", *, asked: str = ASKED) -> None:
    """Deprecate an operation until so many days from now, in a repository that asks for notice."""
    until = datetime.now(UTC).date() + timedelta(days=days or 0)
    dates = f"\n      x-sunset: '{until.isoformat()}'" if days is not None else ""
    stability = f"\n      x-stability-level: {level}" if level else ""
    repository.edit(_NAME, f"{_NAME}\n      deprecated: true{dates}{stability}")
    settings = repository.root / "pyproject.toml"
    settings.write_text(settings.read_text("utf-8").replace("[tool.trueline.release]\n", asked), "utf-8")
    repository.generate()
    repository.commit("One anvil is enough for nobody")


@pytest.mark.parametrize(
    ("days", "level", "said"),
    [
        (None, "", "deprecated without a sunset date, and 90 days"),
        (89, "", "less than the 90 days"),
        (89, "stable", "less than the 90 days"),
        (29, "beta", "less than the 30 days"),
    ],
)
def test_one_that_gives_less_is_not_released(
    released: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    days: int | None,
    level: str,
    said: str,
) -> None:
    if level:
        released.edit(_NAME, f"{_NAME}\n      x-stability-level: {level}")
        released.generate()
        released.commit("Its stability")
        released.git("tag", "--force", "--annotate", "acme-v1.0.0", "--message", "acme 1.0.0")
        released.edit(f"\n      x-stability-level: {level}", "")
    deprecate(released, days, level)
    before = released.git("rev-parse", "HEAD")
    for step in ("plan", "prepare"):
        assert released.release(step, "--offline") == ReleaseCode.PRECONDITION
        told = capsys.readouterr().err
        assert said in told
        assert "x-sunset: 'YYYY-MM-DD'" in told
        assert "deprecation_days_stable" in told
    assert released.git("rev-parse", "HEAD") == before
    monkeypatch.chdir(released.root)
    assert main(["check", "--only", "sunset"]) == 1
    assert said in capsys.readouterr().out
    diff = ["diff", "acme-v1.0.0:openapi/acme.yaml", "openapi/acme.yaml", "--fail-on-wire", "error"]
    assert main(diff) == 1
    assert said in capsys.readouterr().out
    assert main([*diff, "--deprecation-days-stable", "0", "--deprecation-days-beta", "0"]) == 0


@pytest.mark.parametrize("level", ["", "beta", "alpha"])
def test_one_that_gives_enough_is_released_and_what_is_unstable_owes_none(
    released: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], level: str
) -> None:
    deprecate(released, None if level == "alpha" else 90, level)
    assert released.release("prepare", "--offline") == ReleaseCode.DONE
    assert "1.1.0" in capsys.readouterr().err
    monkeypatch.chdir(released.root)
    assert main(["check", "--only", "sunset"]) == 0


def test_without_the_keys_and_before_a_first_release_nothing_is_asked_for(
    released: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    deprecate(released, 1, asked="[tool.trueline.release]\n")
    assert released.release("plan", "--offline") == ReleaseCode.DONE
    monkeypatch.chdir(released.root)
    assert main(["check", "--only", "sunset"]) == 0
    released.git("tag", "--delete", "acme-v1.0.0")
    settings = released.root / "pyproject.toml"
    settings.write_text(settings.read_text("utf-8").replace("[tool.trueline.release]\n", ASKED), "utf-8")
    assert main(["check", "--only", "sunset"]) == 0
    assert main(["diff", "openapi/acme.yaml", "openapi/acme.yaml"]) == 0


@pytest.mark.parametrize("value", ["-1", "true", '"90"', "1.5", "100000"])
def test_days_that_are_none_are_refused_with_their_line(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    settings = repository.root / "pyproject.toml"
    text = f"[tool.trueline.release]\ndeprecation_days_stable = {value}\n"
    settings.write_text(settings.read_text("utf-8").replace("[tool.trueline.release]\n", text), "utf-8")
    monkeypatch.chdir(repository.root)
    assert main(["check", "--only", "sunset"]) == 2
    assert "not a number of days" in capsys.readouterr().err
    assert main(["diff", "openapi/acme.yaml", "openapi/acme.yaml"]) == 2
    assert "pyproject.toml:8: [tool.trueline.release] deprecation_days_stable" in capsys.readouterr().err
