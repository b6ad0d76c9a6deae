"""The stages of the pipeline, as one run of it names them, and what goes in and out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boxes import arrow, box, svg, text

from trueline.pipeline import generate
from trueline.request import Request

_WIDE, _HIGH, _GAP, _ROW = 128, 52, 34, 5


def pipeline_stages(request: Request, ends: tuple[str, str]) -> str:
    """The stages from the document to the SDK, five in a row."""
    names: list[str] = []
    generate(request, names.append)
    boxes = [ends[0], *names, ends[1]]
    rows = -(-len(boxes) // _ROW)
    width, height = _ROW * (_WIDE + _GAP) + 10, rows * (_HIGH + 46) + 20
    return svg(width, height, f"The pipeline: {', '.join(boxes)}", _parts(boxes))


def _parts(boxes: Sequence[str]) -> Iterator[str]:
    for at, name in enumerate(boxes):
        x, y = _place(at)
        outside = at in {0, len(boxes) - 1}
        yield box(x, y, _WIDE, _HIGH, "end" if outside else "box")
        yield text(x + _WIDE / 2, y + _HIGH / 2 + 5, name, "small" if outside else "name")
        if at:
            yield arrow(_way(at))


def _place(at: int) -> tuple[float, float]:
    return 10 + (at % _ROW) * (_WIDE + _GAP), 20 + (at // _ROW) * (_HIGH + 46)


def _way(at: int) -> list[tuple[float, float]]:
    """From the box before to this one: straight, or down to the next row."""
    (x1, y1), (x2, y2) = _place(at - 1), _place(at)
    if y1 == y2:
        return [(x1 + _WIDE, y1 + _HIGH / 2), (x2, y2 + _HIGH / 2)]
    middle = y1 + _HIGH + 23
    return [(x1 + _WIDE / 2, y1 + _HIGH), (x1 + _WIDE / 2, middle), (x2 + _WIDE / 2, middle), (x2 + _WIDE / 2, y2)]
