"""A wheel of this checkout: what an editable Trueline can't pin itself by. Built once a run, by one worker for all."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from filelock import FileLock

from trueline.adopt.wheel import pack

_ROOT = Path(__file__).parents[2]


def own_wheel() -> str:
    """Its path."""
    return _made(Path(os.environ["TRUELINE_CACHE"]).parent / "wheel")


@cache
def _made(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "guard"):
        if not (there := sorted(folder.glob("*.whl"))):
            packed = pack(_ROOT)
            (folder / "unfinished").write_bytes(packed.data)
            there = [(folder / "unfinished").rename(folder / packed.wheel.name)]
    return str(there[0])
