"""How long before its sunset something has to be deprecated: a policy of those who publish the API."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """Days by ``x-stability-level``, of which none is ``stable``; 0 asks for nothing. oasdiff has the same options."""

    stable: int = 0
    beta: int = 0

    def days(self, level: object) -> int:
        """The days that something of this level is due."""
        return {"stable": self.stable, "beta": self.beta}.get(str(level or "stable"), 0)
