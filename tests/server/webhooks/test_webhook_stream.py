"""The event stream over real sockets: the generated SDK, raw bytes, restarts, transactions that commit out of order."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from itertools import islice
from types import ModuleType
from typing import Any

import httpx
import pytest
from eventually import until
from live import Live, Running, Tenant
from postgres import Cluster
from sqlalchemy import delete
from sqlalchemy.engine import URL
from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.models import Event
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.events import record_event
from tollkeeper_server.purging import purge
from tollkeeper_server.stream import tail
from tollkeeper_server.stream.tail import read_events

pytestmark = pytest.mark.waits

PATH = "/v1/webhooks/stream"


@pytest.fixture(scope="module")
def live(database_url: URL) -> Iterator[Live]:
    with Running(database_url, options={"STREAM_HEARTBEAT_SECONDS": "0.3", "STREAM_LIFETIME_SECONDS": "20"}) as live:
        yield live


def make_key(client: httpx.Client, name: str = "ci") -> str:
    return str(client.post("/v1/keys", json={"name": name, "scopes": ["usage:read"]}).json()["id"])


def records(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    """Blocks of a stream, comments under the empty name. Comments keep a stream open in which nothing comes."""
    block: dict[str, str] = {}
    ends = time.monotonic() + 120
    for line in lines:
        assert time.monotonic() < ends, "what the test waits for did not come"
        if line:
            name, _, value = line.partition(":")
            block[name] = value.strip()
        else:
            yield block
            block = {}


def newest(client: httpx.Client, **headers: str) -> str:
    """The position where a stream begins now."""
    with client.stream("GET", PATH, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        return next(records(response.iter_lines()))["id"]


def test_a_message_has_the_fields_of_the_document_and_the_event_in_its_data(acme: Tenant) -> None:
    position = newest(acme.http)
    key_id = make_key(acme.http)
    acme.http.post(f"/v1/keys/{key_id}/revoke")
    with acme.http.stream("GET", PATH, headers={"Last-Event-ID": position}) as response:
        told = (block for block in records(response.iter_lines()) if "data" in block)
        first, second = islice(told, 2)
    [revoked, created] = acme.http.get("/v1/webhooks/events").json()["data"]
    assert [json.loads(first["data"]), json.loads(second["data"])] == [created, revoked]
    assert [first["event"], second["event"]] == ["key.created", "key.revoked"]
    assert (first["retry"], "retry" in second) == ("3000", False)
    assert int(position) < int(first["id"]) < int(second["id"])


def test_a_stream_begins_with_the_next_event_and_shows_no_other_organization(acme: Tenant, other: Tenant) -> None:
    make_key(acme.http, "before")
    with acme.http.stream("GET", PATH) as response:
        blocks = records(response.iter_lines())
        next(blocks)
        make_key(other.http, "foreign")
        make_key(acme.http, "after")
        first = next(block for block in blocks if "data" in block)
    assert json.loads(first["data"])["data"]["key"]["name"] == "after"


def test_only_the_types_that_were_asked_for_are_streamed(acme: Tenant) -> None:
    position = newest(acme.http)
    acme.http.post(f"/v1/keys/{make_key(acme.http)}/revoke")
    wanted = {"event_types": ["key.revoked", "key.expired"]}
    with acme.http.stream("GET", PATH, params=wanted, headers={"Last-Event-ID": position}) as response:
        first = next(block for block in records(response.iter_lines()) if "data" in block)
    assert first["event"] == "key.revoked"


def test_the_sdk_reads_the_stream_and_goes_on_where_it_was(live: Live, acme: Tenant, sdk: ModuleType) -> None:
    make_key(acme.http, "start")
    position = newest(acme.http)
    names = [f"key {number}" for number in range(5)]
    for name in names:
        make_key(acme.http, name)
    with sdk.Tollkeeper(api_key=acme.secret, base_url=live.url) as client:
        with client.webhooks.events.stream(last_event_id=position) as stream:
            seen = [event.data.key.name for event in islice(stream, 3)]
            position = stream.last_event_id
        with client.webhooks.events.stream(last_event_id=position) as stream:
            seen += [event.data.key.name for event in islice(stream, 2)]
    assert seen == names


def test_the_async_sdk_reads_it_too(live: Live, acme: Tenant, sdk: ModuleType) -> None:
    make_key(acme.http, "start")
    position = newest(acme.http)
    make_key(acme.http, "next")

    async def first() -> Any:
        client = sdk.AsyncTollkeeper(api_key=acme.secret, base_url=live.url)
        async with client, client.webhooks.events.stream(last_event_id=position) as stream:
            return await anext(aiter(stream))

    assert asyncio.run(first()).data.key.name == "next"


def test_a_position_that_is_past_or_of_another_database_is_410(live: Live, acme: Tenant) -> None:
    make_key(acme.http)
    position = newest(acme.http)
    for wrong in (str(int(position) + 10_000), "9" * 18):
        refused = acme.http.get(PATH, headers={"Last-Event-ID": wrong})
        assert (refused.status_code, refused.json()["code"]) == (410, "stream_position_expired"), wrong
    assert acme.http.get(PATH, headers={"Last-Event-ID": "x"}).status_code == 400


def test_a_position_is_410_after_thirty_days(live: Live, acme: Tenant) -> None:
    make_key(acme.http)
    position = newest(acme.http)
    live.clock.advance(31 * 86_400)
    make_key(acme.http)
    assert acme.http.get(PATH, headers={"Last-Event-ID": position}).status_code == 410


def test_a_position_at_the_end_is_kept_though_every_event_is_gone(own_url: URL) -> None:
    with Running(own_url) as running:
        acme = running.tenant()
        make_key(acme.http)
        position = newest(acme.http)
        running.clock.advance(31 * 86_400)
        purge(running.services.database, running.clock(), None)
        assert newest(acme.http) == position
        assert newest(acme.http, **{"Last-Event-ID": position}) == position
        make_key(acme.http)
        assert acme.http.get(PATH, headers={"Last-Event-ID": position}).status_code == 410  # one may be missing before


def test_a_position_that_a_rolled_back_transaction_took_is_kept(live: Live, acme: Tenant) -> None:
    make_key(acme.http)
    with pytest.raises(LookupError), live.services.database.writing(EVERY_ORGANIZATION) as session:
        record_event(Repository(session, acme.organization_id), "webhook.test", {"n": 1}, live.clock())
        session.flush()
        raise LookupError
    position = newest(acme.http)
    assert newest(acme.http, **{"Last-Event-ID": position}) == position


def test_while_nothing_happens_a_comment_is_sent(acme: Tenant) -> None:
    with acme.http.stream("GET", PATH) as response:
        blocks = list(islice(records(response.iter_lines()), 3))
    assert blocks[1:] == [{"": "still here"}] * 2


@pytest.mark.parametrize("change", [{"enabled": False}, {"scopes": ["usage:read"]}])
def test_the_stream_ends_when_its_key_may_no_longer_read_it(live: Live, acme: Tenant, change: dict[str, Any]) -> None:
    made = acme.http.post("/v1/keys", json={"name": "reader", "scopes": ["webhooks:read"]}).json()
    with live.client(made["secret"]).stream("GET", PATH, params={"event_types": "key.revoked"}) as response:
        blocks = records(response.iter_lines())
        next(blocks)
        acme.http.patch(f"/v1/keys/{made['id']}", json=change)
        assert all("data" not in block for block in blocks)  # and it ends
    assert response.is_closed


def test_a_stream_ends_when_its_time_is_over(own_url: URL) -> None:
    with Running(own_url, options={"STREAM_LIFETIME_SECONDS": "0.5"}) as short:
        acme = short.tenant()
        with acme.http.stream("GET", PATH) as response:
            assert len(list(records(response.iter_lines()))) == 1


def test_events_of_transactions_that_commit_out_of_order_are_all_seen_in_order(live: Live, acme: Tenant) -> None:
    database = live.services.database
    if database.is_sqlite:
        pytest.skip("SQLite has one writer: nothing commits out of order")
    position = int(newest(acme.http))
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        """Takes a sequence first and commits last; and its transaction is the younger one."""
        with database.writing(EVERY_ORGANIZATION) as session:
            record_event(Repository(session, acme.organization_id), "webhook.test", {"n": 1}, live.clock())
            session.flush()
            begun.set()
            may_end.wait(120)

    # Has its transaction id before the slow one, its sequence after it.
    with database.writing(EVERY_ORGANIZATION) as early:
        early.execute(delete(Event).where(Event.id == "nothing"))
        early.connection().exec_driver_sql("SELECT pg_current_xact_id()")
        thread = threading.Thread(target=slow)
        thread.start()
        assert begun.wait(120)
        record_event(Repository(early, acme.organization_id), "webhook.test", {"n": 2}, live.clock())
    # The second is committed, the first is not. Reading on now would miss it for good.
    rows, reached = read_events(database, position, acme.organization_id)
    assert rows == []
    may_end.set()
    thread.join()
    rows, _ = read_events(database, reached, acme.organization_id)
    assert [json.loads(row.payload)["data"]["n"] for row in rows] == [1, 2]


def test_many_writers_at_once_and_no_reader_misses_one(live: Live, acme: Tenant) -> None:
    position = newest(acme.http)
    seen: list[str] = []
    ready = threading.Event()

    def read() -> None:
        with live.client(acme.secret).stream("GET", PATH, headers={"Last-Event-ID": position}) as response:
            ready.set()
            for block in records(response.iter_lines()):
                if "data" in block:
                    seen.append(json.loads(block["data"])["data"]["key"]["name"])
                if len(seen) == 80:
                    return

    reader = threading.Thread(target=read)
    reader.start()
    assert ready.wait(120)

    def write(writer: int) -> None:
        for n in range(10):
            make_key(acme.http, f"{writer}-{n}")

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    reader.join(timeout=120)
    assert sorted(seen) == sorted(f"{writer}-{n}" for writer in range(8) for n in range(10))


def test_streams_resume_across_a_restart_of_the_server_without_a_gap(own_url: URL, sdk: ModuleType) -> None:
    with Running(own_url) as before:
        acme = before.tenant()
        make_key(acme.http, "one")
        position = newest(acme.http)
        make_key(acme.http, "two")
        client = sdk.Tollkeeper(api_key=acme.secret, base_url=before.url)
        with client, client.webhooks.events.stream(last_event_id=position) as stream:
            first = next(iter(stream))
            position = stream.last_event_id
        make_key(acme.http, "three")
    with Running(own_url) as after, sdk.Tollkeeper(api_key=acme.secret, base_url=after.url) as client:
        make_key(after.client(acme.secret), "four")
        with client.webhooks.events.stream(last_event_id=position) as stream:
            rest = [event.data.key.name for event in islice(stream, 2)]
    assert [first.data.key.name, *rest] == ["two", "three", "four"]


def test_a_server_that_stops_ends_its_streams(live: Live, acme: Tenant) -> None:
    with acme.http.stream("GET", PATH) as response:
        blocks = records(response.iter_lines())
        next(blocks)
        live.services.tail.close()
        assert all("data" not in block for block in blocks)
    live.services.tail.closed = False
    until(lambda: newest(acme.http))


def test_the_very_first_event_of_a_database_is_after_the_position_of_an_empty_one(own_url: URL) -> None:
    with Running(own_url) as running:
        database = running.services.database
        acme = running.tenant()
        if database.is_sqlite:
            pytest.skip("only PostgreSQL gives a last value before there is one")
        with database.writing(EVERY_ORGANIZATION) as session:
            session.execute(delete(Event))
            session.connection().exec_driver_sql("ALTER SEQUENCE events_sequence_seq RESTART")
        rows, position = read_events(database, 0)
        make_key(acme.http)
        assert (rows, position, len(read_events(database, position)[0])) == ([], 0, 1)


# ------------------------------------------------------------------------------------------------------ being woken


@pytest.fixture
def never_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that is sure to be woken looks at the table only then."""
    monkeypatch.setattr(tail, "POLL_WOKEN", 3600.0)


@pytest.mark.usefixtures("never_looking")
def test_an_event_of_this_process_wakes_its_streams(own_url: URL) -> None:
    with Running(own_url) as running:
        acme = running.tenant()
        with acme.http.stream("GET", PATH) as response:
            blocks = records(response.iter_lines())
            next(blocks)
            for name in ("one", "two"):
                make_key(acme.http, name)
                assert f'"name":"{name}"' in next(block for block in blocks if "data" in block)["data"]


@pytest.mark.usefixtures("never_looking")
def test_an_event_of_another_process_wakes_them_too_and_so_it_does_after_the_connection_broke(
    cluster: Cluster, of_this_version: URL
) -> None:
    url = cluster.database(like=of_this_version)
    with Running(url) as here, Running(url) as there:
        acme = here.tenant()
        writer = there.client(acme.secret)
        with acme.http.stream("GET", PATH) as response:
            blocks = records(response.iter_lines())
            next(blocks)
            for name in ("one", "two"):
                make_key(writer, name)
                assert f'"name":"{name}"' in next(block for block in blocks if "data" in block)["data"]
                broken = until(lambda: end_listeners(there), "somebody listens")
                assert len(broken) == 1
                until(lambda: here.services.tail.is_woken, "it listens again")


def end_listeners(live: Live) -> list[int]:
    """Break the connections that listen, as a failing network does; which they were."""
    listening = "FROM pg_stat_activity WHERE query ~ '^NOTIFY' AND datname = current_database()"
    with live.services.database.engine.connect() as connection:
        ended = connection.exec_driver_sql(f"SELECT pid {listening} AND pg_terminate_backend(pid)")
        return [row[0] for row in ended]


def test_an_event_of_a_process_that_died_before_it_told_anybody_is_found_all_the_same(own_url: URL) -> None:
    with Running(own_url) as running:
        acme = running.tenant()
        dead = Database(own_url)  # nobody sends notifications for this one
        with acme.http.stream("GET", PATH) as response:
            blocks = records(response.iter_lines())
            next(blocks)
            with dead.writing(acme.organization_id) as session:
                repository = Repository(session, acme.organization_id)
                record_event(repository, "webhook.test", {"n": 1}, running.clock())
            assert '"n":1' in next(block for block in blocks if "data" in block)["data"]
        dead.close()


def test_a_rolled_back_event_wakes_streams_that_it_held_back(live: Live, acme: Tenant) -> None:
    told: list[bool] = []
    live.services.database.on_event(lambda: told.append(True))
    with pytest.raises(LookupError), live.services.database.writing(acme.organization_id) as session:
        record_event(Repository(session, acme.organization_id), "webhook.test", {"n": 1}, live.clock())
        raise LookupError
    with live.services.database.writing(acme.organization_id):
        pass
    assert told == [True]
