"""What a real index says about the last release counts when the next one is planned: its wheel, and its versions."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from release_support import PYPROJECT, Repository, copied
from test_planning_steps import add_operation

from trueline.codegen.inputs import PROVENANCE
from trueline.release.errors import ReleaseCode
from trueline.release.index.upload import upload
from trueline.release.project import Index
from trueline.release.rehearsal.devpi import Devpi, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("devpi")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Devpi]:
    """devpi on loopback; it never changes a file, so each test below uses an index or a version of its own."""
    with serving(tmp_path_factory.mktemp("index")) as running:
        yield running


def test_what_an_upload_shows_is_no_password_and_the_empty_one_lets_nobody_in(server: Devpi) -> None:
    """Every user of the machine reaches the loopback interface."""
    for password in ("", server.credentials.password):
        answer = httpx.post(f"{server.url}/+login", json={"user": "root", "password": password}, trust_env=False)
        assert answer.status_code == 401


def _settings(index: Index) -> str:
    head = PYPROJECT.partition("[[tool.trueline.release.indexes]]")[0]
    urls = f'simple = "{index.simple}"\nupload = "{index.upload}"\n'
    return f'{head}[[tool.trueline.release.indexes]]\nname = "devpi"\n{urls}'


def _released_to(repository: Repository, index: Index) -> None:
    """Settings with this index, and a change that asks for 1.1.0, committed after the tag."""
    (repository.root / "pyproject.toml").write_text(_settings(index), "utf-8")
    add_operation(repository)
    repository.push()


@pytest.fixture(scope="module")
def wheel(_released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of release 1.0.0, built from its tag."""
    repository = copied(_released, tmp_path_factory.mktemp("built") / "made")
    assert repository.release("build") == ReleaseCode.DONE
    (wheel,) = (repository.root / "dist").glob("*.whl")
    return wheel


def _copy(wheel: Path, folder: Path, version: str = "1.0.0", **provenance: str) -> Path:
    """The same wheel under a version, and with something else in its provenance."""
    made = folder / wheel.name.replace("1.0.0", version)
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("/METADATA"):
                text = text.replace(b"Version: 1.0.0\n", f"Version: {version}\n".encode())
            if name.endswith(PROVENANCE):
                for key, value in provenance.items():
                    text = re.sub(rf'("{key}": )"[^"]*"'.encode(), rf'\1"{value}"'.encode(), text)
            new.writestr(name.replace("1.0.0", version), text)
    return made


def test_the_published_wheel_is_compared_with_the_document_at_its_tag(
    released: Repository, wheel: Path, server: Devpi, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right, wrong = server.index("releases"), server.index("dependencies")
    _released_to(released, right)
    assert released.release("plan") == ReleaseCode.DONE
    assert "devpi has no wheel of 1.0.0: it can't be compared with acme-v1.0.0" in capsys.readouterr().err

    assert upload(right, wheel, server.credentials).accepted
    assert released.release("plan") == ReleaseCode.DONE
    said = capsys.readouterr().err
    assert re.search(r"devpi: the wheel of 1\.0\.0 says [0-9a-f]{12} about its document", said)
    assert "1.1.0: minor since 1.0.0" in said

    assert upload(wrong, _copy(wheel, tmp_path, spec="0" * 64), server.credentials).accepted
    (released.root / "pyproject.toml").write_text(_settings(wrong), "utf-8")
    assert released.release("plan") == ReleaseCode.DRIFT
    said = " ".join(capsys.readouterr().err.split())
    assert "the wheel of 1.0.0 on devpi was not made from openapi/acme.yaml at acme-v1.0.0" in said
    assert wrong.simple in said
    assert "find out which of them is right" in said
    assert released.release("plan", "--offline") == ReleaseCode.DONE, "offline asks no index"


def test_a_version_that_exists_only_on_an_index_is_refused(
    released: Repository, wheel: Path, server: Devpi, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = server.index("releases")
    answers = (upload(index, path, server.credentials) for path in (wheel, _copy(wheel, tmp_path, "1.1.0")))
    assert all(answer.accepted for answer in answers)
    _released_to(released, index)
    before = released.git("rev-parse", "HEAD"), released.git("status", "--porcelain")
    for step in ("plan", "prepare"):
        assert released.release(step) == ReleaseCode.VERSION
        said = " ".join(capsys.readouterr().err.split())
        assert "1.1.0 is not above 1.1.0, which exists only on an index: there is no tag of it here" in said
        assert "git fetch --tags" in said
    assert (released.git("rev-parse", "HEAD"), released.git("status", "--porcelain")) == before
    assert released.release("prepare", "--version", "1.2.0") == ReleaseCode.DONE
    assert "1.2.0 is prepared" in capsys.readouterr().err
