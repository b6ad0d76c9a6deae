from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from ..auth import basic
from ..cli import one_line
from ..messages import REDACTED
from ..scrubbing import forms
from ..settings import Settings
from ..unset import is_array, is_object


class Refused(Exception):
    def __init__(self, message: str, *, sent: bool = False, quoted: str = "") -> None:
        self.quoted = quoted
        super().__init__(f"The call was made, but {message}" if sent else f"Nothing was sent: {message}")


_MINUTE = 60.0


class Limits(NamedTuple):
    characters: int = 40_000
    calls: int = 60
    confirmed: bool = False


class Pace:
    def __init__(self, most: int) -> None:
        self._most = most
        self._times: deque[float] = deque()

    def step(self) -> None:
        now = time.monotonic()
        while self._times and self._times[0] <= now - _MINUTE:
            self._times.popleft()
        if len(self._times) >= self._most:
            wait = self._times[0] + _MINUTE - now
            raise Refused(f"{self._most} calls in a minute are allowed: try again in {wait:.0f} seconds.")
        self._times.append(now)


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
            raise Refused("files are not allowed: start the server with --files FOLDER.")
        try:
            path = (self._path / name).resolve()
        except (OSError, ValueError, RuntimeError):
            raise Refused(f"{one_line(name, 80)!r} is not a path.") from None
        if path == self._path or not path.is_relative_to(self._path):
            raise Refused(f"{one_line(name, 80)!r} is outside of the folder that was allowed.")
        return path


_DEEPEST = 100


def held(client: Any) -> Iterator[str]:
    settings: Settings = client._settings
    yield from settings.credentials.secrets()
    parts = urlsplit(settings.base_url)
    user, password = parts.username or "", parts.password or ""
    if user or password:
        yield from (password or user, unquote(password or user))
        yield basic(unquote(user), unquote(password)).partition(" ")[2]


def cleaner(secrets: Iterable[str]) -> Callable[[Any], Any]:
    known = forms(secrets)

    def text_of(text: str) -> str:
        for form in known:
            text = text.replace(form, REDACTED)
        return text

    def clean(value: Any, left: int = _DEEPEST) -> Any:
        if not left:
            raise Refused("its answer is nested too deeply.", sent=True)
        if is_object(value):
            return {text_of(name): clean(each, left - 1) for name, each in value.items()}
        if is_array(value):
            return [clean(each, left - 1) for each in value]
        if isinstance(value, str):
            return text_of(value)
        if isinstance(value, bool) or value is None:
            return value
        text = str(value)
        return value if text_of(text) == text else REDACTED

    return clean
