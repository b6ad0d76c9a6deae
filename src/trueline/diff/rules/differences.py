"""Where other tools and ours tell of the same edit in other words or at another level, and why.

The cross-checks in the tests run the tools on edited copies of real documents: a difference that no entry here explains
fails them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """``edit`` names an edit of the cross-check; ``tool`` is ``oasdiff`` or ``redocly``."""

    tool: str
    edit: str
    why: str


DIFFERENCES: tuple[Difference, ...] = ()
