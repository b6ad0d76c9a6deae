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
from .exits import API, USAGE, CliError, inert
from .table import Command

if TYPE_CHECKING:
    from ..raw import StreamedResponse

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
            from .display import show

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
