"""What an operationId says once what frameworks add to it is gone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trueline import words
from trueline.codegen.plan.naming.paths import VERSION
from trueline.spec.openapi import METHODS_BEFORE_3_2

_SPRINGFOX = re.compile(r"Using(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE)(?:_\d+)?$")
_COUNTED = re.compile(r"_\d+$")
_PART = re.compile(r"[^\W\d][\w\- $]*")
_GROUP = re.compile(r"([A-Z][A-Za-z0-9]*?)(?:Controller)?_([A-Za-z][A-Za-z0-9_]*)")
_CONTROLLER = re.compile(r"([A-Za-z][A-Za-z0-9]*?)(?:[-_ ]?[Cc]ontroller)(?:(?:Impl)?)")


@dataclass(frozen=True, slots=True)
class Id:
    """An operationId. ``place`` are its parts where it names its own place; ``group`` is the one it begins with.

    ``function``: its words are the name of a function, which somebody chose; the route behind it is gone.
    """

    text: str
    place: tuple[str, ...] = ()
    group: str = ""
    words: tuple[str, ...] = ()
    function: bool = False


def read(text: str, method: str, path: str) -> Id:
    """``issues/create-comment`` has a place, ``UsersController_findAll`` a group, ``listUsers`` words."""
    place = _place(text)
    if place:
        return Id(text, place=place)
    plain = _COUNTED.sub("", _SPRINGFOX.sub("", text)) or text
    found = _GROUP.fullmatch(plain)
    if found and found[1].lower() not in METHODS_BEFORE_3_2 and not words.is_verb(words.split(found[1])[0]):
        return Id(text, group=found[1], words=tuple(words.split(found[2])))
    whole = words.split(plain)
    said = _without_route(whole, method, path)
    function = len(said) < len(whole)
    if len(said) > 1 and said[0] == method.lower() and said[1] in words.CRUD and said[1] not in METHODS_BEFORE_3_2:
        said = said[1:]  # GET_ListQueues
    return Id(text, words=tuple(word for word in said if not VERSION.fullmatch(word)), function=function)


def _place(text: str) -> tuple[str, ...]:
    """The parts of an id with dots or slashes; none when it is a path or one word."""
    parts = [part for part in re.split(r"[./]", text) if part.strip("_- ")]
    if len(parts) < 2 or text.startswith("/") or not all(_PART.fullmatch(part) for part in parts):
        return ()
    return tuple(_uncontrolled(part) for part in parts)


def _uncontrolled(part: str) -> str:
    found = _CONTROLLER.fullmatch(part)
    return found[1] if found else part


def _without_route(id_words: list[str], method: str, path: str) -> list[str]:
    """Without the route that FastAPI writes behind a function's name: ``read_items_items__get``."""
    route = [*words.split(path), method.lower()]
    if len(id_words) > len(route) and id_words[-len(route) :] == route:
        return id_words[: -len(route)]
    return id_words
