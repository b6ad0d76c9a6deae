"""The steps of a release and the states that each needs: from the table that every step asks (``preconditions``)."""

from __future__ import annotations

from collections.abc import Iterator

from boxes import svg, text

from trueline.release.preconditions import NEEDS, WAIVABLE
from trueline.release.states import State

_LEFT, _TOP, _COLUMN, _ROW = 110, 96, 84, 34

_LEGEND = (
    (20, "needed", "needed"),
    (120, "waivable", "needed, or waived with a reason"),
    (360, "made", "what it proves"),
)
_RULE = "a step refuses (exit code 5) while a state that it needs does not hold for this commit and these files"


def release_states() -> str:
    """A row for each step, a column for each state."""
    width, height = _LEFT + _COLUMN * len(State) + 10, _TOP + _ROW * len(NEEDS) + 44
    return svg(width, height, "Which states each step of a release needs, and which it makes", _parts(height))


def _parts(height: int) -> Iterator[str]:
    for column, state in enumerate(State):
        yield text(_x(column), _TOP - 14, state.name, "small")
    for row, (step, need) in enumerate(NEEDS.items()):
        y = _TOP + _ROW * row + _ROW / 2
        yield f'<path class="line" d="M10 {y - _ROW / 2:g}H{_x(len(State)) - _COLUMN / 2:g}"/>'
        yield text(14, y + 5, step, "name", "start")
        for state in need.states:
            yield _dot(_x(state.number - 1), y, "waivable" if state.name in WAIVABLE else "needed")
        yield _dot(_x(row), y, "made", 8)
    for x, kind, words in _LEGEND:
        yield _dot(x, height - 22, kind) + text(x + 14, height - 17, words, "small", "start")
    yield text(14, 34, "trueline release", "name", "start")
    yield text(170, 34, _RULE, "small", "start")


def _x(column: int) -> float:
    return _LEFT + _COLUMN * column + _COLUMN / 2


def _dot(x: float, y: float, kind: str, radius: int = 6) -> str:
    return f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{radius}"/>'
