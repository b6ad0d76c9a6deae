"""devpi-server on a free port of the loopback interface, for as long as a rehearsal takes.

It is the index nearest to the public one that runs offline: the same bytes are accepted again, other bytes never, and
it speaks PEP 691 with hashes. ``releases`` is the index that is released to; ``dependencies`` stands behind it with
what the SDK needs, so that an installer needs one index and no other.
"""

from __future__ import annotations

import base64
import re
import secrets
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx
from filelock import FileLock

from trueline.errors import Where, printable
from trueline.programs import run as run_program
from trueline.release.errors import PartialError
from trueline.release.index.access import Credentials
from trueline.release.project import Index
from trueline.release.rehearsal.environment import devpi_environment, writing_bytecode

_START_SECONDS = 600
#: Its key for logins is made of a new random secret, which no slow hash makes harder to guess: by default 8 s of CPU.
_CHEAP_SECRET = ("--argon2-time-cost", "1", "--argon2-memory-cost", "64", "--argon2-parallelism", "1")
_TETHER = Path(__file__).with_name("tether.py")
#: The one user of a new server, whose indexes lie below its name.
_USER = "root"
#: The file with the password of it.
_KEPT = "password"


@dataclass(frozen=True, slots=True)
class Devpi:
    """A running server. ``credentials`` die with it.

    They hold the token of a login, not the password: that is hashed again for each upload, and slowly.
    """

    url: str
    credentials: Credentials = field(repr=False)

    def index(self, name: str) -> Index:
        """Where an index of the server is read and written."""
        return Index(name, upload=f"{self.url}/{_USER}/{name}/", simple=f"{self.url}/{_USER}/{name}/+simple/")


@contextmanager
def serving(folder: Path) -> Generator[Devpi]:
    """Start a server with its data in an empty folder, and end it, whatever happens. Raises ``PartialError``."""
    programs, data = devpi_environment(), folder / "data"
    password = _prepare(programs, data, folder)
    command = [str(programs / "devpi-server"), "--serverdir", str(data), "--host", "127.0.0.1", "--port", "0"]
    log = folder / "devpi.log"
    with log.open("wb") as output:
        process = tethered([*command, "--offline-mode", "--threads", "4", *_CHEAP_SECRET], output, folder)
    try:
        yield _set_up(_address(process, log), password)
    finally:
        process.communicate()  # closes the other end of the tether, and waits


def tethered(command: Sequence[str], output: IO[bytes] | None, folder: Path) -> subprocess.Popen[bytes]:
    """Start a program that ends when this process does, however that ends.

    The tether has a session of its own: a signal for our whole process group must not end it before its program.
    """
    return subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
        [sys.executable, str(_TETHER), *command],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        cwd=folder,
        env=writing_bytecode(),
        start_new_session=True,
    )


def _prepare(programs: Path, data: Path, folder: Path) -> str:
    """The data of a server that has nothing yet: made once, kept beside its programs, and copied from there.

    Answers the password of its only user, which is kept with it: a server hashes a new one as long as it starts.
    """
    kept, unfinished = programs.parent / "server", programs.parent / "server.new"
    with FileLock(programs.parent / "server.guard"):
        if not kept.is_dir():
            _initialise(programs, data, folder)
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.move(data, unfinished)
            unfinished.rename(kept)
    shutil.copytree(kept, data)
    return (data / _KEPT).read_text("utf-8")


def _initialise(programs: Path, data: Path, folder: Path) -> None:
    secret = secrets.token_hex(24)
    (settings := folder / "settings.yaml").write_text(
        f"devpi-server:\n  root-passwd: {secret}\n", "utf-8", newline="\n"
    )
    command = [str(programs / "devpi-init"), "--serverdir", str(data), "--no-root-pypi", "--configfile", str(settings)]
    done = run_program(command, cwd=folder, environment=writing_bytecode(), seconds=_START_SECONDS)
    if done.returncode:
        raise _broken(folder, done.stdout + done.stderr)
    data.chmod(0o700)  # nobody else reads it, here and in every copy
    (data / _KEPT).write_text(secret, "utf-8", newline="\n")


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait for the line that says where it serves."""
    end = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        if address := re.search(r"Serving on (http://127\.0\.0\.1:\d+)\s", log.read_text("utf-8", "replace")):
            return address[1]
        time.sleep(0.1)
    raise _broken(log, log.read_text("utf-8", "replace"))


def _set_up(url: str, password: str) -> Devpi:
    """Two indexes that never change a file."""
    no_authority = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # nothing here is encrypted, and to read all takes 40 ms
    headers = {"Accept": "application/json"}
    with httpx.Client(base_url=url, headers=headers, verify=no_authority, trust_env=False, timeout=30) as http:
        login = http.post("/+login", json={"user": _USER, "password": password})
        token = login.raise_for_status().json()["result"]["password"]
        key = base64.b64encode(f"{_USER}:{token}".encode()).decode()
        http.headers["X-Devpi-Auth"] = key
        for name, bases in (("dependencies", []), ("releases", [f"{_USER}/dependencies"])):
            index = {"type": "stage", "volatile": False, "bases": bases}
            http.put(f"/{_USER}/{name}", json=index).raise_for_status()
    return Devpi(url, Credentials(_USER, token))


def _broken(place: Path, output: str) -> PartialError:
    lines = output.strip().splitlines()
    output = printable(lines[-1]) if lines else "it said nothing"
    what = f"devpi-server ended, or did not start within {_START_SECONDS} s: {output}"
    return PartialError(what, where=Where(str(place)), cure="Run the rehearsal again; nothing was published.")
