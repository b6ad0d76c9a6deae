"""The environment of devpi-server, apart from everything else: made once from a lock with hashes that Trueline ships.

The lock is part of the package, because a rehearsal runs in repositories that have no ``requirements/`` of ours.
"""

from __future__ import annotations

import os
import sys
import venv
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from trueline.errors import Where, printable
from trueline.programs import run
from trueline.release.errors import PartialError, PreconditionError, ReleaseError
from trueline.release.files import tools_folder
from trueline.release.index.access import hidden
from trueline.release.index.install import is_for_good

LOCK = Path(__file__).with_name("devpi.txt")
_TIMEOUT_SECONDS = 600


def devpi_environment() -> Path:
    """The folder with the environment's programs. One process makes it, others wait.

    Raises ``PartialError`` if the packages can't be had now.
    """
    wanted = sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = tools_folder() / f"venv-devpi-{wanted}"
    ready = folder / ".ready"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".guard")):
        if not ready.is_file():
            _make(folder)
            ready.touch()
    return folder / "bin"


def _make(folder: Path) -> None:
    """pip installs, because it knows which index this machine is configured for.

    It compiles nothing: the first start compiles what it needs, a third of what is there.
    """
    venv.create(folder, clear=True, symlinks=True, with_pip=False)
    command = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python"), "install", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--require-hashes", "--no-deps", "--no-compile"]
    command += ["--requirement", str(LOCK)]
    done = run(command, seconds=_TIMEOUT_SECONDS, environment=with_keyring("subprocess"))
    if done.returncode:
        raise pip_failed("devpi-server can't be installed", done.stderr, Where(str(LOCK)))


def writing_bytecode() -> dict[str, str]:
    """This machine's variables, with which a Python of the environment keeps what it compiles there."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def with_keyring(provider: str) -> dict[str, str]:
    """This machine's variables, with which pip asks its keyring: it does not by itself where nobody can be asked.

    ``import`` is for a pip that runs here; one that works on another environment has to start our ``keyring``.
    """
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)))
    return {"PIP_KEYRING_PROVIDER": provider, **os.environ, "PATH": path}


def pip_failed(failure: str, stderr: str, where: Where) -> ReleaseError:
    """Why pip did not bring something from the index that it is configured for: for now, or until somebody acts."""
    lines = [line for line in hidden(stderr).splitlines() if line.strip()]
    failure = f"{failure}: {printable(lines[-1] if lines else 'it said nothing')}"
    source = "It comes from the package index that pip is configured for (`pip config list`)"
    if is_for_good("\n".join(lines)):
        cure = f"{source}: name one that has it, and give the credentials that it wants. Nothing was published."
        return PreconditionError(failure, where=where, cure=cure)
    return PartialError(failure, where=where, cure=f"{source}. Run the rehearsal again; nothing was published.")
