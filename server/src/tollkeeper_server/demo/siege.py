"""Deliveries under siege: a receiver that is slow and fails, and processes that are killed at random.

What has to hold afterwards: every event of a change that was answered arrived at least once, and nothing arrived that
the database does not know. Used by a test with small numbers and by the benchmark with large ones.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson
from sqlalchemy import make_url

from tollkeeper_server import times
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.demo.certificates import make_certificate
from tollkeeper_server.demo.processes import Process
from tollkeeper_server.demo.receiver import Received, Receiver, Reply
from tollkeeper_server.events import record_event


@dataclass(frozen=True, slots=True)
class Plan:
    """``kills`` is how often a process dies. One in ``fails`` requests is answered with 500, others wait a little."""

    events: int
    workers: int
    servers: int
    kills: int
    fails: int = 10
    slowest: float = 0.05
    pause: tuple[float, float] = (0.2, 1.5)
    """Seconds between two kills: at least, at most."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """``confirmed`` changes were answered with 2xx, and ``lost`` of them never arrived.

    ``rolled_back`` events were written and taken back; ``invented`` ones arrived that the database does not know.
    """

    confirmed: int
    arrived: int
    copies: int
    lost: int
    rolled_back: int
    invented: int
    killed: int
    unfinished: int
    seconds: float


class _RegretError(Exception):
    """What takes a change back."""


class Siege:
    """Several servers and workers on one PostgreSQL."""

    def __init__(self, environment: Mapping[str, str], folder: Path, plan: Plan) -> None:
        certificate = make_certificate(folder)
        self._environment = {
            **environment,
            "TOLLKEEPER_PORT": "0",
            "TOLLKEEPER_ALLOW_LOOPBACK": "1",
            "TOLLKEEPER_LOG_LEVEL": "error",
            "TOLLKEEPER_RATE_LIMIT": "100000000/60",
            "TOLLKEEPER_DELIVERY_TIMEOUT_SECONDS": "5",
            "TOLLKEEPER_RETRY_SCHEDULE": ",".join(["1"] * 30),
            "TOLLKEEPER_LEASE_SECONDS": "8",
            "SSL_CERT_FILE": str(certificate.path),
        }
        self._plan = plan
        self._random = random.Random(plan.seed)  # noqa: S311 - which process dies
        self._receiver = Receiver(certificate, self._answer)
        self._confirmed: set[str] = set()
        self._lock = threading.Lock()
        self._rolled_back = self._killed = 0

    def run(self) -> Result:
        """From the first change to the last delivery."""
        plan = self._plan
        with self._receiver:
            first = Process(self._environment, first_start=True)
            first.wait_until_it_listens()
            servers = [first, *(Process(self._environment) for _ in range(plan.servers - 1))]
            workers = [Process(self._environment, "worker") for _ in range(plan.workers)]
            try:
                return self._besiege(servers, workers, first.key)
            finally:
                for process in (*servers, *workers):
                    process.stop()

    def _besiege(self, servers: list[Process], workers: list[Process], key: str) -> Result:
        headers = {"Authorization": f"Bearer {key}"}
        url = servers[0].wait_until_it_listens()
        made = httpx.post(
            f"{url}/v1/webhooks/endpoints",
            headers=headers,
            json={"url": self._receiver.url, "event_types": ["key.created"]},
            timeout=60,
        )
        made.raise_for_status()
        started = time.perf_counter()
        done = threading.Event()
        writers = [threading.Thread(target=self._write, args=(servers, headers, n)) for n in range(4)]
        killer = threading.Thread(target=self._kill, args=(servers, workers, done))
        organization_id = httpx.get(f"{url}/v1/me", headers=headers, timeout=60).json()["organization"]["id"]
        regretting = threading.Thread(target=self._regret, args=(organization_id, done))
        for thread in (*writers, killer, regretting):
            thread.start()
        for thread in writers:
            thread.join()
        done.set()
        killer.join()
        regretting.join()
        unfinished = self._wait(servers, headers)
        seconds = time.perf_counter() - started
        return self._judge(servers, headers, unfinished, seconds)

    def _answer(self, got: Received) -> Reply:
        chance = hash((got.event_id, len(self._receiver.received))) % 1000 / 1000
        failing = chance < 1 / self._plan.fails
        return Reply(500 if failing else 204, delay=chance * self._plan.slowest)

    def _write(self, servers: list[Process], headers: Mapping[str, str], number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - which server
        with httpx.Client(headers=headers, timeout=30) as client:
            for index in range(number, self._plan.events, 4):
                self._create(client, servers, chance, index)

    def _create(self, client: httpx.Client, servers: list[Process], chance: random.Random, index: int) -> None:
        """Until it is confirmed. The idempotency key makes the second try of a killed request safe."""
        body = {"name": f"key {index}", "scopes": ["usage:read"]}
        for _ in range(600):
            try:
                url = chance.choice(servers).url
                done = client.post(f"{url}/v1/keys", json=body, headers={"Idempotency-Key": f"siege-{index}"})
            except (httpx.HTTPError, httpx.InvalidURL):
                time.sleep(0.1)
                continue
            if done.status_code == 201:
                with self._lock:
                    self._confirmed.add(done.json()["id"])
                return
            time.sleep(0.1)
        raise RuntimeError(f"key {index} could not be made")

    def _kill(self, servers: list[Process], workers: list[Process], done: threading.Event) -> None:
        for _ in range(self._plan.kills):
            if done.wait(self._random.uniform(*self._plan.pause)):
                return
            group, arguments = self._random.choice([(servers, ()), (workers, ("worker",))])
            place = self._random.randrange(len(group))
            group[place].kill()
            self._killed += 1
            group[place] = Process(self._environment, *arguments)

    def _regret(self, organization_id: str, done: threading.Event) -> None:
        """Write events with their deliveries, as a change does, and take them back."""
        database = Database(make_url(self._environment["TOLLKEEPER_DATABASE_URL"]))
        while not done.wait(0.05):
            with suppress(_RegretError), database.writing(organization_id) as session:
                data = {"key": {"id": f"key_regretted_{self._rolled_back}"}}
                record_event(Repository(session, organization_id), "key.created", data, times.now())
                session.flush()
                time.sleep(0.02)
                self._rolled_back += 1
                raise _RegretError
        database.close()

    def _wait(self, servers: list[Process], headers: Mapping[str, str]) -> int:
        ends = time.monotonic() + 300
        while time.monotonic() < ends:
            if not self._pending(servers, headers):
                return 0
            time.sleep(0.2)
        return self._pending(servers, headers)

    def _pending(self, servers: list[Process], headers: Mapping[str, str]) -> int:
        url = servers[0].wait_until_it_listens()
        query = {"status": "pending", "limit": "200"}
        found = httpx.get(f"{url}/v1/webhooks/deliveries", headers=headers, params=query, timeout=60)
        return len(found.json()["data"])

    def _judge(self, servers: list[Process], headers: Mapping[str, str], unfinished: int, seconds: float) -> Result:
        counts = Counter(orjson.loads(got.body)["data"]["key"]["id"] for got in self._receiver.received)
        known: set[str] = set()
        url: str = servers[0].wait_until_it_listens()
        cursor: str | None = None
        while True:
            query = {"limit": "200", **({"cursor": cursor} if cursor else {})}
            page = httpx.get(f"{url}/v1/keys", headers=headers, params=query, timeout=60).json()
            known |= {key["id"] for key in page["data"]}
            cursor = page["next_cursor"]
            if cursor is None:
                break
        return Result(
            confirmed=len(self._confirmed),
            arrived=len(counts),
            copies=sum(counts.values()) - len(counts),
            lost=len(self._confirmed - counts.keys()),
            rolled_back=self._rolled_back,
            invented=len(counts.keys() - known),
            killed=self._killed,
            unfinished=unfinished,
            seconds=seconds,
        )
