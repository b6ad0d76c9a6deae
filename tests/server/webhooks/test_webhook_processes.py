"""Several servers and workers as processes on one PostgreSQL, killed at random; and the embedded worker."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from eventually import until
from live import Live, Running
from postgres import Cluster
from sqlalchemy import select
from sqlalchemy.engine import URL
from support.sdks import ROOT
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.models import Delivery
from tollkeeper_server.delivery.claiming import Room, claim
from tollkeeper_server.demo.certificates import Certificate
from tollkeeper_server.demo.processes import Process
from tollkeeper_server.demo.receiver import Receiver
from tollkeeper_server.demo.siege import Plan, Siege
from tollkeeper_server.times import MINUTE

pytestmark = pytest.mark.waits


@pytest.fixture
def live(cluster: Cluster, of_this_version: URL) -> Iterator[Live]:
    with Running(cluster.database(like=of_this_version), options={"ALLOW_LOOPBACK": "1"}) as live:
        yield live


def test_workers_that_claim_at_once_get_every_delivery_once(live: Live) -> None:
    acme = live.tenant()
    for _ in range(4):
        acme.http.post("/v1/webhooks/endpoints", json={"url": "https://acme.example/", "event_types": ["key.created"]})
    for number in range(50):
        acme.http.post("/v1/keys", json={"name": str(number), "scopes": ["usage:read"]})
    claimed: Counter[str] = Counter()
    lock, start = threading.Lock(), threading.Barrier(4, timeout=120)

    def work(name: str) -> None:
        start.wait()
        while True:
            with live.services.database.writing(EVERY_ORGANIZATION) as session:
                room = Room(free=7, per_endpoint=1000, busy={})
                jobs = claim(session, live.services.vault, name, live.clock(), MINUTE, room)
            if not jobs:
                return
            with lock:
                claimed.update(job.delivery_id for job in jobs)

    threads = [threading.Thread(target=work, args=(f"worker-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(claimed), set(claimed.values())) == (200, {1})
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        assert len({row.leased_by for row in session.scalars(select(Delivery))} - {None}) > 1


@pytest.mark.slow
@pytest.mark.xdist_group("server-processes")
@pytest.mark.usefixtures("forked")
def test_killed_servers_and_workers_lose_nothing_and_invent_nothing(
    cluster: Cluster, of_this_version: URL, tmp_path: Path
) -> None:
    secret = "1:" + "a secret of this test " * 2
    url = cluster.database(like=of_this_version).render_as_string(hide_password=False)
    environment = {"TOLLKEEPER_DATABASE_URL": url, "TOLLKEEPER_SECRETS": secret}
    result = Siege(environment, tmp_path, Plan(events=120, workers=2, servers=2, kills=3)).run()
    assert result.rolled_back > 0
    assert (result.confirmed, result.lost, result.invented, result.unfinished) == (120, 0, 0, 0)


@pytest.mark.slow
def test_make_serve_delivers_by_itself_and_stops_cleanly(
    tmp_path: Path, receiver: Receiver, certificate: Certificate
) -> None:
    environment = {
        "TOLLKEEPER_DATABASE_URL": f"sqlite:///{tmp_path / 'serve.db'}",
        "TOLLKEEPER_PORT": "0",
        "TOLLKEEPER_ALLOW_LOOPBACK": "1",
        "SSL_CERT_FILE": str(certificate.path),
    }
    with Process(environment, first_start=True) as server:
        url = server.wait_until_it_listens()
        headers = {"Authorization": f"Bearer {server.key}"}
        made = httpx.post(
            f"{url}/v1/webhooks/endpoints", json={"url": receiver.url}, headers=headers, timeout=30
        ).json()
        httpx.post(f"{url}/v1/webhooks/endpoints/{made['id']}/test", headers=headers, timeout=30).raise_for_status()
        until(lambda: receiver.received)
        assert server.stop() == 0
    assert made["secret"] not in "".join(server.lines)


def test_a_word_that_is_no_command_is_refused() -> None:
    process = Process({}, "dance")
    assert process.process.wait(timeout=240) == 2
    process.stop()
    assert process.lines[0].startswith("usage: tollkeeper-server ")
    assert "invalid choice: 'dance'" in process.lines[-1]


@pytest.mark.slow
def test_the_demo_tells_its_story_to_the_end() -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts/demo.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout
    assert "403 insufficient_scopes, missing keys:read" in told
    assert "the receiver got key.created" in told
    assert "no signature matches" in told
    assert "goes on after it: two, three" in told
    assert "tk_live_" not in told.replace(told.split("begins with ")[1][:12], "")


def test_a_sender_that_is_killed_within_its_request_has_sent_nothing(receiver: Receiver) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", receiver.port), timeout=60)
    with context.wrap_socket(plain) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
        connection.shutdown(socket.SHUT_WR)  # without a word of TLS, as a kernel does it for a dead process
        with suppress(OSError):
            while connection.recv(4096):
                pass
    httpx.post(receiver.url, content=b"whole", verify=context, timeout=30)
    assert [got.body for got in receiver.received] == [b"whole"]
