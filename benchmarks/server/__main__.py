"""`make bench-server`: one process of each kind, CPU per unit of work beside what the clock says.

On a machine that others use the clock measures them too; CPU time per request does not, so both are given, with the
load average. PostgreSQL is the machine's own, started for this in a folder of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "server")]

from postgres import Cluster, find_binaries  # noqa: E402 - from the folder above
from tollkeeper_server.demo.processes import Process  # noqa: E402
from tollkeeper_server.demo.siege import Plan, Siege  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
SECRET = "1:a secret of the benchmark and long enough"  # noqa: S105 - of a database that is gone afterwards
POST = """wrk.method = "POST"
wrk.body = '{"key": "tk_live_0000000000000000000000000000000000000000000", "required_scopes": []}'
wrk.headers["Content-Type"] = "application/json"
"""


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def load(server: Process, seconds: int, folder: Path) -> None:
    """wrk with 16 connections: a read, and a check of a key."""
    script = folder / "verify.lua"
    script.write_text(POST)
    for name, path, extra in (
        ("GET /v1/me", "/v1/me", []),
        ("POST /v1/keys/verify", "/v1/keys/verify", ["-s", str(script)]),
    ):
        before = cpu_seconds(server.process.pid)
        command = [
            "wrk",
            "-t1",
            "-c16",
            f"-d{seconds}",
            "--latency",
            "-H",
            f"Authorization: Bearer {server.key}",
            *extra,
        ]
        output = subprocess.run([*command, server.url + path], capture_output=True, text=True, check=True).stdout  # noqa: S603
        used = cpu_seconds(server.process.pid) - before
        total = int((re.search(r"(\d+) requests in", output) or ["", "0"])[1])
        p50, p99 = (re.search(rf"{part}%\s+(\S+)", output) for part in (50, 99))
        errors = "Non-2xx" in output
        say(name, f"{total / seconds:,.0f}/s, p50 {p50 and p50[1]}, p99 {p99 and p99[1]}", total, used, errors=errors)


def ingest(server: Process, batches: int) -> None:
    """Usage in batches of 1,000, one after the other."""
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {server.key}"}, timeout=60) as client:
        before, started = cpu_seconds(server.process.pid), time.perf_counter()
        for batch in range(batches):
            subjects = (
                {"id": f"{batch}-{n}", "type": "tile.served", "subject": f"c{n % 50}", "value": 1} for n in range(1000)
            )
            client.post("/v1/usage/events/batch", json={"events": list(subjects)}).raise_for_status()
        seconds = time.perf_counter() - started
    say(
        "usage events in batches of 1,000",
        f"{batches * 1000 / seconds:,.0f}/s",
        batches * 1000,
        cpu_seconds(server.process.pid) - before,
    )


async def streams(server: Process, clients: int) -> None:
    """So many streams get one event: how long until the last has it."""
    headers = {"Authorization": f"Bearer {server.key}"}
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=120, limits=limits) as client:
        ready = [asyncio.Event() for _ in range(clients)]

        async def follow(mark: asyncio.Event) -> float:
            async with client.stream("GET", "/v1/webhooks/stream") as response:
                async for line in response.aiter_lines():
                    mark.set()
                    if line.startswith("data:"):
                        return time.perf_counter()
            raise RuntimeError("a stream ended early")

        tasks = [asyncio.create_task(follow(mark)) for mark in ready]
        await asyncio.gather(*(mark.wait() for mark in ready))
        before, started = cpu_seconds(server.process.pid), time.perf_counter()
        (await client.post("/v1/keys", json={"name": "told", "scopes": ["usage:read"]})).raise_for_status()
        arrived = sorted(moment - started for moment in await asyncio.gather(*tasks))
        used = cpu_seconds(server.process.pid) - before
    say(f"{clients} streams, one event", f"first {arrived[0]:.2f} s, last {arrived[-1]:.2f} s", clients, used)


def say(what: str, clock: str, units: int, used: float, *, errors: bool = False) -> None:
    """One line of the table."""
    each = f"{used / units * 1000:.3f} ms CPU each" if units else "nothing was done"
    wrong = "; ERRORS" if errors else ""
    print(f"| {what} | {clock} | {each} | {os.getloadavg()[0]:.1f} |{wrong}", flush=True)  # noqa: T201 - a report


def siege(environment: dict[str, str], arguments: argparse.Namespace) -> bool:
    """Rounds of deliveries with kills. Whether every round held."""
    held = True
    for number in range(arguments.rounds):
        plan = Plan(events=arguments.events, workers=2, servers=2, kills=arguments.kills, seed=number)
        with tempfile.TemporaryDirectory() as folder:
            result = Siege(environment, Path(folder), plan).run()
        held &= (result.lost, result.invented, result.unfinished) == (0, 0, 0)
        print(f"round {number + 1}: {asdict(result)} load {os.getloadavg()[0]:.1f}", flush=True)  # noqa: T201
    return held


def main() -> int:
    """0 when nothing was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", default=["load", "ingest", "streams", "siege"])
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--batches", type=int, default=20)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    arguments = parser.parse_args()
    binaries = find_binaries()
    if binaries is None or ("load" in arguments.what and shutil.which("wrk") is None):
        sys.stderr.write("bench-server needs PostgreSQL and wrk: apt-get install postgresql wrk\n")
        return 2
    cluster = Cluster(binaries)
    cluster.start()
    try:
        return measure(cluster, arguments)
    finally:
        cluster.stop()


def measure(cluster: Cluster, arguments: argparse.Namespace) -> int:
    """Everything that was asked for, on a new database."""
    common = {"TOLLKEEPER_SECRETS": SECRET, "TOLLKEEPER_PORT": "0", "TOLLKEEPER_LOG_LEVEL": "error"}
    common["TOLLKEEPER_RATE_LIMIT"] = "100000000/60"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sqlite = f"sqlite:///{folder / 'bench.db'}"
        postgres = cluster.database().render_as_string(hide_password=False)
        url = sqlite if arguments.database == "sqlite" else postgres
        with Process({**common, "TOLLKEEPER_DATABASE_URL": url}, first_start=True) as server:
            server.wait_until_it_listens()
            if "load" in arguments.what:
                load(server, arguments.seconds, folder)
            if "ingest" in arguments.what:
                ingest(server, arguments.batches)
            if "streams" in arguments.what:
                asyncio.run(streams(server, arguments.clients))
        if "siege" not in arguments.what:
            return 0
        database = cluster.database().render_as_string(hide_password=False)
        return 0 if siege({**common, "TOLLKEEPER_DATABASE_URL": database}, arguments) else 1


if __name__ == "__main__":
    sys.exit(main())
