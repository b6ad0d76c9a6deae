"""Two documents in, typed changes out: what they mean on the wire, and to the users of the SDK made from them.

The names below are loaded when they are asked for: the command line imports this package for its options alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trueline.diff.comparison import compare
    from trueline.diff.document_side import Side, side
    from trueline.diff.model import Change, Diff, Level, Wire
    from trueline.diff.two_processes import Source, both

__all__ = ["Change", "Diff", "Level", "Side", "Source", "Wire", "both", "compare", "side"]

_HOMES = {
    "compare": "comparison",
    **dict.fromkeys(("Change", "Diff", "Level", "Wire"), "model"),
    **dict.fromkeys(("Side", "side"), "document_side"),
    **dict.fromkeys(("Source", "both"), "two_processes"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"trueline.diff.{_HOMES[name]}"), name)
