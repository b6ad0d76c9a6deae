"""Streams across restarts of their server: what each client saw, and whether an event was missed or came twice.

One server keeps the streams and is stopped, or killed, again and again; another one writes events all the while.
"""

from __future__ import annotations

import asyncio
import resource
import signal
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import orjson
from tollkeeper_server.demo.processes import Process


@dataclass
class Place:
    """Where the streams are now."""

    url: str
    key: str


@dataclass
class Client:
    """Reads the stream from a socket of its own, and connects again where it was."""

    place: Place
    position: str = ""
    seen: list[str] = field(default_factory=list[str])
    url: str = ""

    async def follow(self) -> None:
        """Until it is cancelled."""
        while True:
            with suppress(OSError, ValueError):  # the server is away
                await self._read(self.place.url)
            self.url = ""
            await asyncio.sleep(0.25)

    async def _read(self, url: str) -> None:
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20)
        try:
            resume = f"Last-Event-ID: {self.position}\r\n" if self.position else ""
            bearer = f"Authorization: Bearer {self.place.key}\r\n"
            writer.write(f"GET /v1/webhooks/stream HTTP/1.1\r\nHost: bench\r\n{bearer}{resume}\r\n".encode())
            status = await reader.readline()
            if b" 200 " not in status:
                raise ValueError(status)
            while line := await reader.readline():
                if line.startswith(b"id: "):
                    self.position = line[4:].decode().strip()
                    self.url = url
                elif line.startswith(b"data: "):
                    self.seen.append(orjson.loads(line[6:])["id"])
        finally:
            writer.close()


@dataclass(frozen=True)
class Outcome:
    """``back``: the longest time from a stop until every client was connected again, the server's start included."""

    clients: int
    events: int
    restarts: int
    missed: int
    twice: int
    back: float
    seconds: float


async def across_restarts(
    environment: Mapping[str, str], clients: int, events: int, stops: Sequence[signal.Signals]
) -> Outcome:
    """``events`` are written in all; each of ``stops`` says how a server of streams ends."""
    _allow_files(clients * 2 + 200)
    writer = await asyncio.to_thread(_start, environment, first=True)
    server = await asyncio.to_thread(_start, environment)
    place = Place(server.url, writer.key)
    people = [Client(place) for _ in range(clients)]
    following = [asyncio.create_task(person.follow()) for person in people]
    started, back = time.perf_counter(), 0.0
    try:
        await _connected(people, server.url)
        writing = asyncio.create_task(_write(writer, events))
        for stop in stops:
            await asyncio.sleep(1)
            moment = time.perf_counter()
            await asyncio.to_thread(_end, server, stop)
            server = await asyncio.to_thread(_start, environment)
            place.url = server.url
            await _connected(people, server.url)
            back = max(back, time.perf_counter() - moment)
        await writing
        wanted = await _written(writer)
        await _seen(people, len(wanted))
    finally:
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(writer.stop)
    counts = [Counter(person.seen) for person in people]
    missed = sum(len(wanted - count.keys()) for count in counts)
    twice = sum(sum(count.values()) - len(count) for count in counts)
    return Outcome(clients, len(wanted), len(stops), missed, twice, back, time.perf_counter() - started)


def _start(environment: Mapping[str, str], *, first: bool = False) -> Process:
    server = Process(environment, first_start=first)
    server.wait_until_it_listens()
    return server


def _end(server: Process, stop: signal.Signals) -> None:
    if stop == signal.SIGKILL:
        server.kill()
    else:
        server.stop()


async def _connected(people: Sequence[Client], url: str) -> None:
    async with asyncio.timeout(300):
        while not all(person.url == url for person in people):
            await asyncio.sleep(0.05)


async def _seen(people: Sequence[Client], count: int) -> None:
    """Until everybody has as many events as there are, or nothing more comes for ten seconds."""
    total, quiet = -1, 0
    while not all(len(person.seen) >= count for person in people) and quiet < 100:
        await asyncio.sleep(0.1)
        now = sum(len(person.seen) for person in people)
        total, quiet = now, quiet + 1 if now == total else 0


async def _write(server: Process, events: int) -> None:
    headers = {"Authorization": f"Bearer {server.key}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60) as client:
        for number in range(events):
            body = {"name": f"told {number}", "scopes": ["usage:read"]}
            (await client.post("/v1/keys", json=body)).raise_for_status()
            await asyncio.sleep(0.02)


async def _written(server: Process) -> set[str]:
    headers = {"Authorization": f"Bearer {server.key}"}
    found: set[str] = set()
    query = {"limit": "200"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60) as client:
        while True:
            page = (await client.get("/v1/webhooks/events", params=query)).raise_for_status().json()
            found |= {event["id"] for event in page["data"]}
            if not page["has_more"]:
                return found
            query["cursor"] = page["next_cursor"]


def _allow_files(count: int) -> None:
    """Sockets of this process and, inherited, of the servers."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))
