"""Collects changes: rules become sentences here, and text from documents becomes printable."""

from __future__ import annotations

from dataclasses import dataclass

from trueline.diff.model import Change, Diff, Wire, in_order
from trueline.diff.rules import RULES
from trueline.errors import printable


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in both documents: their pointers, the group of its changelog entry, and what sentences call it."""

    group: str
    place: str
    old: str = ""
    new: str = ""


class Found:
    """The changes found so far; each is kept once."""

    def __init__(self) -> None:
        self._changes: dict[Change, None] = {}

    def add(
        self, rule: str, at: Spot, *, before: str = "", after: str = "", wire: Wire | None = None, **words: object
    ) -> None:
        """A change at the level of ``rule``. ``wire`` replaces the rule's where nothing on the wire is reached."""
        known = RULES[rule]
        said = {name: printable(str(word), 120) for name, word in words.items()}
        change = Change(
            rule=rule,
            old=at.old,
            new=at.new,
            wire=known.wire if wire is None else wire,
            sdk=known.sdk,
            sentence=known.sentence.format(place=at.place, **said),
            group=at.group,
            before=printable(before, 200),
            after=printable(after, 200),
        )
        self._changes[change] = None

    def diff(self) -> Diff:
        """All of it, in order."""
        return Diff(in_order(self._changes))
