"""Python's collector of cycles, out of the way of work that makes values by the million and no cycles."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


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
            if not gc.get_freeze_count():  # else someone has put objects aside for good
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def no_last_look() -> None:
    """For a program that ends: the system takes its memory as it is, without a look for cycles before."""
    gc.freeze()
