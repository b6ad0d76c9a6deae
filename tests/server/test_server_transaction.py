"""A transaction of the driver's connection: statements and objects see each other, and a lost connection is no loss."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from live import Live, Tenant
from sqlalchemy import bindparam, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError
from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.migrations import upgrade
from tollkeeper_server.db.models import Organization
from tollkeeper_server.db.prepared import Prepared
from tollkeeper_server.db.transaction import Transaction

NAME = Prepared(select(Organization.name).where(Organization.id == bindparam("id")), tuple)


@pytest.fixture
def database(own_url: URL) -> Generator[Database]:
    made = Database(own_url)
    upgrade(made)
    yield made
    made.close()


@pytest.fixture
def begun(database: Database) -> Generator[Transaction]:
    transaction = database.begin(EVERY_ORGANIZATION, writes=True)
    yield transaction
    transaction.close()


def add(begun: Transaction, name: str) -> None:
    begun.session.add(Organization(id=f"org_{name}", name=name, created_at=1))


def names(database: Database) -> list[str]:
    with database.reading(EVERY_ORGANIZATION) as session:
        return sorted(session.scalars(select(Organization.name)))


def test_statements_see_objects_that_were_added_and_objects_what_statements_did(begun: Transaction) -> None:
    add(begun, "one")
    assert begun.rows(NAME, {"id": "org_one"}) == [("one",)]
    begun.execute("UPDATE organizations SET name = 'two'")
    assert begun.session.scalars(select(Organization.name)).all() == ["two"]


def test_what_is_not_committed_never_was(database: Database) -> None:
    for keeps in (False, True):
        begun = database.begin(EVERY_ORGANIZATION, writes=True)
        begun.execute(f"INSERT INTO organizations (id, name, created_at) VALUES ('org_x', 'by {keeps}', 1)")
        add(begun, "object")
        if keeps:
            begun.commit()
        begun.close()
    assert names(database) == ["by True", "object"]


def test_a_fault_is_told_as_sqlalchemy_tells_it_without_values(begun: Transaction) -> None:
    with pytest.raises(IntegrityError) as caught:
        begun.execute("INSERT INTO organizations (id, name, created_at) VALUES ('org_x', NULL, 1)")
    assert not caught.value.connection_invalidated
    assert "VALUES" not in str(caught.value.statement)


def test_a_connection_that_the_database_ends_is_told_and_not_used_again(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("a file ends no connection")
    begun = database.begin(EVERY_ORGANIZATION)
    end_connections(database)
    with pytest.raises(DBAPIError) as caught:
        begun.rows(NAME, {"id": "org_x"})
    assert caught.value.connection_invalidated
    begun.close()
    assert names(database) == []


def test_requests_after_the_database_has_ended_its_connections_are_answered(live: Live, acme: Tenant) -> None:
    if live.services.database.is_sqlite:
        pytest.skip("a file ends no connection")
    for _ in range(3):
        assert acme.http.get(f"/v1/keys/{acme.key_id}").status_code == 200
        end_connections(live.services.database)
        body = {"id": "e1", "type": "used", "subject": "s", "value": 1}
        assert acme.http.post("/v1/usage/events", json=body).status_code == 202


def end_connections(database: Database) -> None:
    with database.engine.connect() as connection:
        others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        connection.execute(text(others + "AND usename = current_user AND datname = current_database()"))
