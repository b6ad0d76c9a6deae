from __future__ import annotations

from enum import Enum
from typing import Final, Literal


class Unset(Enum):
    """The type of :data:`UNSET`. An enum of one member keeps its identity through copy and pickle, and narrows."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    __str__ = __repr__


UNSET: Final = Unset.UNSET
