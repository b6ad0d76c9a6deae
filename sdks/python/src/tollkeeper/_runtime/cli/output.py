from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from ..encoding import encode, loads_any
from ..unset import is_array, is_object
from . import API, USAGE, CliError, inert, one_line
from .table import Command

if TYPE_CHECKING:
    from ..resource import StreamedResponse


_UNSAFE = re.compile("[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")


class Output:
    def __init__(self, command: Command, typed: Mapping[str, Any]) -> None:
        self.terminal = sys.stdout.isatty()
        self.format: str = typed.get("output") or ("table" if self.terminal else "json")
        self._query: str = typed.get("query") or ""
        self._expression: Any = _compiled(self._query) if self._query else None
        self._plot: str = typed.get("plot") or (command.plot if self.terminal else "")
        self._save: str = typed.get("save") or ""
        if typed.get("plot") and self.format != "table":
            raise CliError("--plot goes with --output table", USAGE)

    def response(self, content: bytes, content_type: str) -> None:
        if not content:
            return
        if _is_json(content_type):
            self.value(_parsed(content))
        else:
            self._bytes([content], content_type)

    def streamed(self, response: StreamedResponse[Any]) -> None:
        if self._save:
            click.echo(f"{response.write_to(self._save)}", err=True)
        elif _is_json(response.content_type):
            self.value(_parsed(response.read()))
        else:
            self._bytes(response.iter_bytes(), response.content_type)

    def _bytes(self, parts: Iterable[bytes], content_type: str) -> None:
        if self._query:
            raise CliError(f"--query is for JSON, and the answer is {content_type or 'of no type'}", USAGE)
        if content_type.startswith("text/") and self.terminal:
            click.echo(inert(b"".join(parts).decode("utf-8", "replace")))
            return
        if self.terminal:
            raise CliError(f"the answer is {content_type or 'bytes'}: --save it, or pipe it somewhere", USAGE)
        for part in parts:
            sys.stdout.buffer.write(part)

    def value(self, value: Any) -> None:
        if self._expression is not None:
            value = self._expression.search(value)
        if self.format == "json":
            click.echo(text_of(value, indent=2))
        elif self.format == "yaml":
            self._yaml(value)
        elif self.format == "jsonl":
            for item in rows_of(value):
                click.echo(text_of(item))
        elif self.format == "id":
            for item in rows_of(value):
                click.echo(id_of(item))
        else:
            show(value, plot=self._plot)

    def items(self, items: Iterable[Any]) -> None:
        if self._expression is not None or self.format in {"table", "yaml"}:
            self.value(list(items))
        elif self.format == "json":
            self._array(items)
        else:
            for item in items:
                click.echo(text_of(item) if self.format == "jsonl" else id_of(item))

    def _array(self, items: Iterable[Any]) -> None:
        separator = "["
        for item in items:
            click.echo(f"{separator}\n  {text_of(item)}", nl=False)
            separator = ","
        click.echo("\n]" if separator == "," else "[]")

    def events(self, events: Iterable[Any]) -> None:
        for event in events:
            value = encode(event)
            if self._expression is not None:
                value = self._expression.search(value)
            click.echo(text_of(value))

    def _yaml(self, value: Any) -> None:
        text: str = import_module("yaml").safe_dump(value, sort_keys=False, allow_unicode=True)
        click.echo(inert(text) if self.terminal else text, nl=False)


def _compiled(query: str) -> Any:
    jmespath = import_module("jmespath")
    try:
        return jmespath.compile(query)
    except import_module("jmespath.exceptions").JMESPathError as error:
        why = str(error).partition("\n")[0] or "this is not a JMESPath expression"
        raise CliError(f"--query: {why}", USAGE) from None


def _parsed(content: bytes) -> Any:
    try:
        return loads_any(content)
    except (ValueError, RecursionError) as error:
        raise CliError(f"the answer should be JSON: {error}", API) from None


def _is_json(content_type: str) -> bool:
    essence = content_type.partition(";")[0].strip().lower()
    return essence.endswith(("/json", "+json"))


def text_of(value: Any, *, indent: int | None = None) -> str:
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    return text if text.isascii() and "\x7f" not in text else _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def rows_of(value: Any) -> list[Any]:
    if is_array(value):
        return value
    if is_object(value):
        lists = [item for item in value.values() if is_array(item) and all(map(is_object, item))]
        full = [item for item in lists if item]
        if len(full or lists) == 1:
            return (full or lists)[0]
    return [value]


def id_of(item: Any) -> str:
    found = item.get("id") if is_object(item) else item
    if isinstance(found, (str, int)):
        return inert(str(found))
    raise CliError("this answer has no `id`: choose another --output, or --query", USAGE)


_WIDEST = 60
_BARS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589\u2588"


def show(value: Any, *, plot: str = "") -> None:
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
    return import_module("rich.text").Text(text)


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
    rest = {name: item for name, item in value.items() if item is not rows and item is not None}
    if rest:
        _print("  ".join(f"{one_line(str(name), 40)}: {one_line(_cell(item), 80)}" for name, item in rest.items()))


def _plot(rows: list[Any], plot: str) -> None:
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
    eighths = round(number / most * room * 8) if most > 0 and number > 0 else 0
    full, rest = divmod(eighths, 8)
    return _BARS[8] * full + (_BARS[rest] if rest else "")
