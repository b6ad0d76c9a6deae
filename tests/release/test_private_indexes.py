"""Indexes that not everybody may read: credentials from the environment, `.netrc` and the keyring, and nowhere else."""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from published import Release, build
from release_support import Repository
from support.fake_index import FakeIndex, serve_index
from support.small_release import make_release

from trueline.cli import main
from trueline.release.errors import PartialError, PreconditionError, ReleaseCode
from trueline.release.index import Credentials, IndexReader
from trueline.release.project import Index, load_project
from trueline.release.rehearsal.devpi import Devpi
from trueline.release.rehearsal.stock import fetch, stock
from trueline.release.steps import confirm, publish, tag
from trueline.release.wheel import read_wheel

SECRET = "p@ss/w:rd%20"


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("TWINE_USERNAME", "TWINE_PASSWORD", "UV_INDEX_BENCH_USERNAME", "UV_INDEX_BENCH_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


@pytest.fixture
def server() -> Iterator[FakeIndex]:
    with serve_index() as made:
        made.world.password = SECRET
        yield made


@pytest.fixture
def release(repository: Repository, server: FakeIndex) -> Release:
    return build(repository, server)


def known(monkeypatch: pytest.MonkeyPatch, password: str = SECRET) -> None:
    monkeypatch.setenv("UV_INDEX_BENCH_USERNAME", "ann")
    monkeypatch.setenv("UV_INDEX_BENCH_PASSWORD", password)


@pytest.mark.slow
@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_a_release_goes_to_a_private_index_and_is_installed_from_there(
    release: Release, monkeypatch: pytest.MonkeyPatch, installer: str
) -> None:
    known(monkeypatch)
    tag.run(release.project)
    publish.run(release.project)
    assert release.world.hashes == release.hashes
    assert confirm.run(release.project, installers=[installer]).state is not None
    assert base64.b64encode(f"ann:{SECRET}".encode()).decode() in " ".join(release.world.asked)


@pytest.mark.slow
@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_what_the_sdk_needs_comes_from_an_extra_index_and_without_one_waiting_is_not_advised(
    repository: Repository, server: FakeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installer: str
) -> None:
    known(monkeypatch)
    release = build(repository, server, needs="anvil-base>=1")
    tag.run(release.project)
    publish.run(release.project)
    with pytest.raises(PreconditionError, match="no index has anvil-base") as caught:
        confirm.run(release.project, installers=[installer])
    assert "extra = " in caught.value.cure
    with serve_index() as other:
        for path in make_release(tmp_path / "other", "anvil_base", "1.1"):
            other.world.put(path.name, path.read_bytes())
        settings = release.root / "pyproject.toml"
        settings.write_text(settings.read_text("utf-8") + f'extra = ["{other.simple}"]\n', "utf-8")
        assert confirm.run(load_project(release.root), installers=[installer]).state is not None
        assert set(other.world.asked) == {""}, "the secret of one index never goes to another"


KEYRING = """
from keyring.backend import KeyringBackend
from keyring.credentials import SimpleCredential

class Kept(KeyringBackend):
    priority = 1

    def get_credential(self, service, username):
        return SimpleCredential("ann", {secret!r}) if service in {services!r} else None

    def get_password(self, service, username):
        return {secret!r} if service in {services!r} else None

    set_password = None
"""


def keep(folder: Path, monkeypatch: pytest.MonkeyPatch, *services: str) -> None:
    """A keyring for this process and those that it starts, which knows these services."""
    (folder / "kept_here.py").write_text(KEYRING.format(secret=SECRET, services=services), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "kept_here.Kept")
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    monkeypatch.delitem(sys.modules, "kept_here", raising=False)
    keyring.set_keyring(keyring.core.load_env() or keyring.get_keyring())


@pytest.fixture
def own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.mark.slow
@pytest.mark.usefixtures("own_keyring")
def test_an_extra_index_behind_a_password_is_read_as_its_name_its_host_or_the_keyring_say(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(monkeypatch)
    with serve_index() as own, serve_index() as other:
        release = build(repository, own, needs="anvil-base>=1")
        tag.run(release.project)
        publish.run(release.project)
        other.world.password = SECRET
        for path in make_release(tmp_path / "other", "anvil_base", "1.1"):
            other.world.put(path.name, path.read_bytes())
        settings = release.root / "pyproject.toml"
        text = settings.read_text("utf-8")

        def confirmed(extra: str, installer: str) -> None:
            settings.write_text(f'{text}extra = ["{extra}"]\n', "utf-8")
            assert confirm.run(load_project(release.root), installers=[installer]).state is not None
            assert other.world.asked[0] == "", "nothing is told before it is asked"
            assert any(each.startswith("Basic ") for each in other.world.asked)
            other.world.asked.clear()

        with pytest.raises(PreconditionError, match="the index shared answers 401") as caught:
            confirmed(f"shared={other.simple}", "pip")
        assert "UV_INDEX_SHARED_PASSWORD" in caught.value.cure
        other.world.asked.clear()
        monkeypatch.setenv("UV_INDEX_SHARED_USERNAME", "ann")
        monkeypatch.setenv("UV_INDEX_SHARED_PASSWORD", SECRET)
        confirmed(f"shared={other.simple}", "pip")
        monkeypatch.delenv("UV_INDEX_SHARED_PASSWORD")
        monkeypatch.setenv("UV_INDEX_127_0_0_1_USERNAME", "ann")
        monkeypatch.setenv("UV_INDEX_127_0_0_1_PASSWORD", SECRET)
        confirmed(other.simple, "uv")
        monkeypatch.delenv("UV_INDEX_127_0_0_1_PASSWORD")
        keep(tmp_path, monkeypatch, other.simple)
        confirmed(f"shared={other.simple}", "uv")
        assert set(own.world.asked) == {""}, "the secret of one index never goes to another"


@pytest.mark.slow
@pytest.mark.usefixtures("own_keyring")
def test_a_rehearsal_fetches_from_an_index_whose_password_the_keyring_keeps(
    server: FakeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in make_release(tmp_path / "other", "anvil_base", "1.1"):
        server.world.put(path.name, path.read_bytes())
    (wheel, _) = make_release(tmp_path / "made", needs="anvil-base>=1")
    monkeypatch.setenv("PIP_INDEX_URL", server.simple)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "1")
    keep(tmp_path, monkeypatch, server.simple)
    fetch(read_wheel(wheel), tmp_path / "fetched")
    assert [path.name for path in (tmp_path / "fetched").glob("anvil*")] == ["anvil_base-1.1-py3-none-any.whl"]


def test_a_password_is_given_after_the_index_asked_and_to_no_other_host(
    server: FakeIndex, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known(monkeypatch)
    for path in make_release(tmp_path / "made"):
        server.world.put(path.name, path.read_bytes())
    with serve_index() as elsewhere, IndexReader(Index("bench", server.upload, server.simple)) as reader:
        for path in make_release(tmp_path / "made"):
            elsewhere.world.put(path.name, path.read_bytes())
        (file, *_) = reader.listing("acme").files
        assert server.world.asked[0] == ""
        assert server.world.asked[1].startswith("Basic ")
        moved = type(file)(file.name, file.url.replace(server.url, elsewhere.url), file.sha256)
        assert reader.download(moved)
        assert elsewhere.world.asked == [""]


def test_netrc_and_the_keyring_are_asked_too(
    server: FakeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index("bench", server.upload, server.simple)
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login ann password {SECRET}\n", "utf-8")
    (tmp_path / "netrc").chmod(0o600)
    with IndexReader(index) as reader:
        assert reader.listing("acme").files == ()
        assert reader.reads_as is not None
        assert reader.reads_as.source == ".netrc"
    (tmp_path / "netrc").unlink()

    class Kept(KeyringBackend):
        priority = 1  # pyright: ignore[reportAssignmentType] - the library declares a property of the class

        def get_password(self, service: str, username: str) -> str | None:
            return SECRET if (service, username) == (server.simple, "ann") else None

        def set_password(self, service: str, username: str, password: str) -> None:
            raise NotImplementedError

    monkeypatch.setenv("UV_INDEX_BENCH_USERNAME", "ann")
    before = keyring.get_keyring()
    make: Any = Kept  # its base has no types
    keyring.set_keyring(make())
    try:
        with IndexReader(index) as reader:
            assert reader.listing("acme").files == ()
            assert reader.reads_as is not None
            assert (reader.reads_as.username, reader.reads_as.source) == ("ann", "the keyring")
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize("password", ["", "wrong-horse"])
@pytest.mark.parametrize("step", ["plan", "publish", "confirm"])
def test_wrong_credentials_are_a_person_s_work_and_are_never_shown(
    release: Release, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: str, password: str
) -> None:
    known(monkeypatch, password)
    tag.run(release.project)
    capsys.readouterr()
    code = main(["release", step, "--project", str(release.root)])
    said = "".join(capsys.readouterr())
    assert code == ReleaseCode.PRECONDITION, said
    assert "UV_INDEX_BENCH_PASSWORD" in said
    assert "resume" not in said
    assert "wrong-horse" not in said
    assert not release.world.files


def test_an_address_where_no_index_is_is_told_instead_of_waiting(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(monkeypatch)
    settings = release.root / "pyproject.toml"
    settings.write_text(settings.read_text("utf-8").replace("/simple/", "/smple/"), "utf-8")
    with pytest.raises(PreconditionError, match="no simple API of the index bench at this address") as caught:
        confirm.run(load_project(release.root))
    assert "--index-url" in caught.value.cure


def test_a_rehearsal_tells_what_pip_will_never_get_from_what_it_did_not_get_now(
    server: FakeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wheel, _) = make_release(tmp_path / "made", needs="anvil-base>=1")
    known = server.simple.replace("://", "://ann:wrong-horse@")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    for address in (known, server.simple):
        monkeypatch.setenv("PIP_INDEX_URL", address)
        with pytest.raises(PreconditionError, match="the dependencies can't be fetched") as caught:
            stock(Devpi(server.url, Credentials("root", "x")), read_wheel(wheel), tmp_path / f"stock{len(address)}")
        assert "wrong-horse" not in str(caught.value)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple/")
    with pytest.raises(PartialError, match="the dependencies can't be fetched"):
        stock(Devpi(server.url, Credentials("root", "x")), read_wheel(wheel), tmp_path / "stock")
