"""What the SDK needs, brought to the index of a rehearsal, so that it can be installed from there alone."""

from __future__ import annotations

import sys
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

from trueline.errors import Where
from trueline.programs import run
from trueline.release.errors import PartialError
from trueline.release.index.upload import upload
from trueline.release.rehearsal.devpi import Devpi
from trueline.release.rehearsal.environment import pip_failed, with_keyring
from trueline.release.wheel import Wheel

_TIMEOUT_SECONDS = 300


def stock(server: Devpi, wheel: Wheel, folder: Path) -> int:
    """Fetch the wheel's dependencies as pip is configured here, and upload them; returns how many there are.

    Raises ``PartialError`` where an upload fails.
    """
    fetch(wheel, folder)
    index, own = server.index("dependencies"), canonicalize_name(wheel.metadata.name)
    needed = [path for path in sorted(folder.glob("*.whl")) if parse_wheel_filename(path.name)[0] != own]
    for path in needed:
        answer = upload(index, path, server.credentials)
        if not answer.accepted:
            what = f"the index of the rehearsal does not take {path.name}: {answer}"
            raise PartialError(what, where=Where(index.simple), cure="Run the rehearsal again.")
    return len(needed)


def fetch(wheel: Wheel, folder: Path) -> None:
    """Bring the wheel's dependencies into a new folder. Raises ``PreconditionError`` where that will never do."""
    folder.mkdir()
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["--only-binary", ":all:", "--dest", str(folder), str(wheel.path)]
    done = run(command, seconds=_TIMEOUT_SECONDS, environment=with_keyring("import"))
    if done.returncode:
        raise pip_failed("the dependencies can't be fetched", done.stderr, Where(wheel.path.name))
