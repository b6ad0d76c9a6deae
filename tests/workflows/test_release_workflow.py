"""``release.yml``, step by step: from a tag to a release on a loopback index, read back and installed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "adopt"))

import stock_repository
from adopting import git, run
from runner import ROOT, Runner
from support.fake_index import FakeIndex, serve_index
from support.fresh_machine import ABSENT
from support.own_wheel import own_wheel

from trueline.adopt.facts import Facts, Wheel
from trueline.adopt.scaffold import render

AUTHOR = {f"GIT_{who}_{what}": "t@example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
TAG = "acme-client-v1.1.0"
WHEEL = Wheel("trueline-0.1.0-py3-none-any.whl", "ab" * 32)
TOLLKEEPER = Facts(
    "Tollkeeper", "tollkeeper", "tollkeeper", "Tollkeeper", "openapi/v1.yaml", "sdks/python", "0.1.0", vendored=WHEEL
)


def test_the_workflow_that_releases_is_the_one_that_an_adopted_repository_has() -> None:
    theirs = next(file.text for file in render(TOLLKEEPER) if file.path == ".github/workflows/release.yml")
    assert (ROOT / ".github/workflows/release.yml").read_text("utf-8") == theirs


@pytest.fixture(scope="module")
def index() -> Iterator[FakeIndex]:
    with serve_index() as server:
        yield server


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory, index: FakeIndex) -> Path:
    """A repository with a release, 1.0.0, and a second one prepared and tagged, for the index of this test.

    It has the layout of openapi-python-client: tests/repo/test_fresh_checkout.py releases ours.
    """
    folder = tmp_path_factory.mktemp("workflow")
    done = run("init", "acme", *stock_repository.options(folder), "--trueline", own_wheel(), cwd=folder)
    assert done.returncode == 0, done.stderr
    root = folder / "acme"
    _release_to(index, root)
    git(root, "tag", "-a", "-m", "acme-client 1.0.0", "acme-client-v1.0.0")
    document = root / "openapi/openapi.yaml"
    document.write_text(document.read_text("utf-8").replace("components:\n", stock_repository.MORE, 1), "utf-8")
    assert run("generate", cwd=root).returncode == 0
    git(root, "add", "--all")
    git(root, "commit", "-qm", "Get one anvil")
    prepared = run("release", "prepare", "--offline", cwd=root, **AUTHOR)
    assert "1.1.0: minor since 1.0.0" in prepared.stderr
    assert prepared.returncode == 0
    git(root, "tag", "-a", "-m", "acme-client 1.1.0", TAG)
    return root


def _release_to(index: FakeIndex, root: Path) -> None:
    """In place of the public index."""
    settings = root / "pyproject.toml"
    where = f'name = "pypi"\nupload = "{index.upload}"\nsimple = "{index.simple}"\n'
    text = settings.read_text("utf-8").replace('name = "pypi"\n', where)
    # `make check` runs tools that only the environment of an adopted repository has: test_fresh_clone.py runs it there.
    assert '["make check", "make test"]' in text
    settings.write_text(text.replace('"make check", ', ""), "utf-8")
    git(root, "commit", "-qam", "Releases go to the index of this test")


@pytest.mark.slow
@pytest.mark.xdist_group("release-workflow")
def test_a_tag_becomes_a_release_that_is_read_back_and_installed(
    repository: Path, index: FakeIndex, tmp_path: Path
) -> None:
    download = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--only-binary",
        ":all:",
        "--dest",
        str(tmp_path / "d"),
    ]
    subprocess.run([*download, "httpx", "attrs", "python-dateutil"], check=True, capture_output=True)
    for wheel in (tmp_path / "d").iterdir():
        index.world.put(wheel.name, wheel.read_bytes())
    runner = Runner(repository, TAG, tmp_path / "jobs", index.upload)
    runner.program("gh", 'echo "$@" >>"$HOME/asked.txt"; test "$2" != view')
    for name in ABSENT:
        runner.program(name, f'echo "{name} $@" >>"$HOME/asked.txt"; exit 97')
    runner.run(repository / ".github/workflows/release.yml")
    said = (tmp_path / "jobs/confirm/.release/1.1.0.json").read_text("utf-8")
    assert all(f'"step": "{step}"' in said for step in ("gate", "verify", "rehearse", "confirm"))
    assert [step for step in runner.ran if step.startswith(("make", "pypa"))] == [
        "make release-build",
        "make release-gate",
        "make release-verify ARGS=--every-python",
        "make release-rehearse",
        "make release-publish INDEX=pypi ARGS=--dry-run",
        "pypa/gh-action-pypi-publish",
        "make release-confirm INDEX=pypi",
        "make release-announce",
        "make release-page",
    ]
    assert "the tests of 1.0.0 pass" in runner.said
    notes = (tmp_path / "jobs/confirm/.release/1.1.0.notes.md").read_text("utf-8")
    assert "- **anvils:** `anvils.get_anvil` was added (GET /anvils/{anvilId})." in notes
    assert [path.name for path in (tmp_path / "jobs/home").iterdir()] == ["asked.txt"]
    asked = (tmp_path / "jobs/home/asked.txt").read_text("utf-8").splitlines()
    assert [line.split()[1] for line in asked] == ["view", "create", "upload", "edit"]
    assert "--draft --verify-tag --title acme-client-v1.1.0 --notes-file dist/notes/1.1.0.notes.md" in asked[1]
    assert "dist/acme_client-1.1.0-py3-none-any.whl dist/acme_client-1.1.0.tar.gz" in asked[2]
    assert asked[3].endswith("acme-client-v1.1.0 --draft=false")
    built = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "jobs/build/dist").iterdir()
    }
    assert {name: digest for name, digest in index.world.hashes.items() if name.startswith("acme_client-")} == {
        name: digest for name, digest in built.items() if name != "manifest.json"
    }


@pytest.mark.slow
@pytest.mark.xdist_group("release-workflow")
def test_a_tag_on_another_commit_publishes_nothing(repository: Path, index: FakeIndex, tmp_path: Path) -> None:
    git(repository, "tag", "--force", "-a", "-m", "a mistake", "acme-client-v9.9.9")
    with pytest.raises(
        AssertionError, match=r"the tag acme-client-v9\.9\.9 was expected, and this is acme-client-v1\.1\.0"
    ):
        Runner(repository, "acme-client-v9.9.9", tmp_path / "jobs", index.upload).run(
            repository / ".github/workflows/release.yml"
        )
    assert not [name for name in index.world.files if "9.9.9" in name]


@pytest.mark.slow
@pytest.mark.xdist_group("release-workflow")
def test_the_name_of_a_tag_is_text_and_never_a_command(repository: Path, index: FakeIndex, tmp_path: Path) -> None:
    hostile = 'acme-client-v1$(shell${IFS}touch${IFS}made)`touch${IFS}made`";touch${IFS}made"'.replace("{IFS}", "{X}")
    git(repository, "tag", "-a", "-m", "hostile", hostile)
    with pytest.raises(AssertionError, match="was expected"):
        Runner(repository, hostile, tmp_path / "jobs", index.upload).run(repository / ".github/workflows/release.yml")
    assert not list((tmp_path / "jobs").rglob("made"))


@pytest.mark.slow
@pytest.mark.xdist_group("release-workflow")
def test_a_tagged_commit_with_a_failing_test_publishes_nothing(
    repository: Path, index: FakeIndex, tmp_path: Path
) -> None:
    clone = tmp_path / "acme"
    git(tmp_path, "clone", "--quiet", str(repository), str(clone))
    for key in ("user.name", "user.email"):
        git(clone, "config", key, "wile@acme.example")
    (clone / "tests/test_broken.py").write_text("def test_anvils() -> None:\n    raise RuntimeError\n", "utf-8")
    git(clone, "add", "--all")
    git(clone, "commit", "-qm", "A test that fails")
    git(clone, "tag", "--force", "-a", "-m", "acme-client 1.1.0", TAG)
    before = dict(index.world.hashes)
    with pytest.raises(AssertionError, match="make test failed with exit code"):
        Runner(clone, TAG, tmp_path / "jobs", index.upload).run(clone / ".github/workflows/release.yml")
    assert not (tmp_path / "jobs/publish").exists()
    assert index.world.hashes == before
