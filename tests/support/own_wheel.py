"""A wheel of this checkout: what an editable Trueline can't pin itself by. Built once a run, by one worker for all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from support.once import shared
from trueline.adopt.wheel import pack

_ROOT = Path(__file__).parents[2]


@cache
def own_wheel() -> str:
    """Its path."""
    with shared("wheel") as folder:
        if not (there := sorted(folder.glob("*.whl"))):
            packed = pack(_ROOT)
            (folder / "unfinished").write_bytes(packed.data)
            there = [(folder / "unfinished").rename(folder / packed.wheel.name)]
    return str(there[0])
