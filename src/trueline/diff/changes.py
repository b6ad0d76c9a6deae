"""Collects changes: rules become sentences here, and text from documents becomes printable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from trueline.diff.model import Change, Diff, Level, Wire, in_order
from trueline.diff.notice import Notice
from trueline.diff.rules import RULES
from trueline.diff.rules.model import Ways
from trueline.errors import printable

#: Characters of a word in a sentence: a path of a cloud provider fits, an essay does not.
_LONGEST = 240


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in both documents: their pointers, the group of its changelog entry, and what sentences call it.

    ``subject`` says which way a value goes (``parameter``, ``request`` or ``response``); ``code`` is how Python writes
    the place (``ApiKey.name``). ``unused`` marks what no request and no answer reaches: nothing on the wire changes.
    ``by_keywords`` marks an object that is given property by property, so that no call names its class.
    """

    group: str
    place: str
    old: str = ""
    new: str = ""
    subject: str = ""
    code: str = ""
    unused: bool = False
    by_keywords: bool = False

    def below(self, step: str, old: str = "", new: str = "") -> Spot:
        """A part of the value here: ``step`` is how it is written after the place, such as ``.name`` or ``[]``."""
        place = f"{self.place[:-1]}{step}`" if self.place.endswith("`") else f"{self.place} `{step}`"
        code = f"{self.code}{step}" if self.code else ""
        old, new = old or self.old, new or self.new
        return replace(self, place=place, code=code, old=old, new=new, by_keywords=False)


class Changes:
    """The changes found so far; each is kept once. Changes of texts are counted and told of once for each place."""

    def __init__(self, today: date | None = None, notice: Notice | None = None) -> None:
        #: The day of the comparison, which decides whether a sunset date has come.
        self.today = today or datetime.now(UTC).date()
        #: How long before its sunset something has to be deprecated.
        self.notice = notice or Notice()
        self._changes: dict[Change, None] = {}
        self._texts: dict[tuple[str, str], tuple[Spot, int]] = {}
        self._told: list[Spot] = []

    def add(self, rule: str, at: Spot, *, before: str = "", after: str = "", **words: object) -> None:
        """A change at the level of ``rule``, whose sentence takes ``words``."""
        known = RULES[rule]
        fields = {name: printable(str(word), _LONGEST) for name, word in words.items()}
        fields = {"place": _upper(printable(at.place)), **fields}
        breaking = known.sdk is Level.MAJOR
        change = Change(
            rule=rule,
            old=at.old,
            new=at.new,
            wire=Wire.NONE if at.unused else known.wire,
            sdk=known.sdk,
            sentence=known.sentence.format(**fields),
            group=printable(at.group, 120),
            before=printable(before, 200) if breaking else "",
            after=printable(after, 200) if breaking else "",
            words=tuple(fields.items()),
        )
        self._changes[change] = None

    def value(self, ways: Ways, at: Spot, *, before: str = "", after: str = "", **words: object) -> None:
        """A change of the value at ``at``: of the rules, that for the way that the value goes."""
        self.add(getattr(ways, at.subject), at, before=before, after=after, **words)

    def text(self, rule: str, at: Spot) -> None:
        """A text of the schema or operation ``at.group`` and ``at.place`` changed."""
        self._told.append(at)
        first, count = self._texts.get((rule, at.place), (at, 0))
        self._texts[rule, at.place] = (first, count + 1)

    def mention(self, at: Spot) -> None:
        """What changed at a place is told of at a part of it."""
        self._told.append(at)

    def pointers(self) -> tuple[set[str], set[str]]:
        """The places in the old and in the new document that changes were told of so far."""
        places = [(each.old, each.new) for each in self._changes] + [(at.old, at.new) for at in self._told]
        return {old for old, _ in places}, {new for _, new in places}

    def diff(self) -> Diff:
        """All of it, in order."""
        changes = dict(self._changes)
        self._changes.clear()
        for (rule, _), (at, count) in self._texts.items():
            noun = rule.removesuffix("-changed")
            self.add(rule, at, count=f"the {noun}" if count == 1 else f"{count} {noun}s")
        return Diff(in_order(changes | self._changes))


def _upper(place: str) -> str:
    """A place at the start of a sentence; names in backquotes stay as they are."""
    return place[:1].upper() + place[1:]
