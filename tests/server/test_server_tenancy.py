"""Row-level security: what a transaction about one organization sees when its statements forget to say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tollkeeper_server
from live import Live, Running
from postgres import Cluster
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.models import ApiKey, Base, Meter, Organization, Owned
from tollkeeper_server.demo.processes import Process
from world import World

ROOT = Path(tollkeeper_server.__file__).parent

ACROSS = {
    "db/engine.py",
    "db/visit.py",  # a key says whose it is only once it is found
    "db/ahead.py",  # the same, in one message with what is read of its organization
    "commands/opening.py",  # whether the secrets are those of the database
    "commands/people.py",  # the operator is of no organization
    "delivery/worker.py",
    "housekeeping.py",
    "portal/pages.py",  # so does the token of a portal's link
    "purging.py",
    "probe.py",  # makes the organization that it asks as
    "serve.py",  # makes the first organization
    "stream/positions.py",  # positions are of all events
    "stream/tail.py",
}
"""Modules that may begin transactions about every organization."""


@pytest.fixture(scope="module")
def live(cluster: Cluster, of_this_version: URL) -> Iterator[Live]:
    with Running(cluster.database(like=of_this_version)) as live:
        yield live


@pytest.fixture
def sessions(live: Live) -> Iterator[tuple[World, Session]]:
    """An organization, and a transaction about another one that has one of everything too."""
    mine, foreign = World(live), World(live)
    for world in (mine, foreign):
        assert world.meter
        assert world.delivery
        world.http.post("/v1/usage/events", json={"id": "1", "type": "t", "subject": "s"}).raise_for_status()
    with live.services.database.reading(mine.tenant.organization_id) as session:
        yield foreign, session


def test_a_query_that_forgets_the_organization_sees_nothing_of_others(sessions: tuple[World, Session]) -> None:
    foreign, session = sessions
    for model in Owned.__subclasses__():
        owners = set(session.scalars(select(model.organization_id)))
        assert len(owners) <= 1, model
        assert foreign.tenant.organization_id not in owners, model
    assert len(session.scalars(select(Organization)).all()) == 1
    assert session.scalars(select(ApiKey).where(ApiKey.id == foreign.tenant.key_id)).all() == []


def test_what_forgets_it_changes_and_removes_nothing_of_others(live: Live, sessions: tuple[World, Session]) -> None:
    foreign, session = sessions
    of_all = session.scalar(select(func.count()).select_from(Meter))
    assert session.execute(update(Meter).values(name="taken")).rowcount == of_all  # type: ignore[attr-defined] # the session's type hides it
    assert session.execute(delete(Meter)).rowcount == of_all  # type: ignore[attr-defined] # the session's type hides it
    session.commit()
    assert foreign.http.get(f"/v1/usage/meters/{foreign.meter}").json()["name"] == "m"


def test_a_row_of_another_organization_can_not_be_written(sessions: tuple[World, Session]) -> None:
    _, session = sessions
    with pytest.raises(ProgrammingError, match="row-level security"):
        session.execute(insert(Organization).values(id="org_other", name="x", created_at=1))
    session.rollback()


def test_a_row_can_not_be_given_away(live: Live, sessions: tuple[World, Session]) -> None:
    foreign, session = sessions
    with pytest.raises(ProgrammingError, match="row-level security"):
        session.execute(update(Meter).values(organization_id=foreign.tenant.organization_id))


def test_a_transaction_that_does_not_say_whose_rows_it_is_about_sees_none(live: Live) -> None:
    """Also on a connection that another transaction used before: the setting ends with it."""
    live.tenant()
    for _ in range(20):
        with live.services.database.reading(EVERY_ORGANIZATION) as session:
            assert session.scalars(select(ApiKey.id)).first()
        with live.services.database.engine.connect() as connection:
            assert connection.execute(select(ApiKey.id)).all() == []


def test_every_table_with_rows_of_an_organization_is_behind_the_wall(live: Live) -> None:
    """A new table without a policy fails here."""
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        query = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        assert set(session.scalars(query)) == set(Base.metadata.tables)


def test_the_organization_of_a_transaction_is_an_id_and_nothing_else(live: Live) -> None:
    for hostile in ("x'; DROP TABLE api_keys; --", "", "*'", "org\n"):
        with pytest.raises(AssertionError), live.services.database.reading(hostile):
            pytest.fail("it began")


def test_modules_that_see_every_organization_are_these_and_no_more() -> None:
    found = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if "EVERY_ORGANIZATION" in path.read_text()}
    assert found == ACROSS


def test_the_wall_holds_for_a_role_that_does_not_own_the_tables(cluster: Cluster) -> None:
    owner = cluster.database()
    with Running(owner) as first, first.services.database.writing(EVERY_ORGANIZATION) as session:
        session.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {cluster.guest}"))
        session.execute(text(f"GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO {cluster.guest}"))
    with Running(owner.set(username=cluster.guest)) as live:
        mine, foreign = World(live), World(live)
        assert mine.delivery
        assert foreign.delivery
        with live.services.database.reading(mine.tenant.organization_id) as session:
            assert set(session.scalars(select(ApiKey.organization_id))) == {mine.tenant.organization_id}


@pytest.mark.xdist_group("server-processes")
@pytest.mark.usefixtures("forked")
def test_a_server_whose_role_is_above_the_wall_says_so(cluster: Cluster, live: Live, of_this_version: URL) -> None:
    assert live.services.database.is_walled
    url = cluster.database(like=of_this_version).set(username=cluster.superuser).render_as_string(hide_password=False)
    secret = "1:" + "a secret of this test " * 2
    environment = {"TOLLKEEPER_DATABASE_URL": url, "TOLLKEEPER_SECRETS": secret, "TOLLKEEPER_PORT": "0"}
    with Process(environment, first_start=True) as server:
        server.wait_until_it_listens()
    assert "row_level_security_does_not_hold" in "".join(server.lines)
