from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ..unset import UNSET, Unset
from .calls import Call, FakeServerError

Failure = Literal["disconnect", "timeout"]


@dataclass(frozen=True, slots=True)
class Body:
    value: Any = UNSET
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class PageOf:
    items: list[Any] | None
    last: bool


@dataclass(frozen=True, slots=True)
class Events:
    events: list[Any] | None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    failure: Failure


Planned = Body | PageOf | Events | NoAnswer


class Script:
    """What one operation answers. Each answer is given once, in the order of the calls below, and the last until more
    is said.

    Every method returns the script, so that answers can be written in one line:
    ``fake.on("keys.create").error(429, retry_after=1).answer()``.
    """

    def __init__(self, name: str, calls: list[Call], check: Callable[[Any, int | None], None]) -> None:
        self._name = name
        self._all = calls
        self._check = check
        self._queue: list[Planned] = []
        self._is_over = False

    def __repr__(self) -> str:
        return f"<Script {self._name}: {len(self._queue)} answers>"

    @property
    def calls(self) -> list[Call]:
        """The calls of this operation so far."""
        return [call for call in self._all if call.operation == self._name]

    def answer(
        self,
        value: Any = UNSET,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        times: int = 1,
        check: bool = True,
    ) -> Script:
        """A success. ``value`` is a model, JSON, text or bytes; without it, one that the document allows is made up.

        Without ``status`` it is the first documented success. A value that the document does not allow raises
        ``FakeServerError``, so that no test passes on an answer that the API never gives; ``check=False`` sends it.
        """
        if check and not isinstance(value, (Unset, bytes, str)):
            self._check(value, status)
        return self._add([Body(value, status, dict(headers or {}))] * _times(times))

    def error(
        self,
        status: int,
        *,
        body: Any = UNSET,
        headers: Mapping[str, str] | None = None,
        retry_after: float | None = None,
        times: int = 1,
    ) -> Script:
        """An error, with the body that the document gives it where none is said. ``retry_after`` is in seconds.

        Raises ``FakeServerError`` for a status below 400.
        """
        if status < 400:
            raise FakeServerError(f"{status} is not an error: errors begin at 400")
        sent = dict(headers or {})
        if retry_after is not None:
            sent["Retry-After"] = f"{retry_after:g}"
        return self._add([Body(body, status, sent)] * _times(times))

    def pages(self, *pages: list[Any]) -> Script:
        """A list in pages, each given as its items (models or JSON)."""
        return self._add(
            [PageOf(list(items), last=number == len(pages)) for number, items in enumerate(pages, start=1)]
        )

    def events(self, *events: Any) -> Script:
        """A stream of these events (models or JSON). It ends after the last of them: who comes again hears 204."""
        return self._add([Events(list(events)), Body(None, 204)])

    def disconnect(self, *, times: int = 1) -> Script:
        """No answer: the connection is lost."""
        return self._add([NoAnswer("disconnect")] * _times(times))

    def timeout(self, *, times: int = 1) -> Script:
        """No answer: the time is over."""
        return self._add([NoAnswer("timeout")] * _times(times))

    def next(self) -> Planned | None:
        """The next answer; ``None`` where nothing was said. The last one stays."""
        if not self._queue:
            return None
        self._is_over = len(self._queue) == 1
        return self._queue[0] if self._is_over else self._queue.pop(0)

    def _add(self, planned: Sequence[Planned]) -> Script:
        if self._is_over:
            self._queue.clear()
            self._is_over = False
        self._queue.extend(planned)
        return self


def _times(times: int) -> int:
    if times < 1:
        raise FakeServerError(f"times={times}: an answer is given once or more")
    return times
