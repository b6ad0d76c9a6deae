from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from ..unset import is_array, is_object
from .table import Option

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CHECKED = {
    "date-time": ("parse_date_time", "a time like 2026-03-04T09:30:00Z"),
    "date": ("parse_date", "a date like 2026-03-04"),
    "time": ("parse_time", "a time of day like 09:30:00"),
    "duration": ("parse_duration", "a duration like PT1H30M"),
    "uuid": ("parse_uuid", "a UUID"),
    "byte": ("parse_byte", "base64"),
}
_JSON = frozenset({"object", "json", "loose"})


def convert(option: Option, typed: str | tuple[str, ...] | bool) -> Any:
    if isinstance(typed, bool):
        return typed
    try:
        if isinstance(typed, tuple):
            return [item for text in typed for item in _items(option, text)]
        if option.many:
            texts = json_text(typed) if typed.startswith("[") else typed.split(",")
            return [_one(option, text) if isinstance(text, str) else text for text in texts]
        return _one(option, typed)
    except (ValueError, OSError) as error:
        raise click.BadParameter(str(error), param_hint=hint(option)) from None


def hint(option: Option) -> str:
    return f"'{option.name.upper().replace('-', '_')}'" if option.positional else f"'--{option.name}'"


def _items(option: Option, text: str) -> list[Any]:
    value = _one(option, text)
    return value if option.kind == "object" and is_array(value) else [value]


def _one(option: Option, text: str) -> Any:
    if text == "null" and option.nullable and option.kind != "text":
        return None
    if option.closed and text not in option.choices:
        raise ValueError(f"{text!r} is not one of {', '.join(option.choices)}.")
    kind = option.kind
    if kind in _JSON:
        return structured(text, loose=kind == "loose", objects=kind == "object")
    if kind in CHECKED:
        return _checked(kind, text)
    if kind == "integer":
        return _integer(text)
    if kind in {"number", "boolean"}:
        return _scalar(kind, text)
    if kind == "file":
        return _file(text)
    return _clean(text)


def _clean(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("this is not text in UTF-8.") from None
    return text


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,4000}", text):
        raise ValueError(f"{text!r} is not a whole number.")
    return int(text)


def _scalar(kind: str, text: str) -> Any:
    try:
        value = json_text(text)
    except ValueError:
        value = None
    fits = isinstance(value, bool) if kind == "boolean" else isinstance(value, (int, float)) and value is not True
    if not fits or (kind == "number" and value is False):
        raise ValueError(f"{text!r} is not {'true or false' if kind == 'boolean' else 'a number'}.")
    return value


def _checked(kind: str, text: str) -> Any:
    if kind == "byte" and text.startswith("@"):
        return Path(text[1:]).read_bytes()
    if kind == "date-time" and _DAY.fullmatch(text):
        text = f"{text}T00:00:00Z"
    try:
        check_kind(kind, text)
    except ValueError:
        raise ValueError(f"{text!r} is not {CHECKED[kind][1]}.") from None
    return text


def check_kind(kind: str, text: str) -> None:
    from .. import exact, formats

    getattr(exact if kind == "uuid" else formats, CHECKED[kind][0])(text)


def _file(text: str) -> Any:
    if text == "-":
        return sys.stdin.buffer.read()
    path = Path(text)
    if not path.is_file():
        raise ValueError(f"there is no file {text!r}.")
    return path


def structured(text: str, *, loose: bool = False, objects: bool = False) -> Any:
    if text.startswith("@") or text == "-":
        return json_text(source(text).decode())
    try:
        value = json_text(text)
    except ValueError as error:
        if loose:
            return _clean(text)
        raise ValueError(f"this is not JSON: {error}.") from None
    if not objects or value is None or is_array(value) or is_object(value):
        return value
    raise ValueError("a JSON object is needed.")


def json_text(text: str) -> Any:
    from ..encoding import loads

    return loads(_clean(text))


def source(text: str) -> bytes:
    return sys.stdin.buffer.read() if text in {"-", "@-"} else Path(text[1:]).read_bytes()
