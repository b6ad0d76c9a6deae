"""The environment of the validator: made from the lock file when it is not there, or when the lock has changed."""

from __future__ import annotations

import fcntl
import os
import subprocess
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".cache/venv-wire"
LOCK = ROOT / "requirements/wire.txt"


def python() -> Path:
    """The interpreter of the environment, which is made first where need be. One process makes it, others wait."""
    mark, wanted = FOLDER / ".lock-hash", sha256(LOCK.read_bytes()).hexdigest()
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    with FOLDER.with_suffix(".guard").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not mark.is_file() or mark.read_text("utf-8") != wanted:
            _make()
            mark.write_text(wanted, "utf-8")
    return FOLDER / "bin/python"


def _make() -> None:
    uv = ["sh", str(ROOT / "scripts/bootstrap-uv.sh")]
    environment = {**os.environ, "VIRTUAL_ENV": str(FOLDER)}
    base = ROOT / ".venv/bin/python"
    subprocess.run([*uv, "venv", "--quiet", "--clear", "--python", str(base), str(FOLDER)], check=True)
    sync = [*uv, "pip", "sync", "--quiet", "--require-hashes", str(LOCK)]
    subprocess.run(sync, check=True, env=environment)
