"""Where the version comes from: the document, as Python packaging can say it, or a file of the SDK's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version
from release_support import PYPROJECT, SPEC, Repository, copied, make_repository

from trueline.cli import main
from trueline.codegen.plan.version import mapped, package_version
from trueline.release.errors import ReleaseCode, VersionError
from trueline.release.lockstep import version_at
from trueline.release.planning import Ask, make_plan
from trueline.release.project import load_project

OWN = PYPROJECT.replace('package = "acme"', 'package = "acme"\nversion_file = "openapi/VERSION"')
#: In the order that semver has them; so have their Python versions.
ORDERED = ["2.0.0-1", "2.0.0-alpha", "2.0.0-alpha.1", "2.0.0-beta.2", "2.0.0-beta.11", "2.0.0-rc.1+build.5", "2.0.0"]


def test_pre_releases_of_semver_are_those_of_python_in_the_same_order() -> None:
    said = [mapped(version) for version in ORDERED]
    assert said == ["2.0.0.dev1", "2.0.0a0", "2.0.0a1", "2.0.0b2", "2.0.0b11", "2.0.0rc1", "2.0.0"]
    versions = [Version(str(version)) for version in said]
    assert versions == sorted(versions)


@pytest.mark.parametrize(
    ("written", "said"),
    [("v1", "1"), ("2024-01-31", "2024.1.31"), ("v1beta1", "1b1"), ("2019-05-01-preview", "2019.5.1rc0")],
)
def test_versions_of_other_forms_keep_their_meaning(written: str, said: str) -> None:
    assert mapped(written) == package_version(written) == said


@pytest.mark.parametrize(
    "written", ["2.0.0-oas3", "2.0.0-rc.1.2", "2.0.0-hotfix.2", "2.0.0-post.2", "2.0.0-0.3.7", "2.0.0-4-5"]
)
def test_what_can_not_be_mapped_is_never_above_the_final_release(written: str) -> None:
    assert mapped(written) is None
    assert Version(package_version(written)) < Version("2.0.0")


@pytest.mark.parametrize("written", ["1.0.0-oas3", "latest", "1.x"])
def test_a_release_of_a_version_that_python_can_not_say_is_refused_with_the_cure(
    repository: Repository, written: str
) -> None:
    repository.edit("version: 1.0.0 ", f"version: {written} ")
    repository.generate()
    repository.commit("A version of its own kind")
    with pytest.raises(VersionError, match="can't be the version of a Python package") as caught:
        make_plan(load_project(repository.root), Ask(offline=True))
    assert "1.4.0-rc.1" in caught.value.cure
    assert "version_file" in caught.value.cure


@pytest.fixture(scope="module")
def _own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    repository = make_repository(folder, SPEC.replace("version: 1.0.0", "version: 0.1.0"), OWN)
    (repository.root / "openapi/VERSION").write_text("1.0.0\n", "utf-8")
    _generate(repository)
    repository.commit("A version of its own")
    assert repository.release("prepare", "--offline") == ReleaseCode.DONE
    repository.git("tag", "--annotate", "--message", "acme 1.0.0", "acme-v1.0.0")
    return folder


@pytest.fixture
def own(_own: Path, tmp_path: Path) -> Repository:
    """An SDK with a version of its own, released as 1.0.0, of a document that always says 0.1.0."""
    return copied(_own, tmp_path / "made")


def _generate(repository: Repository) -> None:
    words = [str(repository.spec), "--output", str(repository.root / "sdks/python"), "--package", "acme"]
    assert main(["generate", *words, "--version-file", str(repository.root / "openapi/VERSION")]) == 0


def test_an_export_that_always_says_the_same_version_is_copied_in_and_released(own: Repository) -> None:
    own.edit("summary: List all anvils.", "summary: List all anvils.\n      x-new: true")
    own.edit("weight: {type: integer, description: In kilograms.}", "name: {type: string, description: Its name.}")
    own.edit("required: [id, weight]", "required: [id]")
    _generate(own)
    own.commit("The framework's new export")
    assert own.release("prepare", "--offline") == ReleaseCode.DONE
    project = load_project(own.root)
    assert version_at(project, "HEAD") == "2.0.0"
    assert own.git("show", "HEAD:openapi/VERSION") == "2.0.0"
    assert 'version = "2.0.0"' in own.git("show", "HEAD:sdks/python/pyproject.toml")
    assert "version: 0.1.0 " in own.spec.read_text("utf-8")
    assert own.release("prepare", "--offline") == ReleaseCode.DONE, "it is prepared, and nothing is done twice"
    assert own.release("gate") == ReleaseCode.DONE
    _edit_version(own, "2.0.1")
    assert own.release("gate") == ReleaseCode.DRIFT, "the SDK has another version than the file says"


def _edit_version(own: Repository, version: str) -> None:
    (own.root / "openapi/VERSION").write_text(f"{version}\n", "utf-8")
    own.commit("By hand")


@pytest.mark.parametrize("text", ["", "one", "1.0.0\n2.0.0", "2.0.0-oas3"])
def test_a_version_file_that_says_none_is_named_with_the_cure(
    own: Repository, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit_version(own, text)
    assert own.release("plan", "--offline") in {ReleaseCode.USAGE, ReleaseCode.VERSION}
    assert "openapi/VERSION" in capsys.readouterr().err


def test_an_api_version_below_the_released_one_says_how_to_live_apart(released: Repository) -> None:
    released.edit("version: 1.0.0 ", "version: 0.1.0 ")
    with pytest.raises(VersionError, match=r"0\.1\.0, and 1\.0\.0 is released") as caught:
        make_plan(load_project(released.root), Ask(offline=True))
    assert "version_file" in caught.value.cure
