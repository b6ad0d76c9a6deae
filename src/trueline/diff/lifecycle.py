"""What ``x-sunset`` and ``x-stability-level`` promise: when something may go, and how much of it may still change.

Both are read as oasdiff reads them. A date is one of RFC 3339 (``2027-01-31``, or with a time); the levels are
``draft``, ``alpha``, ``beta`` and ``stable``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from trueline.diff.changes import Changes, Spot
from trueline.spec import extensions
from trueline.spec.document import Json

_LEVELS = ("draft", "alpha", "beta", "stable")
_UNSTABLE = frozenset(("draft", "alpha"))


def compare_lifecycle(a: Json, b: Json, at: Spot, changes: Changes) -> None:
    """The promises of an operation, a parameter or a property."""
    _stability(a.get(extensions.STABILITY_LEVEL), b.get(extensions.STABILITY_LEVEL), at, changes)
    if b.get("deprecated") and not a.get("deprecated"):
        _notice(b, at, changes)
    old, new = a.get(extensions.SUNSET), b.get(extensions.SUNSET)
    if old == new:
        return
    was, is_ = _date(old), _date(new)
    if new is not None and is_ is None:
        changes.add("sunset-invalid", at, new=new)
    elif new is None:
        if b.get("deprecated"):
            changes.add("sunset-removed", at, old=old)
    elif was is None or is_ is None:
        changes.add("sunset-added", at, new=new)
    elif was != is_:
        changes.add("sunset-moved-earlier" if is_ < was else "sunset-moved-later", at, old=old, new=new)


def _notice(deprecated: Json, at: Spot, changes: Changes) -> None:
    """Whether something that is deprecated now may go sooner than was asked for."""
    days, sunset = changes.notice.days(deprecated.get(extensions.STABILITY_LEVEL)), deprecated.get(extensions.SUNSET)
    until = _date(sunset)
    if days and sunset is None:
        changes.add("sunset-missing", at, days=days)
    elif days and until is not None and until < changes.today + timedelta(days=days):
        changes.add("sunset-too-soon", at, new=sunset, days=days)


def is_before_sunset(removed: Json, today: date) -> bool:
    """Whether something that is gone was promised to stay longer."""
    until = _date(removed.get(extensions.SUNSET))
    return until is not None and today < until


def is_unstable(operation: Mapping[str, object]) -> bool:
    """Whether an operation is one that nobody relies on yet: what changes there breaks no promise."""
    return operation.get(extensions.STABILITY_LEVEL) in _UNSTABLE


def _stability(old: object, new: object, at: Spot, changes: Changes) -> None:
    if old == new:
        return
    if new is not None and new not in _LEVELS:
        changes.add("stability-invalid", at, new=new)
    elif old is None or old in _LEVELS:
        was, is_ = (_LEVELS.index(str(each or "stable")) for each in (old, new))
        if was != is_:
            words = {"old": old or "stable", "new": new or "stable"}
            changes.add("stability-decreased" if is_ < was else "stability-increased", at, **words)


def _date(value: object) -> date | None:
    """The day that an extension names; ``None`` for what is not a date."""
    try:
        return datetime.fromisoformat(str(value).replace("Z", "+00:00")).date()
    except ValueError:
        return None
