"""Two documents in, typed changes out: what they mean on the wire, and to the users of the SDK made from them."""

from trueline.diff.compare import compare
from trueline.diff.model import Change, Diff, Level, Wire
from trueline.diff.side import Side, side

__all__ = ["Change", "Diff", "Level", "Side", "Wire", "compare", "side"]
