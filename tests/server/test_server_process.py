"""The server as a process: what `make serve` starts, what it prints, what it logs, how it stops."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from eventually import until
from forked import Zygote
from live import migrated

ROOT = Path(__file__).parents[2]
SECRETS = "1:a secret of the tests that is long enough"


pytestmark = pytest.mark.xdist_group("server-processes")


class Process:
    """``python -m tollkeeper_server`` on a free port, its output in files."""

    def __init__(self, folder: Path, start: Callable[..., Any] = subprocess.Popen, **environment: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TOLLKEEPER_")}
        self._log, self._out = folder / "log.jsonl", folder / "out.txt"
        self._out.write_text("")
        with self._log.open("ab") as log, self._out.open("ab") as out:
            self._process: subprocess.Popen[str] = start(
                [sys.executable, "-m", "tollkeeper_server"],
                cwd=folder,
                env={**inherited, "TOLLKEEPER_PORT": "0", **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=log,
            )
        until(self._listens, patience=120)
        self.url = self.printed.splitlines()[0].split()[-1]

    def _listens(self) -> bool:
        assert self._process.poll() is None, self.log
        return "listens on" in self.printed

    @property
    def printed(self) -> str:
        return self._out.read_text()

    @property
    def key(self) -> str:
        """The first key."""
        match = re.search(r"tk_live_[0-9A-Za-z]{43}", self.printed)
        assert match, self.printed
        return match[0]

    @property
    def log(self) -> str:
        return self._log.read_text()

    def stop(self, sign: int = signal.SIGTERM) -> int:
        self._process.send_signal(sign)
        return self._process.wait(timeout=120)

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def server(folder: Path, zygote: Zygote) -> Iterator[Process]:
    """One that starts on an empty database of this version."""
    place = folder / ".tollkeeper" / "tollkeeper.db"
    place.parent.mkdir()
    place.write_bytes(migrated())
    process = Process(folder, zygote.start)
    yield process
    process.kill()


@pytest.fixture
def first(folder: Path) -> Iterator[Process]:
    """One that starts in an empty folder."""
    process = Process(folder)
    yield process
    process.kill()


def test_a_first_start_makes_a_database_a_key_and_a_curl_line_that_works(folder: Path, first: Process) -> None:
    server = first
    assert server.stop() == 0
    line = next(line for line in server.printed.splitlines() if "curl" in line)
    (folder / "out.txt").rename(folder / "first.txt")
    again = Process(folder, TOLLKEEPER_PORT=server.url.rpartition(":")[2])
    try:
        done = subprocess.run(line.strip(), shell=True, capture_output=True, text=True, check=True, timeout=120)
        assert json.loads(done.stdout)["key"]["name"] == "first"
        secret = folder / ".tollkeeper/tollkeeper.secret"
        assert secret.stat().st_mode & 0o777 == 0o600
    finally:
        again.stop()
    assert "tk_live_" not in again.printed, "a key is printed once"


def test_the_start_page_the_document_health_and_metrics_are_served(server: Process) -> None:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        assert "/openapi.yaml" in client.get("/").text
        assert client.get("/openapi.yaml").content == (ROOT / "openapi/v1.yaml").read_bytes()
        assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
        client.get("/v1/health")
        assert 'tollkeeper_requests_total{operation="health",status="200"} 1.0' in client.get("/metrics").text
        hostile = client.get("/", headers={"Host": "<script>x</script>"})
        assert "<script>" not in hostile.text


def test_a_request_that_runs_is_answered_when_the_server_is_told_to_stop(folder: Path, server: Process) -> None:
    lock = sqlite3.connect(folder / ".tollkeeper/tollkeeper.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")  # the next write waits for us
    server_key: list[int] = []
    key = server.key
    body = {"name": "slow", "scopes": ["usage:read"]}

    def slow() -> None:
        headers = {"Authorization": f"Bearer {key}"}
        server_key.append(httpx.post(f"{server.url}/v1/keys", json=body, headers=headers, timeout=30).status_code)

    thread = threading.Thread(target=slow)
    thread.start()
    until(lambda: "tollkeeper_requests_running 1.0" in httpx.get(f"{server.url}/metrics", timeout=30).text)
    stopping = threading.Thread(target=server.stop)
    stopping.start()
    time.sleep(0.2)
    lock.execute("COMMIT")
    thread.join(timeout=120)
    stopping.join(timeout=120)
    assert server_key == [201]


def test_no_secret_is_in_the_log_also_when_the_server_breaks(folder: Path, server: Process) -> None:
    key = server.key
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=30) as client:
        body = {"name": "fine", "scopes": ["keys:read"]}
        made = client.post("/v1/keys", json=body, headers={"Idempotency-Key": "logged-key-0001"}).json()["secret"]
        client.post("/v1/keys/verify", json={"key": made})
        client.get("/v1/keys", params={"cursor": made})
        client.get(f"/v1/keys/{made}")
        client.get("/v1/me", headers={"Authorization": f"Bearer {made[:-1]}!"})
        database = sqlite3.connect(folder / ".tollkeeper/tollkeeper.db")
        database.execute("ALTER TABLE audit_events RENAME TO away")
        broken = client.post("/v1/keys", json={**body, "name": "a very private name"})
        database.execute("DROP TABLE idempotency_records")
        client.post("/v1/keys", json=body, headers={"Idempotency-Key": "logged-key-0002"})
    assert broken.status_code in {500, 503}
    assert "audit_events" not in broken.text
    server.stop()
    log = server.log
    lines = [json.loads(line) for line in log.splitlines()]
    assert any(line["event"] == "request" and line["operation"] == "keys.verify" for line in lines)
    broken_lines = [line for line in lines if line.get("request_id") == broken.json()["request_id"]]
    assert {line["event"] for line in broken_lines} >= {"request"}
    assert any("exception" in line for line in broken_lines)
    for secret in (key, key[8:], made, made[8:40], "very private", "logged-key", "tk_live_"):
        assert secret not in log, secret


def test_a_log_that_nobody_reads_any_more_fails_no_request(folder: Path, zygote: Zygote) -> None:
    process = zygote.start(
        [sys.executable, "-m", "tollkeeper_server"],
        cwd=folder,
        env={**os.environ, "TOLLKEEPER_PORT": "0", "TOLLKEEPER_EMBEDDED_WORKER": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().split()[-1]
        process.stderr.close()
        for _ in range(3):
            assert httpx.get(f"{url}/v1/health", timeout=30).status_code == 200
        process.terminate()
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"TOLLKEEPER_PORT": "http"}, "TOLLKEEPER_PORT is 'http', not a port from 0 to 65535"),
        ({"TOLLKEEPER_DATABASE_URL": "mysql://x"}, "TOLLKEEPER_DATABASE_URL begins with mysql"),
        ({"TOLLKEEPER_DATABASE_URL": "sqlite://"}, "names no file"),
        ({"TOLLKEEPER_DATABASE_URL": "postgresql://x/y"}, "TOLLKEEPER_SECRETS is missing"),
        ({"TOLLKEEPER_SECRETS": "1:short"}, "TOLLKEEPER_SECRETS has fewer than 32 characters in part 1"),
        ({"TOLLKEEPER_SECRETS": f"{SECRETS},{SECRETS}"}, "TOLLKEEPER_SECRETS has version 1 twice"),
        ({"TOLLKEEPER_RATE_LIMIT": "many"}, "TOLLKEEPER_RATE_LIMIT is 'many'"),
        ({"TOLLKEEPER_LOG_LEVEL": "loud"}, "TOLLKEEPER_LOG_LEVEL is 'loud'"),
        ({"TOLLKEEPER_PROT": "80"}, "TOLLKEEPER_PROT is unknown"),
    ],
)
def test_a_wrong_configuration_is_named_and_nothing_is_shown_of_a_secret(
    environment: dict[str, str], message: str
) -> None:
    from tollkeeper_server.errors import StartError
    from tollkeeper_server.settings import read_settings

    with pytest.raises(StartError) as error:
        read_settings(environment)
    assert message in str(error.value)
    assert "a secret of the tests" not in str(error.value)


def test_every_fault_of_a_configuration_is_named_at_once_and_ends_with_exit_code_2(folder: Path) -> None:
    environment = {**os.environ, "TOLLKEEPER_PORT": "x", "TOLLKEEPER_RATE_LIMIT": "y"}
    command = [sys.executable, "-m", "tollkeeper_server"]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 2
    assert "TOLLKEEPER_PORT" in done.stderr
    assert "TOLLKEEPER_RATE_LIMIT" in done.stderr
    assert "Traceback" not in done.stderr
