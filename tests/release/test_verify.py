"""What is built is looked at as a stranger would: stray files, lockstep, metadata, clean installations."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from release_support import PYPROJECT, Repository

from trueline.release.checks.agreement import check_lockstep
from trueline.release.checks.contents import check_folder, check_sdist, check_wheel
from trueline.release.checks.pythons import pip_index, refuse_missing_pythons
from trueline.release.checks.yesterday import check_yesterday
from trueline.release.errors import (
    ConflictError,
    GateError,
    PreconditionError,
    ReleaseCode,
    ReleaseDriftError,
    VersionError,
)
from trueline.release.export import Export, export
from trueline.release.manifest import Manifest, built_file, read_manifest, write_manifest
from trueline.release.project import Project, load_project
from trueline.release.steps import verify

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("release-verify")]


@pytest.fixture(scope="module")
def _built(_pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a prepared and built release, made once."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(_pristine, folder / "made", symlinks=True)
    repository = Repository(folder / "made/acme")
    assert repository.release("prepare", "--offline") == 0
    assert repository.release("gate") == 0
    assert repository.release("build") == 0
    return folder / "made"


@pytest.fixture
def built(_built: Path, tmp_path: Path) -> Repository:
    """A copy of it."""
    shutil.copytree(_built, tmp_path / "made", symlinks=True)
    return Repository(tmp_path / "made/acme")


@pytest.fixture
def project(built: Repository) -> Project:
    return load_project(built.root)


def test_a_python_that_is_claimed_and_not_here_is_refused_where_every_one_is_asked_for() -> None:
    claims = 'classifiers = ["Typing :: Typed", "Programming Language :: Python :: 3", {}]'
    here, nowhere = (f'"Programming Language :: Python :: {version}"' for version in ("3.11", "3.99"))
    refuse_missing_pythons(f"[project]\n{claims.format(here)}".encode())
    with pytest.raises(PreconditionError, match=r"supports Python 3\.99, which is not installed here") as caught:
        refuse_missing_pythons(f"[project]\n{claims.format(nowhere)}".encode())
    assert "--every-python" in caught.value.cure


@pytest.mark.parametrize("place", ["PIP_CONFIG_FILE", "home/.pip", "user/pip", "system/pip", ""])
def test_uv_is_told_of_the_index_that_pip_knows_wherever_that_stands(tmp_path: Path, place: str) -> None:
    address = "https://ann:secret@index.example/simple"
    environment = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "user")}
    environment["XDG_CONFIG_DIRS"] = f"{tmp_path / 'none'}:{tmp_path / 'system'}"
    if place == "PIP_CONFIG_FILE":
        environment[place] = "pip.conf"  # beside the settings of the project
    folder = tmp_path if place in environment else tmp_path / place
    folder.mkdir(parents=True, exist_ok=True)
    if place:
        (folder / "pip.conf").write_text(f"[global]\ntimeout = 9\nindex-url = {address}\n", "utf-8")
    assert pip_index(tmp_path, environment) == ({"UV_DEFAULT_INDEX": address} if place else {})


def manifest_of(project: Project) -> Manifest:
    manifest = read_manifest(project)
    assert manifest is not None
    return manifest


def source_of(project: Project) -> Export:
    return export(project, manifest_of(project).commit)


def wheel_of(project: Project) -> Path:
    (wheel,) = project.dist_path.glob("*.whl")
    return wheel


def accept(project: Project) -> Manifest:
    """Whoever tampers with a file can tamper with the manifest too: what is in the files has to count."""
    manifest = manifest_of(project)
    files = tuple(built_file(project.dist_path / file.name) for file in manifest.files)
    made = Manifest(manifest.distribution, manifest.version, manifest.commit, manifest.epoch, files)
    write_manifest(project, made)
    return made


def built_from(project: Project, commit: str) -> None:
    """The same files, as built from another commit."""
    write_manifest(project, replace(manifest_of(project), commit=commit))


def rewrite(wheel: Path, **changes: bytes | None) -> None:
    """Add, replace or (with None) drop members of a wheel; ``__`` in a name stands for ``/``."""
    with zipfile.ZipFile(wheel) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, data in changes.items():
        path = name.replace("__", "/")
        (found,) = [member for member in members if path in member] or [path + ".py"]
        members.pop(found, None)
        if data is not None:
            members[found] = data
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def test_a_built_release_is_verified_on_every_python_and_with_the_lowest_dependencies(project: Project) -> None:
    result = verify.run(project)
    text = "\n".join(result.lines)
    assert "lowest-direct dependencies" in text
    assert "highest dependencies" in text
    assert verify.evidence(project, "1.0.0").holds
    assert verify.run(project).already


def test_a_wheel_with_a_stray_file_is_refused_by_its_name(
    built: Repository, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(wheel_of(project), acme__secrets=b"token = 1")
    accept(project)
    assert built.release("verify") == ReleaseCode.GATE
    said = capsys.readouterr().err
    assert "acme-1.0.0-py3-none-any.whl: it holds a stray file: acme/secrets.py" in said
    assert "trueline release build" in said


def test_a_wheel_that_lacks_a_file_or_has_another_one_is_refused(project: Project) -> None:
    source, wheel = source_of(project), wheel_of(project)
    rewrite(wheel, acme___client=b"import os")
    with pytest.raises(GateError, match=r"acme/_client\.py in it is not that of the commit"):
        check_wheel(wheel, source)
    rewrite(wheel, acme___client=None)
    with pytest.raises(GateError, match=r"it does not hold acme/_client\.py"):
        check_wheel(wheel, source)


def test_an_sdist_with_a_stray_file_or_a_link_is_refused(project: Project) -> None:
    (sdist,) = project.dist_path.glob("*.tar.gz")
    check_sdist(sdist, source_of(project))
    with tarfile.open(sdist) as archive:
        members = [(member, archive.extractfile(member)) for member in archive]
        contents = [(member, file.read()) for member, file in members if file]
    import io

    for name, kind, message in (("stray.txt", tarfile.REGTYPE, "stray file"), ("link", tarfile.SYMTYPE, "is a link")):
        extra = tarfile.TarInfo(f"acme-1.0.0/{name}")
        extra.type = kind
        with tarfile.open(sdist, "w:gz") as archive:
            for member, data in contents:
                archive.addfile(member, io.BytesIO(data))
            archive.addfile(extra, io.BytesIO(b"") if kind == tarfile.REGTYPE else None)
        with pytest.raises(GateError, match=message):
            check_sdist(sdist, source_of(project))


def test_a_changed_file_is_damage_and_one_beside_them_is_named(project: Project) -> None:
    (project.dist_path / "notes.txt").write_text("", "utf-8")
    with pytest.raises(ReleaseDriftError, match=r"notes\.txt: it is not a file of this build"):
        check_folder(project, manifest_of(project))
    wheel_of(project).write_bytes(wheel_of(project).read_bytes() + b"x")
    with pytest.raises(ReleaseDriftError, match="its hash differs"):
        verify.run(project)


def test_document_sdk_wheel_sdist_changelog_and_tag_are_in_lockstep(built: Repository, project: Project) -> None:
    manifest, source = manifest_of(project), source_of(project)
    places = check_lockstep(project, manifest, source)
    assert places == (
        "info.version of openapi/acme.yaml",
        "sdks/python/pyproject.toml",
        "the name of acme-1.0.0-py3-none-any.whl",
        "the metadata in acme-1.0.0-py3-none-any.whl",
        "the name of acme-1.0.0.tar.gz",
        "the metadata in acme-1.0.0.tar.gz",
    )
    built.git("tag", "acme-v1.0.0", "HEAD~1")
    with pytest.raises(ConflictError, match=r"the tag acme-v1\.0\.0 is on"):
        check_lockstep(project, manifest, source)


@pytest.mark.parametrize("name", ["acme-1.0.0-py3-none-any.whl", "acme-1.0.0.tar.gz"])
def test_a_file_whose_metadata_says_another_version_is_out_of_lockstep(project: Project, name: str) -> None:
    source, path = source_of(project), project.dist_path / name
    if name.endswith(".whl"):
        rewrite(path, METADATA=b"Metadata-Version: 2.4\nName: acme\nVersion: 1.0.1\n")
    else:
        import io

        with tarfile.open(path, "w:gz") as archive:
            data = b"Metadata-Version: 2.4\nName: acme\nVersion: 1.0.1\n"
            member = tarfile.TarInfo("acme-1.0.0/PKG-INFO")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    with pytest.raises(VersionError, match=r"the metadata in .* says 1\.0\.1, the release is 1\.0\.0"):
        check_lockstep(project, accept(project), source)


def test_a_commit_whose_sdk_is_stale_is_out_of_lockstep(built: Repository, project: Project) -> None:
    built.edit("summary: List all anvils.", "summary: All anvils.")
    built_from(project, built.commit("Forgot to generate"))
    with pytest.raises(ReleaseDriftError, match="was not generated from"):
        check_lockstep(project, manifest_of(project), source_of(project))


def test_a_release_without_its_section_in_the_changelog_is_out_of_lockstep(built: Repository, project: Project) -> None:
    (built.root / "openapi/CHANGELOG.md").write_text("# Changelog\n", "utf-8")
    built_from(project, built.commit("Lost"))
    with pytest.raises(VersionError, match=r"there is no section for 1\.0\.0"):
        check_lockstep(project, manifest_of(project), source_of(project))


@pytest.fixture
def few_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """The old tests need none, and those of this environment are most of what pytest takes to start, eleven times."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


_OLD_TEST = """\
from acme.types import Anvil


def test_an_anvil_has_a_weight():
    assert "weight" in Anvil.__annotations__
"""


@pytest.mark.usefixtures("few_plugins")
@pytest.mark.parametrize(("version", "passes"), [("1.0.1", False), ("2.0.0", True)])
def test_the_last_releases_tests_run_against_the_new_files_and_only_a_breaking_release_may_fail_them(
    released: Repository, version: str, passes: bool
) -> None:
    (released.root / "tests").mkdir()
    (released.root / "tests/test_old.py").write_text(_OLD_TEST, "utf-8")
    released.commit("Tests")
    released.git("tag", "--force", "--annotate", "acme-v1.0.0", "--message", "acme 1.0.0")
    project = load_project(released.root)
    source = export(project, released.git("rev-parse", "HEAD"))
    assert check_yesterday(project, replace(source, version=version)) == "the tests of 1.0.0 pass"
    released.edit("weight: {type: integer, description: In kilograms.}", "mass: {type: integer}")
    released.edit("required: [id, weight]", "required: [id]")
    released.generate()
    source = replace(export(project, released.commit("Lighter")), version=version)
    if passes:
        assert check_yesterday(project, source) == f"1 tests and types of 1.0.0 fail, as {version} may break them"
    else:
        with pytest.raises(GateError, match=r"code that worked with 1\.0\.0 does not with 1\.0\.1"):
            check_yesterday(project, source)


_PROVES_NOTHING = """\
from pathlib import Path


def test_that_never_passed():
    raise RuntimeError("today is a bad day")


def test_that_fails_once():
    seen = Path(__file__).with_name("seen")
    first = not seen.exists()
    seen.touch()
    assert not first
"""


@pytest.mark.usefixtures("few_plugins")
def test_an_old_test_that_failed_with_the_old_files_too_or_fails_but_once_proves_nothing(released: Repository) -> None:
    (released.root / "tests").mkdir()
    (released.root / "tests/test_old.py").write_text(_PROVES_NOTHING, "utf-8")
    released.commit("Tests")
    released.git("tag", "--force", "--annotate", "acme-v1.0.0", "--message", "acme 1.0.0")
    project = load_project(released.root)
    source = replace(export(project, released.git("rev-parse", "HEAD")), version="1.0.1")
    assert check_yesterday(project, source) == (
        "the tests of 1.0.0 pass (1 failed with the last release too, "
        "1 failed once and passed the second time: that proves nothing)"
    )


def test_without_an_earlier_release_without_its_tests_and_turned_off_nothing_is_replayed(released: Repository) -> None:
    source = export(load_project(released.root), released.git("rev-parse", "HEAD"))
    later = replace(source, version="1.0.1")
    assert check_yesterday(load_project(released.root), source) == "no earlier release whose tests could be run"
    assert check_yesterday(load_project(released.root), later) == "acme-v1.0.0 has no tests"
    text = PYPROJECT.replace('gate = ["git --version"]', 'gate = ["git --version"]\nreplay = ""')
    (released.root / "pyproject.toml").write_text(text, "utf-8")
    assert check_yesterday(load_project(released.root), later) == "replaying tests is turned off"
