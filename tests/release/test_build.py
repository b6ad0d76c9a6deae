"""A build is a function of the commit: the same bytes everywhere, with an SBOM and the provenance inside."""

from __future__ import annotations

import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.model.bom import Bom
from release_support import Repository

from trueline.release.errors import GateError, ReleaseCode, ReleaseDriftError
from trueline.release.export import exported_version
from trueline.release.manifest import MANIFEST_NAME, read_manifest
from trueline.release.project import load_project
from trueline.release.states import State
from trueline.release.steps import build
from trueline.write.lock import read_lock

pytestmark = pytest.mark.xdist_group("release-build")


def members(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.slow
def test_a_build_is_the_commit_twice_the_same_and_says_where_it_comes_from(repository: Repository) -> None:
    (repository.root / "sdks/python/src/acme/untracked.py").write_text("secret = 1", "utf-8")
    project = load_project(repository.root)
    result = build.run(project)
    assert (result.version, result.already, result.state) == ("1.0.0", False, State.BUILT)
    manifest = read_manifest(project)
    assert manifest is not None
    assert [file.name for file in manifest.files] == ["acme-1.0.0-py3-none-any.whl", "acme-1.0.0.tar.gz"]
    assert manifest.commit == repository.git("rev-parse", "HEAD")
    assert build.evidence(project, "1.0.0").holds
    assert exported_version(project, manifest.commit) == "1.0.0"

    # nothing untracked, and the commit in the provenance
    inside = members(project.dist_path / manifest.files[0].name)
    assert "acme/untracked.py" not in inside
    assert f'"commit": "{manifest.commit}"' in inside["acme/_provenance.py"].decode()
    with tarfile.open(project.dist_path / manifest.files[1].name) as sdist:
        assert {"acme-1.0.0/generated.lock", "acme-1.0.0/sbom.cdx.json"} <= set(sdist.getnames())
        assert not any("untracked" in name for name in sdist.getnames())

    # the SBOM is where PEP 770 wants it, and its own library reads it
    text = inside["acme-1.0.0.dist-info/sboms/sbom.cdx.json"]
    reader: Any = Bom  # its method is added by a decorator
    bom = reader.from_json(json.loads(text))
    lock = read_lock(project.sdk_path)
    assert lock is not None
    assert {component.name for component in bom.components} >= {"attrs", "httpx", "trueline-runtime"}
    root = {entry.name: entry.value for entry in bom.metadata.component.properties}
    assert root["trueline:commit"] == manifest.commit
    assert root["trueline:spec"] == lock.inputs["spec"]

    # again: nothing to do; lost: the same bytes
    assert build.run(project).already
    (project.dist_path / manifest.files[0].name).unlink()
    assert not build.evidence(project, "1.0.0").holds
    assert not build.run(project).already
    assert read_manifest(project) == manifest


def test_a_hand_edited_sdk_is_not_built_and_the_file_is_named(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    client = repository.root / "sdks/python/src/acme/_client.py"
    client.write_text(client.read_text("utf-8") + "\n# quick fix\n", "utf-8")
    repository.commit("Quick fix")
    assert repository.release("build") == ReleaseCode.DRIFT
    said = capsys.readouterr().err
    assert "sdks/python/src/acme/_client.py: it was edited by hand" in said
    assert "make generate-sdk" in said


@pytest.mark.parametrize("tag", ["acme-v1.0.1", "acme-v1.0.0"])
def test_a_tag_that_was_expected_and_is_not_there_is_refused(repository: Repository, tag: str) -> None:
    assert repository.release("build", "--expect", tag) == ReleaseCode.VERSION


@pytest.mark.parametrize("change", ["add", "delete"])
def test_an_added_or_a_deleted_file_is_not_built(repository: Repository, change: str) -> None:
    folder = repository.root / "sdks/python/src/acme"
    if change == "add":
        (folder / "extra.py").write_text("", "utf-8")
    else:
        (folder / "py.typed").unlink()
    repository.commit(change)
    with pytest.raises(ReleaseDriftError, match=r"extra\.py|py\.typed"):
        build.run(load_project(repository.root))


def test_one_byte_of_difference_is_named_and_nothing_is_kept(repository: Repository, tmp_path: Path) -> None:
    wheels: list[dict[str, bytes]] = []
    for content in ("one", "two"):
        path = tmp_path / content
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("acme/_version.py", content)
        wheels.append({"acme.whl": path.read_bytes()})
    with pytest.raises(GateError, match=r"acme/_version\.py in it"):
        build.compare(*wheels)
    with pytest.raises(GateError, match="only one of them"):
        build.compare(wheels[0], {})
    assert not (repository.root / "dist" / MANIFEST_NAME).exists()
