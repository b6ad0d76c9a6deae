"""Templates that were compiled before: kept where Python keeps bytecode, by the rules it has for its own."""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import tempfile
from hashlib import sha256
from importlib.resources.abc import Traversable
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache


def bytecode_beside(folder: Traversable) -> Compiled | None:
    """The bytecode of the templates in ``folder``; None for an installation that is no folder."""
    return Compiled(folder) if isinstance(folder, Path) else None


class Compiled(BytecodeCache):
    """One file for each template of ``folder``. What can't be kept is compiled again, as Python does with modules."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Jinja itself passes by what another Python or another text made; a file may be cut short."""
        with contextlib.suppress(OSError, EOFError, pickle.UnpicklingError), self._path(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """A file that is there at once or not at all: another process may be reading it."""
        if sys.dont_write_bytecode:
            return
        path = self._path(bucket)
        with contextlib.suppress(OSError):  # the folder may be read-only, or the disk full
            path.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
            try:
                with open(number, "wb") as file:  # noqa: PTH123 - a number, no path
                    bucket.write_bytecode(file)
                os.replace(name, path)  # noqa: PTH105 - beside mkstemp, which gives a string
            except OSError:
                os.unlink(name)  # noqa: PTH108
                raise

    def get_source_checksum(self, source: str) -> str:
        """A hash of the text and of what compiles it."""
        return sha256(f"{jinja2.__version__}\0{source}".encode()).hexdigest()

    def _path(self, bucket: Bucket) -> Path:
        return Path(cache_from_source(str(self._folder / f"{bucket.key}.py")))
