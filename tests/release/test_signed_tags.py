"""Signed tags with throw-away keys, end to end: made by `tag`, held to by `confirm`, by SSH and by OpenPGP."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from published import Release, build
from release_support import Repository
from support.fake_index import serve_index

from trueline.errors import Where
from trueline.release.errors import PreconditionError, ReleaseCode
from trueline.release.steps import confirm, publish, tag

SIGNED = 'sign = true\nsigners = "allowed_signers"'
needs_ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not here")
needs_gpg = pytest.mark.skipif(shutil.which("gpg") is None, reason="gpg is not here")


@pytest.fixture
def release(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Iterator[Release]:
    """A built release whose settings ask for signatures; who may sign stands in a committed file."""
    monkeypatch.setenv("TWINE_USERNAME", "maintainer")
    monkeypatch.setenv("TWINE_PASSWORD", "secret")
    (repository.root / "allowed_signers").touch()
    with serve_index() as server:
        yield build(repository, server, more=SIGNED)


def _ssh_key(release: Release, name: str) -> str:
    """A new key, which git signs with from now on; returns its public half."""
    path = release.root.parent / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)], check=True)
    release.repository.git("config", "gpg.format", "ssh")
    release.repository.git("config", "user.signingkey", f"{path}.pub")
    return Path(f"{path}.pub").read_text("utf-8")


def _trust(release: Release, public: str) -> None:
    """Allow a key, in a commit that is then built."""
    (release.root / "allowed_signers").write_text(f'wile@acme.example namespaces="git" {public}', "utf-8")
    build(release.repository, release.server, more=SIGNED)


@needs_ssh
def test_a_tag_signed_with_an_ssh_key_is_pushed_published_and_confirmed_by_its_signer(release: Release) -> None:
    _trust(release, _ssh_key(release, "release"))
    tag.run(release.project)
    assert "-----BEGIN SSH SIGNATURE-----" in release.repository.git("cat-file", "tag", "acme-v1.0.0")
    publish.run(release.project)
    lines = confirm.run(release.project, installers=["uv"]).lines
    assert any(
        line.startswith('acme-v1.0.0: Good "git" signature for wile@acme.example with ED25519') for line in lines
    )
    assert tag.run(release.project).already, "the next run makes no second signature"


@needs_ssh
def test_a_signature_of_a_key_that_nobody_allowed_is_refused_on_confirm(release: Release) -> None:
    _trust(release, _ssh_key(release, "release"))
    _ssh_key(release, "stranger")
    tag.run(release.project)
    publish.run(release.project)
    with pytest.raises(PreconditionError, match="the signature can't be trusted") as caught:
        confirm.run(release.project, installers=["uv"])
    assert caught.value.where == Where("acme-v1.0.0")
    assert "If not, stop here" in str(caught.value)
    assert not confirm.evidence(release.project, "1.0.0").holds


@needs_ssh
def test_a_tag_that_was_changed_after_it_was_signed_is_refused(release: Release) -> None:
    _trust(release, _ssh_key(release, "release"))
    tag.run(release.project, push=False)
    signed = release.repository.git("cat-file", "tag", "acme-v1.0.0")
    forged = subprocess.run(
        ["git", "hash-object", "-t", "tag", "-w", "--stdin"],
        cwd=release.root,
        input=signed.replace("acme 1.0.0", "acme 1.0.0, and more") + "\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    release.repository.git("update-ref", "refs/tags/acme-v1.0.0", forged)
    tag.run(release.project)
    publish.run(release.project)
    with pytest.raises(PreconditionError, match="the signature can't be trusted"):
        confirm.run(release.project, installers=["uv"])


def test_a_tag_without_a_signature_is_refused_where_the_settings_ask_for_one(
    release: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    release.repository.git("tag", "--annotate", "--no-sign", "--message", "acme 1.0.0", "acme-v1.0.0")
    tag.run(release.project)
    publish.run(release.project)
    assert release.repository.release("confirm", "--installer", "uv") == ReleaseCode.PRECONDITION
    assert "the tag is not signed, and sign = true asks for it" in capsys.readouterr().err


def test_without_a_key_there_is_no_tag_and_the_message_says_where_to_read(release: Release) -> None:
    release.repository.git("config", "gpg.format", "ssh")
    release.repository.git("config", "user.signingkey", str(release.root / "no-such-key.pub"))
    with pytest.raises(PreconditionError, match=r"git can't sign the tag acme-v1\.0\.0") as caught:
        tag.run(release.project)
    assert "RELEASE.md, Signed tags" in str(caught.value)
    assert release.repository.git("tag", "--list") == ""


@needs_gpg
def test_a_tag_signed_with_an_openpgp_key_is_confirmed_by_it(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(prefix="gpg-", ignore_cleanup_errors=True) as home:  # short: it holds a socket
        monkeypatch.setenv("GNUPGHOME", home)
        who = "Wile <wile@acme.example>"
        key = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", who, "ed25519", "sign", "never"]
        subprocess.run(key, check=True, capture_output=True)
        try:
            release.repository.git("config", "gpg.format", "openpgp")
            release.repository.git("config", "user.signingkey", "wile@acme.example")
            tag.run(release.project)
            publish.run(release.project)
            lines = confirm.run(release.project, installers=["uv"]).lines
            assert any('acme-v1.0.0: Good signature from "Wile' in line for line in lines)
        finally:
            subprocess.run(["gpgconf", "--kill", "all"], check=True, env=dict(os.environ))
