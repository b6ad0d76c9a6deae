"""Credentials on this machine: where they are kept, who can read them, which one is used."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from cli_program import Program
from cli_wire import Api

SECRET = "tk_live_0123456789abcdefghijABCDEFGHIJ0123456789xyz"


@pytest.fixture
def stranger(tollkeeper: Program) -> Program:
    """Somebody without a credential in the environment."""
    return Program(env={**tollkeeper.env, "TOLLKEEPER_API_KEY": "", "TOLLKEEPER_BASE_URL": ""})


def _file(tmp_path: Path) -> Path:
    return tmp_path / "config/credentials.json"


def test_a_key_from_standard_input_is_kept_in_a_file_that_only_its_owner_reads(
    api: Api, stranger: Program, tmp_path: Path
) -> None:
    done = stranger("login", "--base-url", api.url, stdin=f"{SECRET}\n".encode())
    assert (done.code, done.out) == (0, ""), done.err
    assert SECRET not in done.err
    file = _file(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) & 0o077 == 0
    assert stranger("keys", "list").code == 0
    assert api.last.headers["authorization"] == f"Bearer {SECRET}"
    listed = stranger("profiles")
    assert "* default" in listed.out
    assert SECRET not in listed.out + listed.err
    assert stranger("logout").code == 0
    assert SECRET not in file.read_text()
    assert stranger("keys", "list", "--base-url", api.url).code == 3


def test_the_environment_goes_before_the_default_profile_and_a_named_one_before_both(
    api: Api, tollkeeper: Program
) -> None:
    tollkeeper("login", stdin=b"from_default\n")
    tollkeeper("login", "--profile", "other", stdin=b"from_other\n")
    used = {
        "environment": tollkeeper("keys", "list").code or api.last.headers["authorization"],
        "named": tollkeeper("keys", "list", "--profile", "other").code or api.last.headers["authorization"],
        "default": tollkeeper("keys", "list", TOLLKEEPER_API_KEY="").code or api.last.headers["authorization"],
        "variable": tollkeeper("keys", "list", TOLLKEEPER_API_KEY="", TOLLKEEPER_PROFILE="other").code
        or api.last.headers["authorization"],
    }
    assert used == {
        "environment": f"Bearer {tollkeeper.env['TOLLKEEPER_API_KEY']}",
        "named": "Bearer from_other",
        "default": "Bearer from_default",
        "variable": "Bearer from_other",
    }


def test_a_file_that_others_can_read_is_refused(stranger: Program, tmp_path: Path) -> None:
    stranger("login", stdin=b"some_key\n")
    _file(tmp_path).chmod(0o644)
    done = stranger("keys", "list")
    assert done.code == 3
    assert "can be read by others: chmod 600" in done.err


@pytest.mark.parametrize("text", ["", "{", "[]", '{"profiles": {"default": 5}}', '{"profiles": []}'])
def test_a_damaged_file_is_a_message(stranger: Program, tmp_path: Path, text: str) -> None:
    stranger("login", stdin=b"some_key\n")
    _file(tmp_path).write_text(text)
    done = stranger("keys", "list")
    assert done.code == 3
    assert "is damaged" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("typed", [b"", b"\n", b"a\x1bb\n"])
def test_what_is_no_credential_is_not_kept(stranger: Program, tmp_path: Path, typed: bytes) -> None:
    assert stranger("login", stdin=typed).code == 2
    assert not _file(tmp_path).exists()


def test_a_keyring_is_used_where_there_is_one_and_the_file_holds_no_secret(
    api: Api, stranger: Program, tmp_path: Path
) -> None:
    pytest.importorskip("keyring")
    (tmp_path / "ring").mkdir()
    (tmp_path / "ring/loopring.py").write_text(_RING)
    source = f"{stranger.source}:{tmp_path / 'ring'}"
    ring: dict[str, Any] = {
        "PYTHON_KEYRING_BACKEND": "loopring.Ring",
        "LOOPRING": str(tmp_path / "ring.json"),
        "PYTHONPATH": source,
    }
    assert "in the keyring" in stranger("login", "--base-url", api.url, stdin=f"{SECRET}\n".encode(), **ring).err
    assert SECRET not in _file(tmp_path).read_text()
    assert json.loads((tmp_path / "ring.json").read_text()) == {"tollkeeper default:api_key": SECRET}
    assert stranger("keys", "list", **ring).code == 0
    assert api.last.headers["authorization"] == f"Bearer {SECRET}"
    assert stranger("logout", **ring).code == 0
    assert json.loads((tmp_path / "ring.json").read_text()) == {}


def test_asking_for_a_keyring_that_is_not_there_keeps_nothing(stranger: Program, tmp_path: Path) -> None:
    done = stranger("login", "--store", "keyring", stdin=b"some_key\n")
    assert done.code == 2
    assert not _file(tmp_path).exists()


#: A keyring as `keyring` knows them, kept in a file.
_RING = """
import json, os, pathlib
from keyring.backend import KeyringBackend

class Ring(KeyringBackend):
    priority = 5
    path = pathlib.Path(os.environ["LOOPRING"])

    def _all(self):
        return json.loads(self.path.read_text()) if self.path.exists() else {}

    def get_password(self, service, username):
        return self._all().get(f"{service} {username}")

    def set_password(self, service, username, password):
        self.path.write_text(json.dumps({**self._all(), f"{service} {username}": password}))

    def delete_password(self, service, username):
        rest = self._all()
        rest.pop(f"{service} {username}")
        self.path.write_text(json.dumps(rest))
"""
