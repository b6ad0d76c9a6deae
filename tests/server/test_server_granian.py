"""The same application under granian: requests, a stream, and an end that does not wait for streams."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import httpx
import pytest
from eventually import until

KEY = re.compile(r"\btk_live_[0-9A-Za-z]{43}\b")


class Granian:
    """``granian`` on a socket in a folder, as server/README.md starts it on a port; its output in a file."""

    def __init__(self, folder: Path) -> None:
        self._out = folder / "out.txt"
        self._socket = folder / "granian.sock"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TOLLKEEPER_")}
        url = f"sqlite:///{folder / 'granian.db'}"
        command = ["-m", "granian", "--interface", "asgi", "--factory", "tollkeeper_server.asgi:application"]
        with self._out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, *command, "--uds", str(self._socket)],
                env={**inherited, "TOLLKEEPER_DATABASE_URL": url, "TOLLKEEPER_STREAM_HEARTBEAT_SECONDS": "60"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        until(self._listens, patience=120)
        transport = httpx.HTTPTransport(uds=str(self._socket))
        self.client = httpx.Client(transport=transport, base_url="http://granian", timeout=30)
        found = KEY.search(self.printed)
        assert found, self.printed
        self.key = found[0]
        self.client.headers["Authorization"] = f"Bearer {self.key}"

    @property
    def printed(self) -> str:
        return self._out.read_text()

    def _listens(self) -> bool:
        assert self.process.poll() is None, self.printed
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self._socket)) == 0


@pytest.fixture
def granian() -> Iterator[Granian]:
    with tempfile.TemporaryDirectory(prefix="tk-granian-") as folder:  # a socket's path holds 107 bytes
        granian = Granian(Path(folder))
        yield granian
        granian.client.close()
        if granian.process.poll() is None:
            granian.process.kill()
            granian.process.wait()


@pytest.mark.slow
def test_granian_serves_the_same_application_and_ends_its_streams_when_it_stops(granian: Granian) -> None:
    client = granian.client
    assert client.get("/v1/health").json()["status"] == "ok"
    assert client.get("/v1/keys", headers={"Authorization": "Bearer none"}).status_code == 401
    with client.stream("GET", "/v1/webhooks/stream") as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": events follow"
        made = client.post("/v1/keys", json={"name": "told", "scopes": ["usage:read"]})
        assert made.status_code == 201
        assert "event: key.created" in list(takewhile(lambda line: not line.startswith("data:"), lines))
        granian.process.send_signal(signal.SIGTERM)
        assert not [line for line in lines if line.startswith("data:")]  # and it ends, long before its time is over
    assert granian.process.wait(timeout=120) == 0
    assert granian.printed.count(granian.key) == 2, "it is printed once, with a line to try it"
    assert made.json()["secret"] not in granian.printed
