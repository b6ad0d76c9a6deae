from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from ..auth import basic
from ..guards import is_array, is_object
from ..redact import REDACTED
from ..scrubbing import forms
from ..settings import Settings
from .refusal import Refused

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
