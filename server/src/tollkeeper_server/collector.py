"""Python's collector of cycles: off while a process starts, as what it makes then stays, and is looked through in vain.

That was a sixth of a server's start.
"""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def paused() -> Generator[None]:
    """For a whole process: until ``resume``, and at its end, where the system takes the memory as it is."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()


def resume() -> None:
    """The start is over: look for cycles again, among what is made from now on. Nothing where it was not paused."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
