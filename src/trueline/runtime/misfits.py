"""An argument that can't be sent: which it is, and what part of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .encoding import encode
from .errors import InvalidRequestError
from .unset import UNSET, is_array, is_mapping, is_tuple

#: What encoding raises for a value that it has no form for.
MISFITS = (ValueError, TypeError, RecursionError)
_DEEPEST = 100


def misfit(arguments: Mapping[str, Any], error: Exception, otherwise: str) -> InvalidRequestError:
    """The error of the SDK for one of these arguments, by name. ``otherwise`` is said where none is found."""
    if isinstance(error, InvalidRequestError):
        return error
    path, found = _culprit(arguments, error)
    reason = str(found)
    if isinstance(found, UnicodeEncodeError):
        reason = "text with half a character in it (a lone surrogate) can't be sent"
    elif isinstance(found, RecursionError):
        reason = "it is nested too deeply to be sent, or holds itself"
    return InvalidRequestError(f"{path or otherwise}: {reason}")


def _culprit(value: object, error: Exception) -> tuple[str, Exception]:
    """The path of what has no form, by trying each part, and the error that it has."""
    path = ""
    for _ in range(_DEEPEST):
        found = next(_failing(value), None)
        if found is None:
            break
        if isinstance(found[2], RecursionError):  # it may hold itself: there is no end to its parts
            return (path + found[0]).lstrip("."), found[2]
        step, value, error = found
        path += step
    return path.lstrip("."), error


def _failing(value: object) -> Iterator[tuple[str, object, Exception]]:
    for step, part in _parts(value):
        try:
            encode(part)
        except MISFITS as error:
            yield step, part, error


def _parts(value: object) -> Iterator[tuple[str, object]]:
    if is_mapping(value):
        yield from ((f".{name}", part) for name, part in value.items() if part is not UNSET)
    elif is_array(value) or is_tuple(value):
        yield from ((f"[{number}]", part) for number, part in enumerate(value))
    else:
        names = [field.name for field in getattr(type(value), "__attrs_attrs__", ())]
        parts = ((f".{name}", getattr(value, name, UNSET)) for name in names)
        yield from ((step, part) for step, part in parts if part is not UNSET)
