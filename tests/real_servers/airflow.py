"""Apache Airflow: a FastAPI server with tokens of its own, offsets and totals, and times in every answer."""

from __future__ import annotations

from pathlib import Path

import httpx

from .server import RealServer
from .visit import Visit

#: Makes the database, then serves: two commands of one program, which stands beside the Python that runs this.
START = """\
import os, pathlib, subprocess, sys
airflow = pathlib.Path(sys.executable).with_name("airflow")
subprocess.run([airflow, "db", "migrate"], check=True, stdout=subprocess.DEVNULL)
os.execv(airflow, ["airflow", "api-server", "--host", "127.0.0.1", "--port", sys.argv[1], "--workers", "1"])
"""


def command(port: int, work: Path) -> list[str]:
    """The program of the environment that runs both."""
    script = work / "start.py"
    script.write_text(START, "utf-8")
    return ["python", str(script), str(port)]


SERVER = RealServer(
    package="apache-airflow",
    command=command,
    environment=lambda port, work: {
        "AIRFLOW_HOME": str(work / "home"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
    },
    document="/openapi.json",
)


def story(visit: Visit) -> None:
    """Variables, pools, connections: made one by one and many at once, listed by offset, changed in part."""
    sdk, step = visit.sdk, visit.step
    token = httpx.get(f"{visit.url}/auth/token", timeout=120, trust_env=False).json()["access_token"]
    with visit.client(http_bearer=token) as client:
        assert step("ask whether it is well", client.monitor.health.retrieve).metadatabase.status == "healthy"
        for number in range(5):
            client.variables.create(key=f"story-{number}", value=str(number), description="a")
        found = step("list variables in pages", lambda: client.variables.list(limit=2, order_by=["key"]))
        assert [each.key for each in found] == [f"story-{number}" for number in range(5)]
        changed = step(
            "change a part of one",
            lambda: client.variables.update("story-0", key="story-0", value="9", update_mask=["value"]),
        )
        assert (changed.value, changed.description) == ("9", "a")
        many = step(
            "make many at once",
            lambda: client.pools.update_bulk(
                actions=[{"action": "create", "entities": [{"name": f"pool-{n}", "slots": n} for n in (1, 2)]}]
            ),
        )
        assert sorted(many.create.success) == ["pool-1", "pool-2"]
        pools = step("list pools", lambda: client.pools.list(order_by=["name"]))
        assert [each.name for each in pools] == ["default_pool", "pool-1", "pool-2"]
        made = step(
            "create a connection",
            lambda: client.connections.create(connection_id="db", conn_type="sqlite", host="localhost", port=1),
        )
        assert (made.conn_type, made.port) == ("sqlite", 1)
        assert step("list DAGs, of which there are none", client.dags.list).to_list() == []
        log = step("read what was done", lambda: client.event_logs.list(limit=3, order_by=["event_log_id"]))
        assert log.data[0].when.tzinfo is not None
        with visit.refused("create it again", sdk.ConflictError, "409"):
            client.variables.create(key="story-0", value="0")
        with visit.refused("read what is not there", sdk.NotFoundError, "no-such-variable"):
            client.variables.retrieve("no-such-variable")
        with visit.refused("send what is not valid", sdk.UnprocessableEntityError, "slots"):
            client.request("POST", "/api/v2/pools", json={"name": "p", "slots": "many"})
        assert step("delete the variable", lambda: client.variables.delete("story-0")) is None
        step("delete the connection", lambda: client.connections.delete("db"))
        other = client.with_options(http_bearer="not-a-token")
        with visit.refused("come with what is no token", sdk.PermissionDeniedError, "Invalid JWT token"):
            other.variables.list()
