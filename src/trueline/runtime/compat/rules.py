"""What streams do with their events, as the names file of the older SDK said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..series import ServerSentEvent

__all__ = ["Rule"]


class Rule(NamedTuple):
    """What becomes of events of these names whose data starts so: of any, where it says none.

    ``yield`` gives it, unless the property ``error`` is in it; ``done`` ends the stream, ``error`` raises, anything
    else leaves it out.
    """

    handle: str
    names: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    error: str = ""

    def fits(self, event: ServerSentEvent) -> bool:
        """Whether it is for this event."""
        named = not self.names or (event.event or "message") in self.names
        return named and (not self.starts or event.data.startswith(self.starts))
