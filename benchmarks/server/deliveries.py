"""How fast one worker delivers: a queue that is full, sixteen endpoints of one receiver, nothing that fails."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import httpx
from sqlalchemy.engine import URL
from tollkeeper_server import times
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.demo.certificates import make_certificate
from tollkeeper_server.demo.processes import Process
from tollkeeper_server.demo.receiver import Receiver
from tollkeeper_server.events import record_event

from benchmarks.server.load import cpu_seconds
from benchmarks.server.report import Table

COLUMNS = ("database", "deliveries", "a second", "a second of the worker's CPU", "copies")
ENDPOINTS = 16
_PATIENCE = 600


def deliver(name: str, url: URL, environment: Mapping[str, str], events: int, folder: Path, table: Table) -> None:
    """Fill the queue of a new database, then start a worker."""
    certificate = make_certificate(folder)
    where = {"TOLLKEEPER_DATABASE_URL": url.render_as_string(hide_password=False), "TOLLKEEPER_ALLOW_LOOPBACK": "1"}
    environment = {**environment, **where, "SSL_CERT_FILE": str(certificate.path)}
    with Receiver(certificate) as receiver:
        with Process(environment, first_start=True) as server:
            server.wait_until_it_listens()
            organization = _endpoints(server, receiver)
        _fill(url, organization, events)
        wanted, started = events * ENDPOINTS, time.perf_counter()
        with Process(environment, "worker") as worker:
            begun = before = 0.0
            while len(receiver.received) < wanted and time.perf_counter() - started < _PATIENCE:
                time.sleep(0.005)
                if not begun and receiver.received:  # from the first one on: starting is not delivering
                    begun, before = time.perf_counter(), cpu_seconds(worker.process.pid)
            seconds, used = time.perf_counter() - begun, cpu_seconds(worker.process.pid) - before
    arrived = len({(got.path, got.event_id) for got in receiver.received})
    assert arrived == wanted, f"{wanted - arrived} deliveries are missing"
    copies = len(receiver.received) - wanted
    table.add(name, f"{wanted:,}", f"{wanted / seconds:,.0f}", f"{wanted / used:,.0f}", copies)


def _endpoints(server: Process, receiver: Receiver) -> str:
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {server.key}"}, timeout=60) as client:
        for number in range(ENDPOINTS):
            body = {"url": f"{receiver.url}/{number}", "event_types": ["key.created"]}
            client.post("/v1/webhooks/endpoints", json=body).raise_for_status()
        organization: str = client.get("/v1/me").raise_for_status().json()["organization"]["id"]
        return organization


def _fill(url: URL, organization: str, events: int) -> None:
    database = Database(url)
    with database.writing(organization) as session:
        for number in range(events):
            data = {"key": {"id": f"key_{number}"}}
            record_event(Repository(session, organization), "key.created", data, times.now())
    database.close()
