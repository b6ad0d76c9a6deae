"""A Redis of the tests' own, from the machine's binary: a socket in a temporary folder, no port, nothing on disk."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

import redis
from eventually import until
from support.memory import folder_of_sockets

PASSWORD = "open sesame of the tests"


def find_redis() -> str | None:
    """The server of the machine."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


class RedisServer:
    """May be started again after it was killed; it remembers nothing."""

    def __init__(self, binary: str) -> None:
        self._binary = binary
        self.folder = folder_of_sockets("tk-redis-")
        self._socket = self.folder / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, password: str = PASSWORD) -> str:
        """Where it is, or will be."""
        return f"unix://:{password.replace(' ', '%20')}@{self._socket}"

    def client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self._socket), password=PASSWORD)

    def start(self) -> None:
        options = {"port": "0", "unixsocket": self._socket, "save": "", "appendonly": "no", "requirepass": PASSWORD}
        flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen([self._binary, *flags], cwd=self.folder, stdout=log, stderr=log)
        until(self._runs, patience=120)

    def _runs(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "log").read_text()
        return self._answers()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        with self.client() as client:
            untyped: Any = client  # what redis says of its own keywords is nothing
            try:
                return bool(untyped.ping())
            except redis.ConnectionError:
                return False
