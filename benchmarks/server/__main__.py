"""`make bench-server` and `make siege`: real handlers under load, on SQLite and on PostgreSQL.

    .venv/bin/python -m benchmarks.server [load] [wall] [history] [streams] [deliveries] [siege] [--write]

CPU time is given beside what the clock says: on a machine that others use too, the clock measures them as well, which
the load average tells. PostgreSQL is the machine's own, started for this in a folder of its own, and writes to the disk
(fsync on). ``wall`` is what row-level security costs: the same requests by a role that is above it, in turns.
``history`` needs some 10 GB in the temporary folder.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "server"), str(ROOT / "tests")]

from postgres import Cluster, find_binaries  # noqa: E402 - from the folder above
from sqlalchemy.engine import URL  # noqa: E402
from tollkeeper_server.demo.processes import Process  # noqa: E402
from tollkeeper_server.demo.siege import Plan, Siege  # noqa: E402

from benchmarks.server.deliveries import COLUMNS as DELIVERIES  # noqa: E402
from benchmarks.server.deliveries import deliver  # noqa: E402
from benchmarks.server.history import COLUMNS as HISTORY  # noqa: E402
from benchmarks.server.history import histories, sqlite_urls  # noqa: E402
from benchmarks.server.load import COLUMNS, STUBS, Target, load  # noqa: E402
from benchmarks.server.report import Table  # noqa: E402
from benchmarks.server.restart import across_restarts  # noqa: E402

COMMON = {
    "TOLLKEEPER_SECRETS": "1:a secret of the benchmark and long enough",
    "TOLLKEEPER_PORT": "0",
    "TOLLKEEPER_LOG_LEVEL": "error",
    "TOLLKEEPER_RATE_LIMIT": "100000000/60",
    "TOLLKEEPER_EMBEDDED_WORKER": "0",
}
PARTS = ("load", "wall", "history", "streams", "deliveries", "siege")


@contextmanager
def serving(database: str, url: URL, postmaster: int | None) -> Generator[Target]:
    """A server on a new database."""
    environment = {**COMMON, "TOLLKEEPER_DATABASE_URL": url.render_as_string(hide_password=False)}
    with Process(environment, first_start=True) as server:
        server.wait_until_it_listens()
        yield Target(database, server, postmaster)


def loads(cluster: Cluster, arguments: argparse.Namespace, folder: Path) -> list[Table]:
    """The bare framework, then both databases."""
    table = Table("load", COLUMNS)
    stub: dict[str, float] = {}
    for name, kind in STUBS.items():
        with Process({}, *kind, module="benchmarks.server.stub") as server:
            server.wait_until_it_listens()
            load(Target(name, server, None), arguments.seconds, folder, table, stub)
    with serving("SQLite", URL.create("sqlite", database=str(folder / "bench.db")), None) as target:
        load(target, arguments.seconds, folder, table, stub)
    with serving("PostgreSQL", cluster.database(), cluster.postmaster) as target:
        load(target, arguments.seconds, folder, table, stub)
    return [table]


def walls(cluster: Cluster, arguments: argparse.Namespace, folder: Path) -> list[Table]:
    """With and without policies, in turns: what they cost is the ratio."""
    table = Table("wall", COLUMNS)
    first: dict[str, float] = {}  # the stub of this table is the first turn above the wall
    with (
        serving("PostgreSQL, row-level security", cluster.database(), cluster.postmaster) as behind,
        serving(
            "PostgreSQL, above it", cluster.database().set(username=cluster.superuser), cluster.postmaster
        ) as above,
    ):
        for _ in range(arguments.turns):
            for target in (above, behind):
                load(target, arguments.seconds, folder, table, first)
    return [table]


def history(cluster: Cluster, arguments: argparse.Namespace, folder: Path) -> list[Table]:
    """What events that are there already cost."""
    table = Table("history", HISTORY)
    histories("SQLite", sqlite_urls(folder), COMMON, arguments.history, arguments.subjects, table)
    histories("PostgreSQL", iter(cluster.database, None), COMMON, arguments.history, arguments.subjects, table)
    return [table]


def streams(cluster: Cluster, arguments: argparse.Namespace, _folder: Path) -> list[Table]:
    """Clients that resume across restarts, two in order and two by SIGKILL."""
    columns = ("streams", "events", "restarts", "missed", "twice", "all back after", "seconds")
    table = Table("streams", columns)
    environment = {**COMMON, "TOLLKEEPER_DATABASE_URL": cluster.database().render_as_string(hide_password=False)}
    stops = [signal.SIGTERM, signal.SIGKILL] * 2
    found = asyncio.run(across_restarts(environment, arguments.clients, arguments.stream_events, stops))
    back, seconds = f"{found.back:.1f} s", f"{found.seconds:.0f}"
    table.add(found.clients, found.events, found.restarts, found.missed, found.twice, back, seconds)
    if found.missed or found.twice:
        raise SystemExit("a stream missed an event, or saw one twice")
    return [table]


def deliveries(cluster: Cluster, arguments: argparse.Namespace, folder: Path) -> list[Table]:
    """A full queue and one worker."""
    table = Table("deliveries", DELIVERIES)
    urls = {"SQLite": URL.create("sqlite", database=str(folder / "bench.db")), "PostgreSQL": cluster.database()}
    for name, url in urls.items():
        deliver(name, url, COMMON, arguments.deliveries, folder, table)
    return [table]


def siege(cluster: Cluster, arguments: argparse.Namespace, _folder: Path) -> list[Table]:
    """Rounds of deliveries with kills. Ends with 1 after a round that does not hold."""
    columns = (
        "round", "confirmed", "lost", "rolled back", "of those arrived", "unfinished", "copies", "killed",
        "deliveries a second", "seconds",
    )  # fmt: skip
    table = Table("siege", columns)
    for number in range(arguments.rounds):
        plan = Plan(events=arguments.events, workers=2, servers=2, kills=arguments.kills, pause=(0.5, 5), seed=number)
        environment = {**COMMON, "TOLLKEEPER_DATABASE_URL": cluster.database().render_as_string(hide_password=False)}
        with tempfile.TemporaryDirectory() as folder:
            got = Siege(environment, Path(folder), plan).run()
        rate = f"{(got.arrived + got.copies) / got.seconds:.0f}"
        table.add(
            number + 1, got.confirmed, got.lost, got.rolled_back, got.invented, got.unfinished, got.copies, got.killed,
            rate, f"{got.seconds:.0f}",
        )  # fmt: skip
        if (got.confirmed, got.lost, got.invented, got.unfinished) != (arguments.events, 0, 0, 0):
            raise SystemExit(f"round {number + 1} did not hold: {got}")
    return [table]


def main() -> int:
    """0 when everything held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; without one, all but history and siege")
    parser.add_argument("--write", action="store_true", help="write the tables to docs/scaling.md")
    parser.add_argument("--seconds", type=int, default=10, help="of each run of wrk")
    parser.add_argument("--turns", type=int, default=3, help="of wall")
    parser.add_argument("--history", type=int, default=10_000_000, help="events of a month that queries add up")
    parser.add_argument("--subjects", type=int, default=1000, help="of those events")
    parser.add_argument("--clients", type=int, default=1000, help="streams")
    parser.add_argument("--stream-events", type=int, default=500)
    parser.add_argument("--deliveries", type=int, default=300, help="events, each to sixteen endpoints")
    parser.add_argument("--events", type=int, default=10_000, help="of a round of the siege")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--kills", type=int, default=30, help="at most so many in a round")
    arguments = parser.parse_args()
    wanted = arguments.parts or [part for part in PARTS if part not in {"history", "siege"}]
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    binaries = find_binaries()
    if binaries is None or (shutil.which("wrk") is None and wanted != ["history"]):
        sys.stderr.write("bench-server needs PostgreSQL and wrk: apt-get install postgresql wrk\n")
        return 2
    cluster = Cluster(binaries)
    cluster.start(durable=True)
    try:
        run(cluster, wanted, arguments)
    finally:
        cluster.stop()
    return 0


def run(cluster: Cluster, parts_to_run: list[str], arguments: argparse.Namespace) -> None:
    """The parts in their order; each is written as soon as it is there."""
    parts = {
        "load": loads,
        "wall": walls,
        "history": history,
        "streams": streams,
        "deliveries": deliveries,
        "siege": siege,
    }
    for name in PARTS:
        if name in parts_to_run:
            with tempfile.TemporaryDirectory() as folder:
                for table in parts[name](cluster, arguments, Path(folder)):
                    if arguments.write:
                        table.write()


if __name__ == "__main__":
    sys.exit(main())
