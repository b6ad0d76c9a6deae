from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from ..auth import basic
from ..redact import REDACTED
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
