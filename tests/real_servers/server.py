"""A server from the Python index: installed into an environment of its own, started on loopback, stopped again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import httpx

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".cache/real-servers"
#: Seconds that a server may take until it serves its document: some migrate a database first.
PATIENCE = 600
#: What a server may see of this process: no proxies, no credentials.
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR")


class ServerError(Exception):
    """A server that can't be installed, or does not come up."""


@dataclass(frozen=True, slots=True)
class RealServer:
    """How one is installed, started and asked for its document."""

    package: str
    #: Arguments of the program, for a port and a folder of its own.
    command: Callable[[int, Path], list[str]]
    #: Variables that it is started with.
    environment: Callable[[int, Path], Mapping[str, str]]
    document: str
    #: Path that the operations of the document are below.
    base: str = ""


def install(server: RealServer) -> Path:
    """The folder of the programs of the server's environment."""
    home = FOLDER / server.package
    if not (home / ".ready").exists():
        uv = which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}") or "uv"
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, home], check=True)
        done = subprocess.run([uv, "pip", "install", "--quiet", "--python", home, server.package], check=False)
        if done.returncode:
            raise ServerError(f"{server.package} can't be installed from the index: uv says why above")
        (home / ".ready").touch()
    return home / "bin"


@contextmanager
def running(server: RealServer, work: Path) -> Generator[str]:
    """The server's URL, for as long as the block takes. What it prints is in ``work``. Raises ``ServerError``."""
    programs, port = install(server), free_port()
    program, *arguments = server.command(port, work)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment = {**kept, "HOME": str(work), **server.environment(port, work)}
    with (work / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [programs / program, *arguments], cwd=work, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait(process, f"http://127.0.0.1:{port}{server.document}", work)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, work: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            tail = (work / "log.txt").read_text("utf-8", "replace")[-2000:]
            raise ServerError(f"the server ended with {process.returncode} before it answered:\n{tail}")
        try:
            if httpx.get(url, timeout=30, follow_redirects=True, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass  # not yet
        time.sleep(1)
    raise ServerError(f"the server did not serve {url} within {PATIENCE} seconds")


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
