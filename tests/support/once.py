"""What is dear to make is made by one worker of a run, for all of them."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock


@contextmanager
def shared(name: str) -> Generator[Path]:
    """A folder of the whole run. Who is in the block has it alone: others wait, and find what was made."""
    folder = Path(os.environ["TRUELINE_CACHE"]).parent / name
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".guard")):
        yield folder
