"""A rule: one kind of change, and what it means. Rules are data; ``docs/rules.md`` is written from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from trueline.diff.model import Level, Wire

Direction = Literal["request", "response", "both"]
#: Where a changelog tells of a change.
Section = Literal["Removed", "Changed", "Deprecated", "Added"]
#: Levels as the tables of rules write them: on the wire (``UNSEEN`` can't be seen there), then in the SDK.
ERROR, WARNING, INFO, UNSEEN = Wire.ERROR, Wire.WARNING, Wire.INFO, Wire.NONE
MAJOR, MINOR, PATCH = Level.MAJOR, Level.MINOR, Level.PATCH


@dataclass(frozen=True, slots=True)
class Rule:
    """``sentence`` is a template: ``{place}`` is where the change is, other fields are given by who finds it.

    ``why`` says what the two levels rest on, where they differ from each other or from what one might expect.
    ``many`` is the sentence of several changes that differ in ``{name}`` alone (or ``{old}``, or ``{place}``), which it
    has as ``{names}`` or, with "or" before the last one, as ``{any}``; empty where changes are told one by one.
    ``section`` is the heading in a changelog: *Changed* where nothing came, went or was deprecated.
    """

    id: str
    wire: Wire
    sdk: Level
    sentence: str
    why: str = ""
    many: str = ""
    section: Section = "Changed"
    area: str = field(kw_only=True)
    direction: Direction = field(kw_only=True)


class Ways(NamedTuple):
    """The ids of one kind of change for each way that a value goes: three rules, for it means something else each time.

    They are written out in full wherever they are raised, so that a search for an id finds the code behind it.
    """

    parameter: str
    request: str
    response: str
