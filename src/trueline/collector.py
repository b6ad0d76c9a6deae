"""Python's collector of cycles, out of the way of work that makes values by the million and no cycles."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager

#: Holds something once others were found to have put objects aside for good (``gc.freeze``). Counting those takes as
#: long as there are many, so they are never counted again.
_aside: list[int] = []


@contextmanager
def collector_paused() -> Generator[None]:
    """No looking for cycles meanwhile: in stages that make trees it took 40 % of the time.

    What was made meanwhile counts as old afterwards, or the first look would go through all of it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not _others_froze():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _others_froze() -> bool:
    if not _aside and (count := gc.get_freeze_count()):
        _aside.append(count)
    return bool(_aside)


def no_last_look() -> None:
    """For a program that ends: the system takes its memory as it is, without a look for cycles before."""
    gc.freeze()
