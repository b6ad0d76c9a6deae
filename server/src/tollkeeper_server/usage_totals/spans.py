"""Which rows add up to which windows: spans of one grain, and events alone where no row fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tollkeeper_server.queries.windows import Windows
from tollkeeper_server.times import DAY, HOUR, MINUTE
from tollkeeper_server.usage_totals.levels import KEPT, LENGTHS, Grain, begin_of, end_of

_FIXED = (Grain.DAY, Grain.HOUR, Grain.QUARTER)


@dataclass(frozen=True, slots=True)
class Span:
    """Half open. Without a grain it is of events themselves."""

    grain: Grain | None
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """Windows of one length, one after the other, and the spans that hold their events."""

    begin: int
    length: int
    number: int
    spans: tuple[Span, ...]

    @property
    def end(self) -> int:
        """When the last of them ends."""
        return self.begin + self.length * self.number


def plan(begin: int, end: int, windows: Windows | None) -> list[Run]:
    """Runs for a range; with windows, of whole ones."""
    if windows is None:
        return [_single(begin, end)]
    if windows.unit == "minute":  # of no zone in use does a minute begin elsewhere than in UTC
        return [Run(begin, MINUTE, (end - begin) // MINUTE, (Span(None, begin, end),))]
    return [_run(*run) for run in _lengths(begin, end, windows)]


def _lengths(begin: int, end: int, windows: Windows) -> Iterator[tuple[int, int, int]]:
    """Begin, length and number of windows of one length."""
    start, length, number = begin, 0, 0
    at = begin
    while at < end:
        step, count = _step(at, end, windows)
        if step != length or windows.unit == "month":
            if number:
                yield start, length, number
            start, length, number = at, step, 0
        number += count
        at += step * count
    if number:
        yield start, length, number


def _step(at: int, end: int, windows: Windows) -> tuple[int, int]:
    """The length of the window that begins at ``at``, and how many of that length follow for certain, itself included.

    No clock is changed twice in a day: where it says the same at both ends, all hours between are whole.
    """
    if windows.unit == "hour" and at + DAY <= end and windows.offset(at) == windows.offset(at + DAY):
        length = windows.end(at) - at
        return (HOUR, DAY // HOUR) if length == HOUR else (length, 1)
    return windows.end(at) - at, 1


def _run(begin: int, length: int, number: int) -> Run:
    if number == 1:
        return _single(begin, begin + length)
    grain = next((grain for grain in _FIXED if begin % LENGTHS[grain] == length % LENGTHS[grain] == 0), None)
    return Run(begin, length, number, (Span(grain, begin, begin + length * number),))


def _single(begin: int, end: int) -> Run:
    return Run(begin, end - begin, 1, tuple(_cover(begin, end, len(KEPT) - 1)))


def _cover(begin: int, end: int, coarsest: int) -> Iterator[Span]:
    """The coarsest grains that fit, finer ones before and behind them, events at the edges."""
    if begin >= end:
        return
    if coarsest < 0:
        yield Span(None, begin, end)
        return
    grain = KEPT[coarsest]
    first = begin_of(grain, begin)
    first = first if first == begin else end_of(grain, first)
    last = begin_of(grain, end)
    if first >= last:
        yield from _cover(begin, end, coarsest - 1)
        return
    yield from _cover(begin, first, coarsest - 1)
    yield Span(grain, first, last)
    yield from _cover(last, end, coarsest - 1)
