"""The option ``--body``: all of a request body in one piece, into which the other options are put."""

from __future__ import annotations

from typing import Any

import click

from ..guards import is_object
from .table import Command, Option
from .values import source, structured


def add_body(command: Command, typed: str, content_type: str, args: dict[str, Any]) -> dict[str, Any]:
    """Arguments of the call with the body among them; the answer is what the document does not describe of it.

    A property that an option gives as well is the option's. Raises ``click.BadParameter``.
    """
    try:
        value = _read(kind_of(command, content_type), typed)
    except (ValueError, OSError) as error:
        raise click.BadParameter(str(error), param_hint="'--body'") from None
    fields = {option.wire: option for option in command.options if option.wire and option.arg}
    if not fields and "body" not in args:
        args["body"] = value
        return {}
    if not is_object(value):
        raise click.BadParameter("a JSON object is needed.", param_hint="'--body'")
    if not fields:
        args["body"] = {**value, **args["body"]}
        return {}
    return _spread(value, fields, args)


def _spread(value: dict[str, Any], fields: dict[str, Option], args: dict[str, Any]) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    for name, item in value.items():
        if name in fields:
            args.setdefault(fields[name].arg, item)
        else:
            extra[name] = item
    return extra


def kind_of(command: Command, content_type: str) -> str:
    """How a body of this media type is written; the default's where nothing was chosen."""
    kinds = dict(command.body)
    return kinds.get(content_type, command.body[0][1])


def _read(kind: str, typed: str) -> Any:
    given = typed == "-" or typed.startswith("@")
    if kind == "bytes":
        return source(typed) if given else typed.encode()
    if kind == "text":
        return source(typed).decode() if given else typed
    return structured(typed)
