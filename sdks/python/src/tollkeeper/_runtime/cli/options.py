from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click

from . import USAGE, CliError, one_line
from .table import Api, Command, Option, effects

FORMATS = ("table", "json", "jsonl", "yaml", "id")
_SHOWN = 6
_METAVARS = {
    "integer": "INTEGER",
    "number": "NUMBER",
    "date-time": "TIME",
    "date": "DATE",
    "time": "TIME",
    "duration": "DURATION",
    "uuid": "UUID",
    "byte": "BASE64|@FILE",
    "file": "FILE",
    "object": "JSON|@FILE",
    "json": "JSON|@FILE",
    "loose": "TEXT|JSON|@FILE",
}


def key(number: int) -> str:
    return f"p{number}"


def positional(command: Command) -> Iterator[click.Argument]:
    for number, option in enumerate(command.options):
        if option.positional:
            metavar = option.name.upper().replace("-", "_")
            yield click.Argument([key(number)], metavar=metavar, required=True, shell_complete=_completes(option))


def command_options(api: Api, command: Command) -> Iterator[click.Option]:
    own = [(number, option) for number, option in enumerate(command.options) if not option.positional]
    for number, option in sorted(own, key=lambda pair: not pair[1].required):
        yield _option(number, option)
    yield from _shared(api, command)


def _option(number: int, option: Option) -> click.Option:
    flag = f"--{option.name}"
    text = option.help + (" [required]" if option.required else "")
    if option.kind == "boolean" and not option.many and not option.nullable:
        return click.Option([key(number), f"{flag}/--no-{option.name}"], default=None, help=text)
    more: dict[str, Any] = {"multiple": True} if option.many else {}
    if option.many:
        text = f"{text} Repeat it for several.".strip()
    return click.Option(
        [key(number), flag], metavar=_metavar(option), help=text, shell_complete=_completes(option), **more
    )


def _metavar(option: Option) -> str:
    if option.choices:
        shown = "|".join(one_line(choice, 40) for choice in option.choices[:_SHOWN])
        return f"[{shown}{'|...' if len(option.choices) > _SHOWN else ''}]"
    return "true|false" if option.kind == "boolean" else _METAVARS.get(option.kind, "TEXT")


def _completes(option: Option) -> Any:
    def complete(_context: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
        return [choice for choice in option.choices if choice.startswith(incomplete)]

    return complete


def _shared(api: Api, command: Command) -> Iterator[click.Option]:
    if command.body:
        yield _plain("body", "JSON|@FILE|-", "The whole request body; options go over its properties.")
    if command.kind in {"page", "any"}:
        yield click.Option(["all_pages", "--all"], is_flag=True, help="All items, over all pages.")
        limit = click.IntRange(min=1)
        yield click.Option(["limit", "--limit"], type=limit, metavar="N", help="At most N items, over several pages.")
    if command.kind in {"binary", "any"}:
        yield _plain("save", "FILE", "Write the answer to this file.")
    if command.idempotent:
        yield _plain("idempotency-key", "TEXT", "Send the same one to repeat a request safely.")
    if command.kind != "stream":
        yield click.Option(
            ["output", "--output", "-o"],
            type=click.Choice(FORMATS),
            help="Default: table on a terminal, json elsewhere.",
        )
        yield _plain("plot", "X:Y", "With a table: bars of the column Y over the column X.")
    yield _plain("query", "JMESPATH", "Show only this part of the answer.")
    yield click.Option(["dry_run", "--dry-run"], is_flag=True, help="Send nothing; print the request for curl.")
    if effects(command).removes:
        yield click.Option(["yes", "--yes"], is_flag=True, help="Do not ask before it is done.")
    yield from client_options(api)
    yield click.Option(["timeout", "--timeout"], type=float, metavar="SECONDS", help="For one attempt.")
    yield click.Option(["max_retries", "--max-retries"], type=click.IntRange(min=0), metavar="N", help="Default: 2.")
    yield click.Option(["header", "--header", "-H"], multiple=True, metavar="NAME:VALUE", help="One more header.")


def client_options(api: Api) -> Iterator[click.Option]:
    yield _plain("profile", "NAME", f"Default: {api.env_prefix}_PROFILE, then `default`.")
    yield _plain("base-url", "URL", f"Default: {api.env_prefix}_BASE_URL, then the profile's.")


def _plain(name: str, metavar: str, text: str) -> click.Option:
    return click.Option([name.replace("-", "_"), f"--{name}"], metavar=metavar, help=text)


def ask(command: Command, typed: Mapping[str, Any]) -> None:
    if not effects(command).removes or typed["yes"] or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    if not click.confirm(_question(command, typed), err=True):
        raise CliError("nothing was sent", USAGE)


def _question(command: Command, typed: Mapping[str, Any]) -> str:
    named = [str(typed[key(number)]) for number, option in enumerate(command.options) if option.positional]
    which = f": {one_line(', '.join(named))}" if named else ""
    return f"{one_line(command.summary or command.request).rstrip('.')}{which}?"
