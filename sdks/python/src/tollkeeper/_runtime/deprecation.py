"""``@deprecated`` of PEP 702, for type checkers; at run time the client warns on each call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

__all__ = ["deprecated"]

T = TypeVar("T")

if TYPE_CHECKING:
    from typing_extensions import deprecated
else:

    def deprecated(_message: str) -> Callable[[T], T]:
        """Mark what follows as deprecated."""
        return lambda marked: marked
