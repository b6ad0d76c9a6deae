"""Rules about operations as wholes."""

from __future__ import annotations

from functools import partial

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import Rule

_rule = partial(Rule, area="operations", direction="both")

RULES = (
    _rule(
        id="operation-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{request} is new: `{name}`.",
    ),
    _rule(
        id="operation-removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{request} is gone, and `{name}` with it.",
        why="The method vanishes.",
    ),
    _rule(
        id="deprecated-operation-removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{request}, which was deprecated, is gone, and `{name}` with it.",
        why="Callers were warned, so nobody is surprised on the wire; the method vanishes all the same.",
    ),
)
