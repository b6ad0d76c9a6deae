"""Tables for people, and bars for numbers over time."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from ..unset import is_array, is_object
from .exits import USAGE, CliError, inert, one_line
from .output import rows_of, text_of

_WIDEST = 60
_BARS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589\u2588"


def show(value: Any, *, plot: str = "") -> None:
    """Print a value as a table: a row for each item of a list, else a line for each property."""
    rows = rows_of(value)
    if len(rows) == 1 and rows[0] is value:
        _properties(value)
    elif not rows:
        _print("Nothing.")
    elif all(map(is_object, rows)):
        _grid(rows)
    else:
        for item in rows:
            _print(_cell(item))
    if is_object(value) and rows[:1] != [value]:
        _beside(value, rows)
    if plot:
        _plot(rows, plot)


def _print(output: Any) -> None:
    _console().print(output, markup=False, highlight=False, soft_wrap=isinstance(output, str))


def _console() -> Any:
    return import_module("rich.console").Console(file=sys.stdout, markup=False, highlight=False, emoji=False)


def _table(*headings: str) -> Any:
    box = import_module("rich.box").SIMPLE_HEAD
    table = import_module("rich.table").Table(box=box, pad_edge=False, show_header=bool(headings))
    for heading in headings:
        table.add_column(_text(one_line(heading, 40)), overflow="fold", max_width=_WIDEST)
    return table


def _text(text: str) -> Any:
    return import_module("rich.text").Text(text)  # a plain text is never read as markup


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return inert(value) if isinstance(value, str) else text_of(value)


def _properties(value: Any) -> None:
    if not is_object(value):
        _print(_cell(value))
        return
    table = _table()
    for _ in range(2):
        table.add_column(overflow="fold")
    for name, item in value.items():
        table.add_row(_text(one_line(str(name), 40)), _text(_cell(item)))
    _print(table)


def _grid(rows: list[Any]) -> None:
    """As many columns as the terminal has room for: those that the most rows have, plain values first."""
    counts: dict[str, int] = {}
    for row in rows:
        for name, item in row.items():
            counts[name] = counts.get(name, 0) + (item is not None)
    names = [name for name in counts if counts[name]] or list(counts)
    plain = [name for name in names if not any(is_object(row.get(name)) or is_array(row.get(name)) for row in rows)]
    ordered = [*plain, *(name for name in names if name not in plain)]
    shown = _fitting(ordered, rows, _console().width)
    table = _table(*shown)
    for row in rows:
        table.add_row(*(_text(_cell(row.get(name))) for name in shown))
    _print(table)
    if len(shown) < len(names):
        _print(f"Not shown: {', '.join(one_line(name, 40) for name in ordered if name not in shown)}. --output json")


def _fitting(names: list[str], rows: list[Any], width: int) -> list[str]:
    shown: list[str] = []
    for name in names:
        needed = min(max([len(name), *(len(_cell(row.get(name))) for row in rows)]), _WIDEST) + 2
        if needed <= width:
            shown.append(name)
            width -= needed
    return [name for name in names if name in shown] or names[:1]


def _beside(value: dict[str, Any], rows: list[Any]) -> None:
    """What stands beside the list in its answer."""
    rest = {name: item for name, item in value.items() if item is not rows and item is not None}
    if rest:
        _print("  ".join(f"{one_line(str(name), 40)}: {one_line(_cell(item), 80)}" for name, item in rest.items()))


def _plot(rows: list[Any], plot: str) -> None:
    """A bar for each row: ``X:Y`` are the columns of its label and its length."""
    x, _, y = plot.partition(":")
    points = [(one_line(_cell(row.get(x)), 40), row.get(y)) for row in rows if is_object(row)]
    bars: list[tuple[str, float]] = [(text, number) for text, number in points if isinstance(number, (int, float))]
    if len(bars) < len(rows) or any(x not in row for row in rows):
        raise CliError(f"--plot {plot}: every row needs a column {x!r} and a number {y!r}", USAGE)
    label = max((len(text) for text, _ in bars), default=0)
    most = max((number for _, number in bars), default=0)
    room = max(10, min(60, _console().width - label - 16))
    for text, number in bars:
        _print(f"{text.ljust(label)} {_bar(number, most, room)} {text_of(number)}")


def _bar(number: float, most: float, room: int) -> str:
    """A bar of blocks, an eighth of a cell exact; nothing for what is not above zero."""
    eighths = round(number / most * room * 8) if most > 0 and number > 0 else 0
    full, rest = divmod(eighths, 8)
    return _BARS[8] * full + (_BARS[rest] if rest else "")
