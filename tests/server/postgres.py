"""A PostgreSQL of the tests' own, from the machine's binaries: a folder in a temporary place, a socket, no port."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

from sqlalchemy.engine import URL
from support.memory import folder_of_sockets

ROLE = "tollkeeper"
_numbers = count(1)


def find_binaries() -> Path | None:
    """The newest PostgreSQL of the machine: Debian's place, or the one that ``initdb`` on the PATH belongs to."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = versions[-1] if versions else shutil.which("initdb")
    return Path(found).parent if found else None


class Cluster:
    """Runs from ``start`` to ``stop``. Postgres refuses to run as root: then it runs as ``postgres`` or ``nobody``."""

    guest = "guest"
    """A role that owns nothing."""
    superuser = "tests"

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = folder_of_sockets("tk-pg-")
        self._user = _other_user()

    def start(self, *, durable: bool = False, kept: Path | None = None) -> None:
        """``durable`` writes to the disk, as a database that is not one of tests does.

        ``kept`` is where the files of a new one are copied from, or to: to make them takes half a CPU second.
        """
        if self._user:
            shutil.chown(self._folder, self._user)
        data = self._folder / "data"
        self._make(data, kept)
        options = (
            f"-k {self._folder} -c listen_addresses='' -c fsync={'on' if durable else 'off'} -c max_connections=300"
        )
        self._run("pg_ctl", "-D", data, "-w", "-l", self._folder / "log", "-o", options, "start")
        for role in (ROLE, self.guest):
            self._run("createuser", "-h", self._folder, "-U", self.superuser, role)

    def _make(self, data: Path, kept: Path | None) -> None:
        if kept is not None and kept.exists():
            _copy(kept, data)
            return
        options = ("-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
        self._run("initdb", "-D", data, "-U", self.superuser, *options)
        if kept is not None:
            _copy(data, kept)

    @property
    def postmaster(self) -> int:
        """The process that all others of PostgreSQL are children of."""
        return int((self._folder / "data" / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._folder / "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def database(self, like: URL | None = None) -> URL:
        """A new database, empty or as another. Its owner is not a superuser: row-level security holds for it."""
        name = f"tests_{os.getpid()}_{next(_numbers)}"
        template = ["-T", like.database] if like else []
        self._run("createdb", "-h", self._folder, "-U", self.superuser, "-O", ROLE, *template, name)
        return URL.create("postgresql+psycopg", username=ROLE, database=name, query={"host": str(self._folder)})

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._binaries / program), *map(str, arguments)]
        # Files, not pipes: a server that stays keeps a pipe open, and its reader waits forever.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
                user=self._user,
                group=_group(self._user) if self._user else None,
                extra_groups=[] if self._user else None,
            )
            output.seek(0)
            assert done.returncode == 0, f"{program}: {output.read().decode(errors='replace')[-2000:]}"


def _copy(source: Path, target: Path) -> None:
    """With owners and modes."""
    subprocess.run(["cp", "-a", source, target], check=True)


def _other_user() -> str | None:
    import pwd

    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _group(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid
