"""How long before its sunset something has to be deprecated: a policy of those who publish the API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trueline.diff.model import Change

#: Rules that tell of a deprecation which gives less notice than was asked for.
_SHORT = frozenset({"sunset-missing", "sunset-too-soon"})


@dataclass(frozen=True, slots=True)
class Notice:
    """Days by ``x-stability-level``, of which none is ``stable``; 0 asks for nothing. oasdiff has the same options."""

    stable: int = 0
    beta: int = 0

    def __bool__(self) -> bool:
        return bool(self.stable or self.beta)

    def days(self, level: object) -> int:
        """The days that something of this level is due."""
        return {"stable": self.stable, "beta": self.beta}.get(str(level or "stable"), 0)


def short_notice(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The deprecations among these changes that give less notice than was asked for."""
    return tuple(change for change in changes if change.rule in _SHORT)


#: What to do about them.
CURE = (
    "Write a later date in the document, x-sunset: 'YYYY-MM-DD', or deprecate it in another release; "
    "how many days it takes is deprecation_days_stable and ..._beta in [tool.trueline.release]."
)
