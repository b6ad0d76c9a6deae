"""Keywords that narrow a value down: stricter, less strict, or something else than before."""

from __future__ import annotations

import json
from typing import Any, Final

from trueline.diff.changes import Changes, Spot
from trueline.diff.rules.model import Ways
from trueline.spec.document import Json

#: Each with whether a greater value is stricter.
_NUMERIC: Final = {
    "minimum": True,
    "exclusiveMinimum": True,
    "minLength": True,
    "minItems": True,
    "minProperties": True,
    "maximum": False,
    "exclusiveMaximum": False,
    "maxLength": False,
    "maxItems": False,
    "maxProperties": False,
}

_CONSTRAINT_ADDED = Ways("parameter-constraint-added", "request-constraint-added", "response-constraint-added")
_CONSTRAINT_TIGHTENED = Ways(
    "parameter-constraint-tightened", "request-constraint-tightened", "response-constraint-tightened"
)
_CONSTRAINT_LOOSENED = Ways(
    "parameter-constraint-loosened", "request-constraint-loosened", "response-constraint-loosened"
)
_PATTERN_CHANGED = Ways("parameter-pattern-changed", "request-pattern-changed", "response-pattern-changed")
_CONTENT_CHANGED = Ways("parameter-content-changed", "request-content-changed", "response-content-changed")

_CONTENT: Final = ("contentMediaType", "contentEncoding")


def compare_constraints(a: Json, b: Json, at: Spot, changes: Changes) -> None:
    """What two schemas of the same kind say about the values of that kind."""
    for keyword, greater_is_stricter in _NUMERIC.items():
        if a.get(keyword) != b.get(keyword):
            _limit(keyword, a.get(keyword), b.get(keyword), greater_is_stricter, at, changes)
    if bool(a.get("uniqueItems")) != bool(b.get("uniqueItems")):
        unique = bool(b.get("uniqueItems"))
        _stated("uniqueItems", None if unique else True, True if unique else None, at, changes)
    if a.get("multipleOf") != b.get("multipleOf"):
        _multiple(a.get("multipleOf"), b.get("multipleOf"), at, changes)
    if a.get("pattern") != b.get("pattern"):
        _pattern(a.get("pattern"), b.get("pattern"), at, changes)
    for keyword in _CONTENT:
        if a.get(keyword) != b.get(keyword):
            changes.value(_CONTENT_CHANGED, at, name=keyword, old=_word(a.get(keyword)), new=_word(b.get(keyword)))


def _limit(keyword: str, old: Any, new: Any, greater_is_stricter: bool, at: Spot, changes: Changes) -> None:
    if not _is_number(old) or not _is_number(new):
        _stated(keyword, old, new, at, changes)
        return
    stricter = (new > old) == greater_is_stricter
    changes.value(_CONSTRAINT_TIGHTENED if stricter else _CONSTRAINT_LOOSENED, at, name=keyword, old=old, new=new)


def _stated(keyword: str, old: Any, new: Any, at: Spot, changes: Changes) -> None:
    """A constraint that is there on one side alone."""
    rule = _CONSTRAINT_ADDED if old is None else _CONSTRAINT_LOOSENED if new is None else _CONSTRAINT_TIGHTENED
    changes.value(rule, at, name=keyword, old=_word(old), new=_word(new))


def _multiple(old: Any, new: Any, at: Spot, changes: Changes) -> None:
    """A multiple of a multiple is stricter; of two that do not divide each other, each forbids something."""
    if not _is_number(old) or not _is_number(new):
        _stated("multipleOf", old, new, at, changes)
        return
    rule = _CONSTRAINT_LOOSENED if new and old % new == 0 else _CONSTRAINT_TIGHTENED
    changes.value(rule, at, name="multipleOf", old=old, new=new)


def _pattern(old: Any, new: Any, at: Spot, changes: Changes) -> None:
    if old is None or new in (None, ".*"):
        _stated("pattern", old, None if new == ".*" else new, at, changes)
    else:
        changes.value(_PATTERN_CHANGED, at, name="pattern", old=old, new=new)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _word(value: Any) -> str:
    return "none" if value is None else value if isinstance(value, str) else json.dumps(value)
