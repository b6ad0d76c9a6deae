"""What is past its time is removed: by index, in batches, months of usage as a whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest
from live import SECRETS, Live, Running, Tenant
from sqlalchemy import func, select, text
from sqlalchemy.engine import URL
from tollkeeper_server import purging, times
from tollkeeper_server.commands.opening import check_secrets, note_secrets
from tollkeeper_server.db.engine import EVERY_ORGANIZATION, Database
from tollkeeper_server.db.models import SecretVersion, ThresholdHit, UsageEvent, UsageTotal
from tollkeeper_server.delivery.options import read_options
from tollkeeper_server.errors import StartError
from tollkeeper_server.purging import purge
from tollkeeper_server.settings import Settings, keep_private, read_settings
from tollkeeper_server.usage_totals.levels import Grain, begin_of
from tollkeeper_server.vault import Vault


def record(tenant: Tenant, number: int, time: int) -> None:
    event = {"id": f"e{number}", "type": "used", "subject": f"s{number % 3}", "value": 1, "time": times.show(time)}
    done = tenant.http.post("/v1/usage/events", json=event)
    assert done.status_code == 202, done.text


def counted(live: Live, table: Any, tenant: Tenant) -> int:
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        query = select(func.count()).select_from(table).where(table.organization_id == tenant.organization_id)
        return session.scalar(query) or 0


def test_usage_of_old_months_is_removed_and_the_rest_adds_up_as_before(own_url: URL) -> None:
    with Running(own_url) as live:
        acme, other = live.tenant(), live.tenant()
        body: dict[str, Any] = {"key": "m", "name": "m", "event_type": "used", "aggregation": "sum"}
        body["thresholds"] = [{"value": 1, "window": "month"}]
        for tenant in (acme, other):
            assert tenant.http.post("/v1/usage/meters", json=body).status_code == 201
            for number in range(12):
                record(tenant, number, live.clock() - number * times.DAY)
        first = live.clock()
        live.clock.advance(100 * 86_400)
        for number in range(20, 26):
            record(acme, number, live.clock() - number * times.DAY)
        database, now = live.services.database, live.clock()
        assert "usage_events" not in purge(database, now, None)  # for ever, unless somebody says otherwise
        assert counted(live, UsageEvent, acme) == 18
        removed = purge(database, now, 60 * times.DAY)
        assert removed["usage_events"] == 24
        assert (counted(live, UsageEvent, acme), counted(live, UsageEvent, other)) == (6, 0)
        assert (counted(live, UsageTotal, acme) > 0, counted(live, UsageTotal, other)) == (True, 0)
        span = {"from": times.show(first - 40 * times.DAY), "to": times.show(now + 1)}
        summary = acme.http.get("/v1/usage/summary", params=span).json()["meters"]
        assert [(found["value"], found["event_count"]) for found in summary] == [(6, 6)]
        with database.reading(EVERY_ORGANIZATION) as session:
            reachable = begin_of(Grain.MONTH, now - 36 * times.DAY)
            hits = session.scalars(select(ThresholdHit.window_start)).all()
            assert [start for start in hits if start < reachable] == []
            starts = session.scalars(select(UsageTotal.start)).all()
            assert min(starts) >= begin_of(Grain.MONTH, now - 60 * times.DAY)


def test_more_than_a_batch_is_removed_in_several(own_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 4)
    with Running(own_url) as live:
        acme = live.tenant()
        for number in range(18):
            record(acme, number, live.clock() - number * times.HOUR)
        live.clock.advance(200 * 86_400)
        removed = purge(live.services.database, live.clock(), 40 * times.DAY)
        assert removed["usage_events"] == 18
        assert counted(live, UsageTotal, acme) == 0


def test_nothing_that_is_purged_is_looked_for_without_an_index(live: Live, acme: Tenant) -> None:
    record(acme, 1, live.clock())
    database = live.services.database
    usage = [*purging.usage_before(database, live.clock())]
    assert len(usage) > 10
    for table, condition in [*purging.past(live.clock()), *usage]:
        statement = purging.removal(table, condition).compile(database.engine)
        with database.writing(EVERY_ORGANIZATION) as session:
            connection = session.connection()
            if not database.is_sqlite:
                connection.execute(text("SET LOCAL enable_seqscan = off"))
            explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
            lines = connection.exec_driver_sql(explain + str(statement), _values(statement, database)).all()
        plan = "\n".join(str(line) for line in lines)
        wrong = "SCAN " if database.is_sqlite else "Seq Scan on "
        assert wrong + table.__tablename__ not in plan, plan


def _values(statement: Any, database: Database) -> Any:
    values = statement.construct_params()
    return tuple(values[name] for name in statement.positiontup) if database.is_sqlite else values


@pytest.mark.parametrize("value", ["39", "0", "-1", "x", "1e3", "040", ""])
def test_a_retention_that_makes_no_sense_is_refused(tmp_path: Path, value: str) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    settings = read_settings({"TOLLKEEPER_DATABASE_URL": url, "TOLLKEEPER_USAGE_KEPT_DAYS": value})
    with pytest.raises(StartError, match="USAGE_KEPT_DAYS"):
        read_options(settings)


def test_a_retention_is_in_days(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    settings = read_settings({"TOLLKEEPER_DATABASE_URL": url, "TOLLKEEPER_USAGE_KEPT_DAYS": "400"})
    assert read_options(settings).usage_kept == 400 * times.DAY


def test_another_secret_of_the_same_version_is_told_at_start(own_url: URL) -> None:
    with Running(own_url) as live:
        database = live.services.database
        note_secrets(database, live.services.vault)
        note_secrets(database, live.services.vault)  # a second start
        check_secrets(database, live.services.vault)
        wrong = Vault({1: b"another secret, as long as the one before"})
        with pytest.raises(StartError) as caught:
            check_secrets(database, wrong)
        assert "version 1 is another secret than before" in str(caught.value)
        assert "another secret, as long" not in str(caught.value)
        both = Vault({**SECRETS, 2: b"a newer secret, which comes in front of it"})
        check_secrets(database, both)
        note_secrets(database, both)
        with database.reading(EVERY_ORGANIZATION) as session:
            assert session.scalars(select(SecretVersion.version).order_by(SecretVersion.version)).all() == [1, 2]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
@pytest.mark.parametrize("before", [None, 0o644, 0o666])
def test_the_files_of_sqlite_are_their_owners_alone(tmp_path: Path, before: int | None) -> None:
    mask = os.umask(0)
    try:
        folder = tmp_path / "data"
        if before is not None:
            folder.mkdir()
            for name in ("x.db", "tollkeeper.secret"):
                (folder / name).write_text("1:" + "s" * 64 + "\n" if name.endswith("secret") else "")
                (folder / name).chmod(before)
        settings = read_settings({"TOLLKEEPER_DATABASE_URL": f"sqlite:///{folder / 'x.db'}"})
        with Running(settings.database_url, secrets=settings.secrets) as live:
            acme = live.tenant()
            record(acme, 1, live.clock())
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
            assert {"x.db", "x.db-wal", "x.db-shm", "tollkeeper.secret"} <= modes.keys()
            assert set(modes.values()) == {0o600}, modes
        if before is None:
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        os.umask(mask)


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_what_is_no_file_keeps_its_mode(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    pipe.chmod(0o666)
    keep_private(pipe)
    assert stat.S_IMODE(pipe.stat().st_mode) == 0o666


def test_settings_show_no_secret(tmp_path: Path) -> None:
    settings = Settings(URL.create("sqlite", database=str(tmp_path / "x.db")), {1: b"s" * 40})
    assert "ssss" not in repr(settings)
