"""docs/benchmarks.md, made of the recorded figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peers.sides import SIDES

RESULTS = Path(__file__).with_name("results.json")
PAGE = Path(__file__).parents[2] / "docs/benchmarks.md"
#: Title, key, digits after the point.
COLUMNS = (
    ("import and client, ms", "import", 0),
    ("modules", "modules", 0),
    ("memory, KiB", "memory", 0),
    ("another client, ms", "client", 2),
    ("one call, ms", "call", 3),
    ("1,000 objects to a list, ms", "decode", 2),
    ("and every field read, ms", "read", 2),
    ("1,000 objects to JSON, ms", "encode", 2),
    ("100 pages of 10, ms", "pages", 1),
    ("events in a second", "events", 0),
    ("wheels, KB", "wheel", 0),
    ("packages", "packages", 0),
)
HEAD = """# Beside other SDKs, measured

`make bench-peers` installs each SDK into an environment of its own, measures all of them in turn, and writes this page.
Versions are those that the index had on {pinned}. Python {python}; processor time, the least of many rounds in a
process, the median of {rounds} such processes; modules are compiled beforehand, as pip does; the HTTP library's
transport answers, nothing goes over a network. An absolute figure is worth little on another machine: compare within a
column.

"""
FOOT = """
A dash: the SDK has no such thing, or none that could be measured so. Bare httpx has no models: its list is of plain
`dict`s by orjson, its pages and events are a loop by hand, and it reads no field. Ours use orjson, an extra; others use
what they install. What is decoded:

"""
DASH = "-"


def write(result: dict[str, Any]) -> None:
    PAGE.write_text(text(result), "utf-8")


def text(result: dict[str, Any]) -> str:
    """The page."""
    figures: dict[str, dict[str, Any]] = result["sides"]
    sides = [side for side in SIDES if side.name in figures]
    lines = [HEAD.format(**{key: result[key] for key in ("pinned", "python", "rounds")})]
    lines += [f"| | {' | '.join(title for title, *_ in COLUMNS)} |\n", f"|---|{'--:|' * len(COLUMNS)}\n"]
    for side in sides:
        label = f"**{side.label}**" if side.ours else side.label
        lines.append(
            f"| {label} | {' | '.join(_cell(figures[side.name], key, digits) for _, key, digits in COLUMNS)} |\n"
        )
    lines.append(FOOT)
    for side in sides:
        installed = f"; `{side.needs[0]}`" if side.needs and not side.built else ""
        note = f"; {side.note}" if side.note else ""
        lines.append(f"- {side.label}: {side.model}, {figures[side.name]['fields']:.0f} fields{installed}{note}\n")
    lines += ["\n", *(f"![{key}](benchmarks-{key}.svg)\n" for key in ("import", "call", "read"))]
    return "".join(lines)


def _cell(figures: dict[str, Any], key: str, digits: int) -> str:
    value = figures[key]
    if value is None:
        return DASH
    return f"{value / 1024 if key == 'wheel' else value:,.{digits}f}"
