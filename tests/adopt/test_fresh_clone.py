"""A fresh clone of what ``trueline init`` makes: its commands work at once, with Python, make and git alone.

It has the layout of openapi-python-client. A repository with ours has the same scripts, locks and targets: that the
targets hold there, the guide for newcomers shows, and ``make adopt-check SPEC=...`` for any document.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import stock_repository
from adopting import ROOT, git, rehearsed, run

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.checking import begin_with_what_is_known
from support.fresh_machine import Make, fresh_machine
from support.sites import broken_links, pages_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("fresh-clone")]

#: Another document than the small one: `make adopt-check SPEC=discord.json`.
SPEC = os.environ.get("TRUELINE_ADOPT_SPEC", "")


def machine(folder: Path, checkout: Path) -> Make:
    """A fresh machine, on which make leaves nothing in the checkout that git sees."""
    make = fresh_machine(folder, checkout)

    def watched(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = make(*arguments)
        assert git(checkout, "status", "--short") == "", "it left something that git sees"
        return done

    return watched


@pytest.fixture(scope="module")
def cloned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of a new repository that keeps this Trueline in it."""
    folder = tmp_path_factory.mktemp("fresh")
    begin_with_what_is_known()
    ours = ["--spec", str(Path(SPEC).absolute()), "--package", "acme_client"]
    options = ours if SPEC else stock_repository.options(folder)
    done = run("init", "made", "--trueline", str(ROOT), *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    git(folder, "clone", "-q", "made", "a clone")
    return folder / "a clone"


@pytest.fixture(scope="module")
def make(cloned: Path, tmp_path_factory: pytest.TempPathFactory) -> Make:
    return machine(tmp_path_factory.mktemp("machine"), cloned)


def test_generate_sdk_sets_everything_up_and_changes_nothing(make: Make) -> None:
    assert "0 files written" in make("generate-sdk").stderr
    assert "Nothing to be done" in make("setup").stdout


if not SPEC:

    def test_the_package_is_the_one_that_its_settings_ask_for(cloned: Path) -> None:
        package = cloned / "sdks/python/acme_client"
        assert (package / "api/anvils/make_anvil.py").is_file()
        assert "class Block" in (package / "models/block.py").read_text("utf-8")
        assert "our own words" in (package / "errors.py").read_text("utf-8")
        assert (cloned / "openapi/config.yml").read_text("utf-8") == stock_repository.CONFIG


def test_its_tests_pass(make: Make) -> None:
    assert " 6 passed" in make("test").stdout


def test_its_gates_hold(make: Make) -> None:
    assert [line.split()[:2] for line in make("check").stdout.splitlines() if line.startswith(("ok  ", "FAIL"))] == [
        ["ok", gate]
        for gate in (
            *("loss", "second-reader", "stale", "docs", "hand-edit", "sunset"),
            "scopes",
            "agents",
            "imports",
            "determinism",
        )
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (".github/workflows/ci.yml", "timeout-minutes: 30", "timeout-minuts: 30", "timeout-minuts"),
        (".github/workflows/ci.yml", "persist-credentials: false, ", "", "artipacked"),
        ("tests/test_sdk.py", "-> None:\n    route =", "-> int:\n    route =", "Missing return statement"),
    ],
    ids=["a key that no workflow has", "credentials that stay", "a wrong type"],
)
def test_its_gates_find_what_they_are_for(make: Make, cloned: Path, path: str, old: str, new: str, said: str) -> None:
    text = (cloned / path).read_text("utf-8")
    assert old in text
    (cloned / path).write_text(text.replace(old, new), "utf-8")
    try:
        with pytest.raises(AssertionError, match=said):
            make("check")
    finally:
        git(cloned, "checkout", "-q", "--", path)


def test_its_site_is_built_of_what_the_lock_has(make: Make, cloned: Path) -> None:
    make("docs")
    assert "acme-client" in (cloned / "build/site/index.html").read_text("utf-8")
    pages = pages_of(cloned / "build/site")
    assert broken_links(pages) == []
    assert {path.name for path in pages} >= {"index.html", "CHANGELOG.html", "RELEASE.html"}


def test_its_sdk_is_built(make: Make) -> None:
    assert make("build-sdk").stdout.count("PASSED") == 2


if SPEC:  # of a small document, the newcomer's; the second release of this layout is tests/workflows

    def test_a_release_is_rehearsed(make: Make) -> None:
        """From the plan to the installation by name, on a real index; nothing of it is left behind."""
        assert set(rehearsed(make).values()) == {"ok"}


def test_updating_it_with_its_own_trueline_changes_nothing(make: Make) -> None:
    make("update")
