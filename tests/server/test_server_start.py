"""What keeps a server from starting, with its exit code, what happened, and what to do."""

from __future__ import annotations

import functools
import socket
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from postgres import Cluster
from program import SECRETS, Program, in_a_process, in_this
from sqlalchemy.engine import URL
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.migrations import upgrade
from tollkeeper_server.demo.processes import Process

PASSWORD = "hush-hush"


@dataclass
class Place:
    """Where a server would start, and what a case puts there."""

    folder: Path
    cluster: Cluster
    kept: list[socket.socket] = field(default_factory=list[socket.socket])

    def taken_port(self) -> str:
        """A port that somebody listens on."""
        other = socket.create_server(("127.0.0.1", 0))
        self.kept.append(other)
        return str(other.getsockname()[1])

    def file(self, name: str, content: str) -> Path:
        path = self.folder / name
        path.write_text(content)
        return path

    def migrated(self, revision: str | None = None) -> URL:
        """A database of this version, or one that says it is of another."""
        url = URL.create("sqlite", database=str(self.folder / "here.db"))
        database = Database(url)
        upgrade(database)
        database.close()
        if revision is not None:
            connection = sqlite3.connect(self.folder / "here.db")
            connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
            connection.commit()
            connection.close()
        return url


@pytest.fixture
def place(tmp_path: Path, cluster: Cluster) -> Iterator[Place]:
    place = Place(tmp_path, cluster)
    yield place
    for kept in place.kept:
        kept.close()


@pytest.fixture
def start(place: Place, capsys: pytest.CaptureFixture[str]) -> Program:
    """In this process."""
    return functools.partial(in_this, capsys, place.folder)


def on(place: Place, **changed: str) -> dict[str, str]:
    """On PostgreSQL, with parts of the URL changed."""
    url = place.cluster.database()
    url = url.set(database=changed.get("database", url.database), username=changed.get("username", url.username))
    return at(url.render_as_string())


def at(url: str) -> dict[str, str]:
    return {"TOLLKEEPER_DATABASE_URL": url, "TOLLKEEPER_SECRETS": SECRETS}


def sqlite(place: Place, name: str) -> dict[str, str]:
    return {"TOLLKEEPER_DATABASE_URL": f"sqlite:///{place.folder / name}"}


Environment = Callable[[Place], dict[str, str]]

CASES: dict[str, tuple[Environment, int, str, str]] = {
    "the database is away": (
        lambda _: at(f"postgresql://someone:{PASSWORD}@127.0.0.1:1/x"),
        2, "Connection refused", "Start PostgreSQL, or correct the host and the port in TOLLKEEPER_DATABASE_URL.",
    ),
    "there is no such host": (
        lambda _: at(f"postgresql://someone:{PASSWORD}@no-such-host.invalid/x"),
        2, "no-such-host.invalid", "correct the host and the port in TOLLKEEPER_DATABASE_URL",
    ),
    "there is no such database": (
        lambda place: on(place, database="nothing"),
        2, 'database "nothing" does not exist', "Make it with createdb",
    ),
    "there is no such role": (
        lambda place: on(place, username="nobody-at-all"),
        2, 'role "nobody-at-all" does not exist', "Correct the user and the password in TOLLKEEPER_DATABASE_URL.",
    ),
    "the scheme is another": (
        lambda _: at(f"postgres://someone:{PASSWORD}@127.0.0.1/x"),
        2, "begins with postgres;", "write sqlite:///… or postgresql://…",
    ),
    "the port of the database is not a number": (
        lambda _: at(f"postgresql://someone:{PASSWORD}@127.0.0.1:port/x"),
        2, "is not a database URL", "for example sqlite:///path/to/file.db",
    ),
    "an option of the URL is unknown": (
        lambda _: at(f"postgresql://someone:{PASSWORD}@127.0.0.1:1/x?nonsense=1"),
        2, 'invalid connection option "nonsense"', "Correct what is behind the question mark",
    ),
    "the folder of the database can't be made": (
        lambda place: sqlite(place, f"{place.file('notes', '').name}/tollkeeper.db"),
        2, "the secret beside the database can't be used", "a folder that this user may write to",
    ),
    "the folder of the database is not there": (
        lambda place: {**sqlite(place, "nowhere/tollkeeper.db"), "TOLLKEEPER_SECRETS": SECRETS},
        2, "unable to open database file", "Make the folder of TOLLKEEPER_DATABASE_URL",
    ),
    "the file is not a database": (
        lambda place: sqlite(place, place.file("notes.db", "Some notes. " * 500).name),
        2, "file is not a database", "name a file that this server made",
    ),
    "the secret beside the database is not text": (
        lambda place: sqlite(place, f"{place.file('tollkeeper.secret', 'é' * 40).parent}/tollkeeper.db"),
        2, "tollkeeper.secret is not text", "Restore it from a backup",
    ),
    "a newer version has migrated it": (
        lambda place: at(str(place.migrated("9999"))),
        2, "it is at revision 9999", "Run the newer version of the server",
    ),
    "the port is taken": (
        lambda place: {**at(str(place.migrated())), "TOLLKEEPER_PORT": place.taken_port()},
        3, "of 127.0.0.1 is taken", "or set TOLLKEEPER_PORT to another one",
    ),
    "the address is another machine's": (
        lambda place: {**at(str(place.migrated())), "TOLLKEEPER_HOST": "192.0.2.1"},
        3, "192.0.2.1 port 0 can't be listened on", "Set TOLLKEEPER_HOST to an address of this machine",
    ),
    "the host is not a host": (
        lambda place: {**at(str(place.migrated())), "TOLLKEEPER_HOST": "no-such-host.invalid"},
        3, "there is no host 'no-such-host.invalid'", "Correct TOLLKEEPER_HOST.",
    ),
    "the URL of Redis is none": (
        lambda place: {**at(str(place.migrated())), "TOLLKEEPER_REDIS_URL": f"redis://:{PASSWORD}@127.0.0.1:port/0"},
        2, "TOLLKEEPER_REDIS_URL is not a Redis URL", "For example redis://127.0.0.1:6379/0",
    ),
}  # fmt: skip


def check(place: Place, case: str, start: Program) -> None:
    environment, code, what, cure = CASES[case]
    done = start(**{"TOLLKEEPER_PORT": "0", **environment(place)})
    assert (done.returncode, done.stdout) == (code, ""), done.stdout + done.stderr
    assert what in done.stderr
    assert cure in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 3
    assert PASSWORD not in done.stderr
    assert SECRETS.partition(":")[2] not in done.stderr


@pytest.mark.parametrize("case", list(CASES))
def test_what_keeps_a_server_from_starting_is_said_with_what_to_do(place: Place, case: str, start: Program) -> None:
    check(place, case, start)


@pytest.mark.parametrize("case", ["there is no such database", "the file is not a database", "the port is taken"])
def test_a_process_says_the_same(place: Place, case: str) -> None:
    """Nothing that runs beside (a thread, a pool) adds to it or keeps the process from its end."""
    check(place, case, functools.partial(in_a_process, place.folder))


@pytest.mark.parametrize("command", ["migrate", "check", "purge", "worker"])
def test_a_database_of_a_newer_version_is_left_alone_by_every_command(
    place: Place, command: str, start: Program
) -> None:
    done = start(command, **at(str(place.migrated("9999"))))
    assert done.returncode == (2 if command == "worker" else 1)
    assert "Run the newer version of the server" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_costs_no_first_key(place: Place, start: Program) -> None:
    environment = sqlite(place, "new.db")
    assert start(**environment, TOLLKEEPER_PORT=place.taken_port()).returncode == 3
    assert not (place.folder / "new.db").exists()


@pytest.mark.xdist_group("server-processes")
@pytest.mark.usefixtures("forked")
def test_redis_that_is_away_is_in_the_log_before_the_first_request(place: Place) -> None:
    environment = {**at(str(place.migrated())), "TOLLKEEPER_REDIS_URL": "redis://127.0.0.1:1/0", "TOLLKEEPER_PORT": "0"}
    with Process(environment) as server:
        server.wait_until_it_listens()
        assert [line for line in server.lines if '"rate_limits_not_shared"' in line]
