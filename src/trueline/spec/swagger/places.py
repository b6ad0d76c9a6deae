"""Where each place of the OpenAPI 3 form stood in the Swagger 2.0 document, and the reverse for references."""

from __future__ import annotations


class Places:
    """Pairs of pointers. A place that no entry is above of stands where it stood."""

    def __init__(self) -> None:
        self._originals: dict[str, str] = {}
        self._made: set[str] = set()
        self._now: dict[str, str] = {}

    def moved(self, original: str, now: str) -> None:
        """What stood at ``original`` is at ``now``, and so is all that it holds. The first ``now`` takes references."""
        if original != now or self._is_covered(now):
            self._originals[now] = original
        self._now.setdefault(original, now)

    def copied(self, original: str, now: str) -> None:
        """What stood at ``original`` is at ``now`` too, but references to it do not lead here."""
        self._originals[now] = original
        self._made.discard(now)

    def made_from(self, now: str, original: str) -> None:
        """What is at ``now`` was made from ``original``: nothing in it stood below that, except where ``moved``."""
        self._originals[now] = original
        self._made.add(now)

    def original(self, pointer: str) -> str:
        """The pointer in the loaded document of a pointer in the OpenAPI 3 form."""
        above, below = _nearest(pointer, self._originals)
        if above is None:
            return pointer
        return self._originals[above] + ("" if above in self._made else below)

    def now(self, pointer: str) -> str:
        """The pointer in the OpenAPI 3 form of a pointer in the loaded document."""
        above, below = _nearest(pointer, self._now)
        return pointer if above is None else self._now[above] + below

    def _is_covered(self, pointer: str) -> bool:
        return _nearest(pointer, self._originals)[0] is not None


def _nearest(pointer: str, known: dict[str, str]) -> tuple[str | None, str]:
    """The longest prefix of a pointer that is known, and the rest of the pointer."""
    above = pointer
    while above:
        if above in known:
            return above, pointer[len(above) :]
        above = above.rpartition("/")[0]
    return None, ""
