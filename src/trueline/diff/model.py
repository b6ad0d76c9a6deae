"""What a diff is made of: levels, changes, and the diff itself. Frozen, typed, and written as JSON in one way."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, IntEnum

from trueline.errors import UsageError


class Level(IntEnum):
    """What a change asks of the next version of an SDK; a higher one includes the lower ones."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """The level as people and the JSON write it: ``none``, ``patch``, ``minor``, ``major``."""
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Level:
        """The level that a word names. Raises :class:`UsageError` for any other word."""
        named = next((level for level in cls if level.word == word.strip().lower()), None)
        if named is None:
            words = ", ".join(level.word for level in cls)
            raise UsageError(f"{word!r} is not a level", cure=f"Use one of {words}.")
        return named


class Wire(str, Enum):
    """What a change means to a client that is not generated again: breaks it, may break it, does not, can't be seen."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NONE = "none"


_WORST = (Wire.NONE, Wire.INFO, Wire.WARNING, Wire.ERROR)


@dataclass(frozen=True, slots=True)
class Change:
    """One change, at the level of one rule.

    ``old`` and ``new`` are JSON pointers (RFC 6901) into the two documents; ``""``, the whole document, on the side
    that does not have the place. Changes of the Python surface have dotted names there instead of pointers.
    ``group`` is where a changelog lists it: a resource (``webhooks.endpoints``), ``schema ApiKey``, or ``api`` for what
    belongs to no resource. ``before`` and ``after`` are code or wire text for breaking changes, else empty.
    """

    rule: str
    old: str
    new: str
    wire: Wire
    sdk: Level
    sentence: str
    group: str
    before: str = ""
    after: str = ""
    #: What stands in the fields of the rule's sentence, for whoever tells several changes at once. Not in the JSON.
    words: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def to_json(self) -> dict[str, str]:
        """The change as a JSON object of texts, its fields in order."""
        return {
            "rule": self.rule,
            "old": self.old,
            "new": self.new,
            "wire": self.wire.value,
            "sdk": self.sdk.word,
            "group": self.group,
            "sentence": self.sentence,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes from one document, or one SDK, to another; the worst first, then by group."""

    changes: tuple[Change, ...] = ()

    @property
    def level(self) -> Level:
        """The highest level of any change; ``NONE`` without changes."""
        return max((change.sdk for change in self.changes), default=Level.NONE)

    @property
    def wire(self) -> Wire:
        """What the worst change means to clients that stay as they are; ``NONE`` without changes."""
        return max((change.wire for change in self.changes), key=_WORST.index, default=Wire.NONE)

    def to_json(self) -> str:
        """The diff as JSON text: ``{"level": ..., "changes": [...]}``."""
        value = {"level": self.level.word, "changes": [change.to_json() for change in self.changes]}
        return json.dumps(value, indent=2, ensure_ascii=True) + "\n"

    def __add__(self, other: Diff) -> Diff:
        """Both diffs as one: its level is the higher one, so that nothing that is added can lower it."""
        return Diff(in_order(dict.fromkeys((*self.changes, *other.changes))))


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Changes by level, the highest first, then by group, place and rule."""
    return tuple(sorted(changes, key=lambda c: (-c.sdk, c.group, c.new or c.old, c.old, c.rule, c.sentence)))
