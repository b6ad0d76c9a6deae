"""Run by a build: a source tree's backend makes the sdist, and the wheel from what is in it, all in this process."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any


def main(out: str, tree: str) -> None:
    """The two hooks of PEP 517, in a folder each, as ``python -m build`` calls them in a process each."""
    os.chdir(tree)
    settings = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))
    backend: Any = import_module(settings["build-system"]["build-backend"])
    sdist = Path(out, backend.build_sdist(out))
    with tempfile.TemporaryDirectory() as folder:
        shutil.unpack_archive(sdist, folder)
        os.chdir(Path(folder, sdist.name.removesuffix(".tar.gz")))
        backend.build_wheel(out)
        os.chdir(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
