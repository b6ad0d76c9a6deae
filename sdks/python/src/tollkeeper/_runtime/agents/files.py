from __future__ import annotations

import os
from pathlib import Path

from ..cli.text import one_line
from .refusal import Refused

_NONE = "files are not allowed: start the server with --files FOLDER."


class Folder:
    def __init__(self, path: Path | None, most: int = 16_000_000) -> None:
        self._path = path.resolve(strict=True) if path is not None else None
        self.most = most

    def read(self, name: str) -> tuple[str, bytes]:
        path = self._inside(name)
        if not path.is_file():
            raise Refused(f"there is no file {one_line(name, 80)!r} in the folder that was allowed.")
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            data = file.read(self.most + 1)
        if len(data) > self.most:
            raise Refused(f"the file {one_line(name, 80)!r} has more than {self.most} bytes.")
        return path.name, data

    def write(self, name: str, data: bytes | bytearray) -> None:
        try:
            with self.place(name).open("xb") as file:
                file.write(data)
        except OSError as error:
            raise Refused(f"{one_line(name, 80)!r} can't be written: {error.strerror}", sent=True) from None

    def place(self, name: str) -> Path:
        path = self._inside(name)
        if path.exists() or not path.parent.is_dir():
            raise Refused(f"{one_line(name, 80)!r} exists, or its folder does not: choose another name.")
        return path

    def _inside(self, name: str) -> Path:
        if self._path is None:
            raise Refused(_NONE)
        try:
            path = (self._path / name).resolve()
        except (OSError, ValueError, RuntimeError):
            raise Refused(f"{one_line(name, 80)!r} is not a path.") from None
        if path == self._path or not path.is_relative_to(self._path):
            raise Refused(f"{one_line(name, 80)!r} is outside of the folder that was allowed.")
        return path
