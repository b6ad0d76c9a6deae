"""The operator's commands: what they do, print, exit with, and leave in the audit log."""

from __future__ import annotations

import functools
import gc
import json
import logging
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from program import SECRETS, Done, Program, in_a_process, in_this
from sqlalchemy.engine import URL
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.migrations import newest
from tollkeeper_server.serve import open_services
from tollkeeper_server.settings import Settings


@pytest.fixture
def anywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    """Run ``tollkeeper-server`` to its end in this process, on no database but one that the test names."""
    return functools.partial(in_this, capsys, tmp_path, TOLLKEEPER_SECRETS=SECRETS)


@pytest.fixture
def on(empty_url: URL) -> dict[str, str]:
    """An empty database of either kind, as a variable."""
    return {"TOLLKEEPER_DATABASE_URL": empty_url.render_as_string(hide_password=False)}


@pytest.fixture
def command(anywhere: Program, on: dict[str, str]) -> Program:
    """The same, on that database."""
    return functools.partial(anywhere, **on)


@pytest.fixture
def ready(anywhere: Program, own_url: URL) -> Program:
    """The same, on one of this version."""
    return functools.partial(anywhere, TOLLKEEPER_DATABASE_URL=own_url.render_as_string(hide_password=False))


@pytest.fixture
def process(tmp_path: Path, on: dict[str, str]) -> Program:
    """As a process, on that database."""
    return functools.partial(in_a_process, tmp_path, TOLLKEEPER_SECRETS=SECRETS, **on)


def done(command: Program, *arguments: str) -> dict[str, Any]:
    result = command(*arguments, "--json")
    assert (result.returncode, result.stderr) == (0, ""), result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def refused(result: Done, code: int = 1) -> str:
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
    command: Program, process: Program, empty_url: URL
) -> None:
    """What is refused, printed for people, or makes something, also as a process."""
    do = functools.partial(done, command)
    assert "Run: tollkeeper-server migrate" in refused(process("organizations", "list"))
    assert done(process, "migrate") == {"from": None, "to": newest(), "changed": True}
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

    recovered = process("keys", "recover")
    assert recovered.returncode == 0
    assert recovered.stdout.count("tk_live_") == 1
    assert "tk_live_" not in recovered.stderr
    assert [entry[:2] for entry in trail(empty_url)] == [
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
    ready: Program, own_url: URL, arguments: tuple[str, ...], words: str
) -> None:
    assert words in refused(ready(*arguments))
    assert trail(own_url) == []


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("keys",), ("keys", "create"), ("migrate", "--force"), ("keys", "revoke")]
)
def test_wrong_arguments_are_shown_the_usage(anywhere: Program, arguments: tuple[str, ...]) -> None:
    ended = anywhere(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "usage: tollkeeper-server" in ended.stderr


def test_other_secrets_than_those_of_the_database_are_named(ready: Program) -> None:
    done(ready, "organizations", "create", "--name", "Acme")
    done(ready, "keys", "recover")
    other = "2:" + "another secret that is long enough to be one"
    for arguments in (("check",), ("keys", "recover"), (), ("worker",)):
        result = ready(*arguments, TOLLKEEPER_SECRETS=other, TOLLKEEPER_PORT="0")
        assert "keys were made with version 1" in refused(result, 1 if arguments[:1] in {("check",), ("keys",)} else 2)


@pytest.mark.parametrize(
    "arguments", [("check",), ("migrate",), ("organizations", "list"), ("worker",), ("serve",), ()]
)
def test_a_database_that_is_away_is_said_in_words(
    anywhere: Program, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    urls = ["postgresql://nobody:hush-hush@127.0.0.1:1/none", f"sqlite:///{tmp_path}"]
    for url in urls:
        result = anywhere(*arguments, TOLLKEEPER_DATABASE_URL=url, TOLLKEEPER_PORT="0")
        said = refused(result, 1 if arguments and arguments[0] not in {"worker", "serve"} else 2)
        assert "the database can't be used" in said
        assert "hush-hush" not in said


def test_a_file_that_is_no_database_is_said_in_words(anywhere: Program, tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("Some notes, and no database at all. " * 100)
    for arguments in (("check",), ("migrate",)):
        refusal = refused(anywhere(*arguments, TOLLKEEPER_DATABASE_URL=f"sqlite:///{path}"))
        assert "the database can't be used" in refusal
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT 1 FROM sqlite_master")


def test_redis_that_is_away_fails_the_check(ready: Program) -> None:
    assert "Redis does not answer" in refused(ready("check", TOLLKEEPER_REDIS_URL="redis://127.0.0.1:1/0"))


def test_a_command_loads_nothing_that_only_a_server_or_a_migration_needs_and_runs_with_a_collector(
    tmp_path: Path,
) -> None:
    parts = ("alembic", "structlog", "uvicorn", "starlette", "httpcore", "jsonschema_rs", "prometheus_client")
    told = f"print(*sys.modules.keys() & {set(parts)}, gc.isenabled(), gc.get_freeze_count() > 0)"
    program = (
        f"import atexit, gc, sys; from tollkeeper_server.__main__ import run; atexit.register(lambda: {told}); run()"
    )
    command = [sys.executable, "-c", program, "organizations", "list"]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "the database is not of this version" in found.stderr
    assert found.stdout.split() == ["True", "True"]


def test_a_server_and_a_worker_run_with_a_collector(own_url: URL) -> None:
    root = logging.getLogger()
    handlers, level = [*root.handlers], root.level
    gc.disable()
    try:
        services = open_services(Settings(own_url, {1: b"a secret of the tests that is long enough"}))
        assert gc.isenabled()
        services.close()
    finally:
        gc.enable()
        root.handlers[:] = handlers
        root.setLevel(level)
