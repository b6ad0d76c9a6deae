"""Nobody waits for ever: not for a lock that somebody keeps, not for a worker whose database has gone."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from eventually import until
from live import Running
from sqlalchemy import text, update
from sqlalchemy.engine import URL
from tollkeeper_server.db import engine
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.models import ApiKey
from tollkeeper_server.delivery import worker
from tollkeeper_server.delivery.running import WorkerThread
from tollkeeper_server.delivery.worker import Outside
from tollkeeper_server.demo.certificates import Certificate
from tollkeeper_server.demo.receiver import Receiver, Reply

pytestmark = pytest.mark.waits


def test_a_lock_that_somebody_keeps_is_waited_for_so_long(own_url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    with Running(own_url) as live:
        acme = live.tenant()
        monkeypatch.setattr(engine, "LOCK_SECONDS", 0.2)
        database, path = live.services.database, f"/v1/keys/{acme.key_id}"
        with database.writing(acme.organization_id) as session:
            session.execute(update(ApiKey).values(name="kept"))
            for done in (
                acme.http.patch(path, json={"name": "new"}),
                live.client(acme.secret).post(f"{path}/revoke"),
            ):
                assert (done.status_code, done.json()["code"]) == (503, "service_unavailable")
                assert done.headers["retry-after"] == "1"
        assert acme.http.patch(path, json={"name": "new"}).status_code == 200


def test_a_worker_whose_results_nobody_takes_ends_all_the_same(
    tmp_path: Path, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LAST_SECONDS", 0.1)
    may_answer = threading.Event()

    def answer(_: object) -> Reply:
        assert may_answer.wait(60)
        return Reply()

    url = URL.create("sqlite", database=str(tmp_path / "x.db"))
    with Running(url, options={"ALLOW_LOOPBACK": "1"}) as live, Receiver(certificate, answer) as receiver:
        acme = live.tenant()
        made = acme.http.post("/v1/webhooks/endpoints", json={"url": receiver.url}).json()
        acme.http.post(f"/v1/webhooks/endpoints/{made['id']}/test", json={"message": "Hello"})
        with WorkerThread(live.services, Outside(context=certificate.client_context())):
            until(lambda: receiver.received)
            with live.services.database.writing(EVERY_ORGANIZATION) as session:
                session.execute(text("DROP TABLE delivery_attempts"))
            may_answer.set()
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("worker-")]
