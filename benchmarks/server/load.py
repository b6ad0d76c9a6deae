"""wrk against real handlers: requests by the clock, and CPU of the server and of its database for each."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import httpx
from tollkeeper_server.demo.processes import Process

from benchmarks.server.report import Table

TICKS = os.sysconf("SC_CLK_TCK")
COLUMNS = (
    "database", "what", "a second", "of the stub's by CPU", "p50", "p99", "p99 at half load",
    "CPU ms of the server, each", "of the database", "failed",
)  # fmt: skip
CONNECTIONS = 16
STUBS = {"none: the stub": (), "none: the stub, h11": ("h11",), "none: the server's binder": ("binder",)}
"""Names of the stubs and the arguments of their module; the first is what others are compared with."""

_HEAD = 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
_VERIFY = _HEAD + """wrk.body = '{"key": "KEY", "required_scopes": ["usage:read"]}'\n"""
# Ids are unique over threads and runs; a wrk thread has a Lua state of its own.
_INGEST = (
    _HEAD
    + """
local number, run = 0, tostring(os.time()) .. tostring({}):sub(8)
request = function()
  local events = {}
  for place = 1, EVENTS do
    number = number + 1
    events[place] = string.format(
      '{"id":"%s-%d","type":"tile.served","subject":"c%d","value":1}', run, number, number % 50)
  end
  local body = EVENTS == 1 and events[1] or '{"events":[' .. table.concat(events, ",") .. "]}"
  return wrk.format(nil, nil, nil, body)
end
"""
)


@dataclass(frozen=True)
class Target:
    """A server that runs, and what requests cost: its own process, and PostgreSQL's (``None``: SQLite is inside)."""

    database: str
    server: Process
    postmaster: int | None

    @property
    def cpu(self) -> tuple[float, float]:
        """Seconds so far, of the server and of the database."""
        return cpu_seconds(self.server.process.pid), family_seconds(self.postmaster) if self.postmaster else 0


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far, and of its children that ended."""
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) / TICKS


def family_seconds(parent: int) -> float:
    """The same of a process and its children: PostgreSQL has one for each connection."""
    total = cpu_seconds(parent)
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if int(_stat(int(entry.name))[1]) == parent:
                    total += cpu_seconds(int(entry.name))
            except OSError:
                continue  # it ended meanwhile
    return total


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()


def load(target: Target, seconds: int, folder: Path, table: Table, stub: dict[str, float]) -> None:
    """A read, a verification, usage one by one and in batches. ``stub`` has the CPU of the first of them."""
    is_stub = target.database in STUBS
    key_id = f"key_{0:022}" if is_stub else _key_id(target.server)
    key = "of nobody" if is_stub else target.server.key
    scripts = {
        "GET /v1/keys/{key_id}": (f"/v1/keys/{key_id}", None, 1),
        "POST /v1/keys/verify": ("/v1/keys/verify", _VERIFY.replace("KEY", key), 1),
        "POST /v1/usage/events": ("/v1/usage/events", _INGEST.replace("EVENTS", "1"), 1),
        "usage events, batches of 100": ("/v1/usage/events/batch", _INGEST.replace("EVENTS", "100"), 100),
    }
    for what, (path, script, units) in scripts.items():
        place = folder / "script.lua"
        place.write_text(script or "")
        url = target.server.url + path
        before = target.cpu
        output = _wrk(url, target.server.key, seconds, place)
        used = [after - earlier for after, earlier in zip(target.cpu, before, strict=True)]
        place.write_text((script or "") + _half(output))
        half = _wrk(url, target.server.key, seconds, place)
        _tell(table, target.database, what, output, half, used, units, stub)


def _key_id(server: Process) -> str:
    headers = {"Authorization": f"Bearer {server.key}"}
    found: str = httpx.get(f"{server.url}/v1/me", headers=headers).raise_for_status().json()["key"]["id"]
    return found


def _wrk(url: str, key: str, seconds: int, script: Path) -> str:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "--timeout", "10", "--latency"]
    command += ["-H", f"Authorization: Bearer {key}", "-s", str(script), url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - a tool's name


def _half(output: str) -> str:
    """Half as many requests: each connection waits, by chance, twice as long as a request took it, less the request."""
    mean = 2 * CONNECTIONS / max(_rate(output), 1) * 1000
    return f"\ndelay = function() return math.random(0, {max(round(2 * mean * 0.9), 1)}) end\n"


def _rate(output: str) -> float:
    return float((re.search(r"Requests/sec:\s+([\d.]+)", output) or ["", "0"])[1])


def _tell(
    table: Table,
    database: str,
    title: str,
    output: str,
    half: str,
    used: list[float],
    units: int,
    stub: dict[str, float],
) -> None:
    total = int((re.search(r"(\d+) requests in ([\d.]+)s", output) or ["", "0"])[1]) * units
    rate = _rate(output) * units
    cpu = used[0] / total if total else 0
    base = stub.setdefault(title, cpu)
    p50, p99 = (_percentile(output, part) for part in (50, 99))
    failed = int((re.search(r"Non-2xx or 3xx responses: (\d+)", output) or ["", "0"])[1])
    failed += sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", output)))
    each = [f"{seconds / total * 1000:.3f}" if total else "-" for seconds in used]
    of_database = {**dict.fromkeys(STUBS, "-"), "SQLite": "in it"}.get(database, each[1])
    late = f"{_percentile(half, 99)} at {_rate(half) * units:,.0f}"
    share = f"{base / cpu:.2f}" if cpu else "-"
    table.add(database, title, f"{rate:,.0f}", share, p50, p99, late, each[0], of_database, failed)


def _percentile(output: str, part: int) -> str:
    return (re.search(rf"^ +{part}% +(\S+)$", output, re.M) or ["", "-"])[1]
