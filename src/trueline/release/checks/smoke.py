"""Run in a clean environment by ``installed.py``: import every module of an SDK, and print what it says of itself.

Nothing there has bytecode, and to compile what is imported takes as long as all the rest. So what was compiled is kept
by the hash of its text, in one file for the next environment of this kind, where most texts are the same.
"""

from __future__ import annotations

import _imp
import importlib
import importlib.metadata
import json
import marshal
import os
import pkgutil
import sys
from contextlib import suppress
from hashlib import sha256
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
    SourcelessFileLoader,
)
from importlib.util import MAGIC_NUMBER
from typing import Any, ClassVar

_renamed: Any = vars(_imp)["_fix_co_filename"]  # in every CPython, in no stub


class Kept(SourceFileLoader):
    """Loads a module as ever, but a text that was compiled before is not compiled again."""

    known: ClassVar[dict[bytes, bytes]] = {}
    used: ClassVar[dict[bytes, bytes]] = {}

    def source_to_code(self, data: Any, path: Any, *more: Any, **options: Any) -> Any:  # type: ignore[override] # typeshed: static
        """The code of a text, which says that it is from ``path``."""
        key = sha256(data).digest()
        if key in self.known:
            code = marshal.loads(self.known[key])  # noqa: S302 - our own
            _renamed(code, path)  # as an import does with bytecode of a folder that was moved
        else:
            code = super().source_to_code(data, path, *more, **options)
        self.used[key] = self.known.get(key) or marshal.dumps(code)
        return code


def main(name: str, package: str, extras: str, kept: str) -> None:
    """``kept`` is the file, without its end. One that can't be read or written is none."""
    kept = f"{kept}.{MAGIC_NUMBER.hex()}"
    with suppress(OSError, ValueError, EOFError, TypeError), open(kept, "rb") as file:  # noqa: PTH123 - fewer imports
        Kept.known.update(marshal.load(file))  # noqa: S302
    loaders = (ExtensionFileLoader, EXTENSION_SUFFIXES), (Kept, [".py"]), (SourcelessFileLoader, BYTECODE_SUFFIXES)
    sys.path_hooks.insert(0, FileFinder.path_hook(*loaders))  # as there are without us
    sys.path_importer_cache.clear()
    module = importlib.import_module(package)
    modules = [found.name for found in pkgutil.walk_packages(module.__path__, f"{package}.")]
    behind = (f"{package}._runtime.cli.", f"{package}._runtime.agents.", f"{package}.testing.fixtures")
    for found in modules:
        if extras or not found.startswith(behind) or found.endswith(".table"):
            importlib.import_module(found)
    for public in module.__all__:
        getattr(module, public)
    if not Kept.used.keys() <= Kept.known.keys():
        with suppress(OSError), open(f"{kept}.{os.getpid()}", "wb") as file:  # noqa: PTH123
            marshal.dump(Kept.used, file)
            file.close()
            os.replace(file.name, kept)  # noqa: PTH105
    said = {"version": importlib.metadata.version(name), "module": module.__version__}
    said |= {"commit": module.__provenance__["commit"]}
    print(json.dumps(said))  # noqa: T201 - the answer


if __name__ == "__main__":
    main(*sys.argv[1:])
