"""Boxes, arrows and tables as SVG, in one style. Colours are those of either scheme of the reader's system."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """\
<style>
  text { font: 14px ui-sans-serif, system-ui, sans-serif; fill: #1f2430; }
  .small { font-size: 12px; fill: #565f73; }
  .name { font: 600 14px ui-monospace, monospace; }
  .box { fill: #f3f5fb; stroke: #8f9bbf; }
  .end { fill: #e2f3e8; stroke: #5c9c74; }
  .line { stroke: #8f9bbf; fill: none; }
  .needed { fill: #3346a8; }
  .waivable { fill: none; stroke: #3346a8; stroke-width: 2; }
  .made { fill: #2d8a4e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e9f2; } .small { fill: #aab2c8; }
    .box { fill: #262c3d; } .end { fill: #1f3a2a; }
    .needed { fill: #a9b6ff; } .waivable { stroke: #a9b6ff; } .made { fill: #6fd596; }
  }
</style>"""


def svg(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    """A picture. ``title`` is what somebody hears who can't see it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img"><title>{escape(title)}</title>'
    )
    return "\n".join([head, _STYLE, *parts, "</svg>\n"])


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "middle") -> str:
    chosen = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{chosen}>{escape(words)}</text>'


def box(x: float, y: float, width: float, height: float, kind: str = "box") -> str:
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6"/>'


def arrow(points: Sequence[tuple[float, float]]) -> str:
    """A line through the points, with a head at the last."""
    path = " ".join(f"{x:g},{y:g}" for x, y in points)
    (x1, y1), (x2, y2) = points[-2:]
    back, side = (-7 if x2 > x1 else 7 if x2 < x1 else 0), (-7 if y2 > y1 else 7 if y2 < y1 else 0)
    corners = [(x2 + back, y2 + side + (4 if back else 0)), (x2 + back, y2 + side - (4 if back else 0))]
    if not back:
        corners = [(x2 - 4, y2 + side), (x2 + 4, y2 + side)]
    head = " ".join(f"{x:g},{y:g}" for x, y in ((x2, y2), *corners))
    return f'<polyline class="line" points="{path}"/><polygon class="needed" points="{head}"/>'
