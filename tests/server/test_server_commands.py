"""The operator's commands, as processes: what they do, print, exit with, and leave in the audit log."""

from __future__ import annotations

import functools
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL
from tollkeeper_server.commands.line import parser
from tollkeeper_server.commands.program import main
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.migrations import newest
from tollkeeper_server.errors import StartError
from tollkeeper_server.settings import read_settings

SECRETS = "1:a secret of the tests that is long enough"

Command = Callable[..., "subprocess.CompletedProcess[str]"]
Here = Callable[..., dict[str, Any]]


@pytest.fixture
def anywhere(tmp_path: Path) -> Command:
    """Run ``tollkeeper-server`` to its end, on no database but one that the test names."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TOLLKEEPER_")}
    environment = {**inherited, "TOLLKEEPER_SECRETS": SECRETS}

    def run(*arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tollkeeper_server", *arguments],
            cwd=tmp_path,
            env={**environment, **changed},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def command(anywhere: Command, own_database_url: URL) -> Command:
    """The same, on an empty database of either kind."""
    return functools.partial(anywhere, TOLLKEEPER_DATABASE_URL=own_database_url.render_as_string(hide_password=False))


@pytest.fixture
def here(own_database_url: URL) -> Here:
    """What a command does, in this process: one more takes a second to start. Its refusal is an error."""
    url = own_database_url.render_as_string(hide_password=False)
    settings = read_settings({"TOLLKEEPER_DATABASE_URL": url, "TOLLKEEPER_SECRETS": SECRETS})

    def run(*arguments: str) -> dict[str, Any]:
        given = parser().parse_args(arguments)
        found: dict[str, Any] = given.run(settings, given)
        return found

    return run


def done(command: Command, *arguments: str) -> dict[str, Any]:
    result = command(*arguments, "--json")
    assert (result.returncode, result.stderr) == (0, ""), result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def refused(result: subprocess.CompletedProcess[str], code: int = 1) -> str:
    assert (result.returncode, result.stdout) == (code, ""), result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert SECRETS.partition(":")[2] not in result.stderr
    return result.stderr


def trail(url: URL) -> list[tuple[str, str, str | None]]:
    database = Database(url)
    with database.migrating() as connection:
        rows = connection.exec_driver_sql("SELECT action, actor_type, actor_key_id FROM audit_events ORDER BY id")
        found = [(str(row[0]), str(row[1]), row[2]) for row in rows]
    database.close()
    return found


def test_the_whole_way_from_an_empty_database_to_a_recovered_key(
    command: Command, here: Here, own_database_url: URL
) -> None:
    """As processes on SQLite; on PostgreSQL so where something is refused or printed for people."""
    do = here if own_database_url.get_backend_name() == "postgresql" else functools.partial(done, command)
    assert "Run: tollkeeper-server migrate" in refused(command("organizations", "list"))
    assert do("migrate") == {"from": None, "to": newest(), "changed": True}
    assert do("migrate") == {"from": newest(), "to": newest(), "changed": False}
    assert do("check")["secrets"] == "ok"
    assert "there is no organization yet" in refused(command("keys", "recover"))

    acme = do("organizations", "create", "--name", "Acme")
    made = do("keys", "create", "--name", "ops", "--scope", "keys:read", "--scope", "usage:read")
    assert made["scopes"] == ["keys:read", "usage:read"]
    assert made["secret"].startswith("tk_live_")
    revoked = [do("keys", "revoke", made["id"], "--reason", "lost") for _ in range(2)]
    assert revoked[0] == revoked[1] | {"status": "revoked"}
    [shown] = do("organizations", "list")["organizations"]
    assert (shown["id"], shown["name"], shown["active_keys"]) == (acme["id"], "Acme", 0)

    recovered = command("keys", "recover")
    assert recovered.returncode == 0
    assert recovered.stdout.count("tk_live_") == 1
    assert "tk_live_" not in recovered.stderr
    assert [entry[:2] for entry in trail(own_database_url)] == [
        ("organization.created", "operator"),
        ("key.created", "operator"),
        ("key.revoked", "operator"),
        ("key.created", "operator"),
    ]
    assert set(do("purge")["removed"].values()) == {0}

    do("organizations", "create", "--name", "Other")
    assert "there are several organizations" in refused(command("keys", "recover"))
    assert do("keys", "recover", "--organization", acme["id"])["organization_id"] == acme["id"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("keys", "create", "--name", "x", "--scope", "keys:all"), "there is no scope 'keys:all'"),
        (("keys", "create", "--name", "", "--scope", "keys:read"), "a name has 1 to 100 characters"),
        (("keys", "create", "--name", "x", "--scope", "keys:read", "--expires-at", "soon"), "not a time: 'soon'"),
        (("keys", "create", "--name", "x", "--scope", "keys:read", "--expires-at", "2020-01-01T00:00:00Z"), "future"),
        (("keys", "recover", "--organization", "org_none"), "there is no organization 'org_none'"),
        (("keys", "revoke", "key_none"), "there is no key 'key_none'"),
        (("organizations", "create", "--name", "x" * 101), "a name has 1 to 100 characters"),
    ],
)
def test_what_can_not_be_done_is_said_and_nothing_is_changed(
    here: Here, own_database_url: URL, arguments: tuple[str, ...], words: str
) -> None:
    here("migrate")
    with pytest.raises(StartError, match=re.escape(words)):
        here(*arguments)
    assert trail(own_database_url) == []


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("keys",), ("keys", "create"), ("migrate", "--force"), ("keys", "revoke")]
)
def test_wrong_arguments_are_shown_the_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr("sys.argv", ["tollkeeper-server", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    assert (ended.value.code, printed.out) == (2, "")
    assert "usage: tollkeeper-server" in printed.err


def test_other_secrets_than_those_of_the_database_are_named(command: Command, here: Here) -> None:
    here("migrate")
    here("organizations", "create", "--name", "Acme")
    here("keys", "recover")
    other = "2:" + "another secret that is long enough to be one"
    for arguments in (("check",), ("keys", "recover"), (), ("worker",)):
        result = command(*arguments, TOLLKEEPER_SECRETS=other, TOLLKEEPER_PORT="0")
        assert "keys were made with version 1" in refused(result, 1 if arguments[:1] in {("check",), ("keys",)} else 2)


@pytest.mark.parametrize(
    "arguments", [("check",), ("migrate",), ("organizations", "list"), ("worker",), ("serve",), ()]
)
def test_a_database_that_is_away_is_said_in_words(
    anywhere: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    urls = ["postgresql://nobody:hush-hush@127.0.0.1:1/none", f"sqlite:///{tmp_path}"]
    for url in urls:
        result = anywhere(*arguments, TOLLKEEPER_DATABASE_URL=url, TOLLKEEPER_PORT="0")
        said = refused(result, 1 if arguments and arguments[0] not in {"worker", "serve"} else 2)
        assert "the database can't be used" in said
        assert "hush-hush" not in said


def test_a_file_that_is_no_database_is_said_in_words(anywhere: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("Some notes, and no database at all. " * 100)
    for arguments in (("check",), ("migrate",)):
        refusal = refused(anywhere(*arguments, TOLLKEEPER_DATABASE_URL=f"sqlite:///{path}"))
        assert "the database can't be used" in refusal
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT 1 FROM sqlite_master")


def test_redis_that_is_away_fails_the_check(command: Command, here: Here) -> None:
    here("migrate")
    assert "Redis does not answer" in refused(command("check", TOLLKEEPER_REDIS_URL="redis://127.0.0.1:1/0"))
