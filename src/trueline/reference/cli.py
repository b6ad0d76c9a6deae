"""The call of an operation on the SDK's command line, from the plan that the command line is generated from."""

from __future__ import annotations

import json
import shlex
from typing import Any

from trueline.codegen.plan.cli_values import CliCommand, CliGroup, CliOption
from trueline.codegen.plan.values import Sdk
from trueline.reference.calls import Call
from trueline.reference.layout import WIDTH, as_json
from trueline.reference.samples import Sample
from trueline.runtime.params import primitive
from trueline.spec.document import is_array

_JSON = frozenset({"object", "json"})


def cli_code(call: Call, sample: Sample, sdk: Sdk) -> str:
    """One command; an option a line where it is long."""
    group, command = _command(call, sdk)
    options = {option.arg: option for option in command.options}
    positional: list[str] = []
    words: list[str] = []
    whole = sample.body and (call.shape is None or call.shape.model is None)
    for arg, value in sample.arguments:
        option = options.get(arg)
        if option is None:
            continue  # the body in one piece, which has an option of its own
        if not _sayable(option, value.wire):
            whole = True
        elif option.positional:
            positional.append(_text(option, value.wire))
        elif not (whole and option.wire):
            words += _option(option, value.wire)
    if whole and sample.body:
        words = [word for word in words if not _of_body(word, command)]
        words.append(f"--body {_quoted(sample.body.value.wire)}")
    return _laid_out([sdk.distribution, *group.names, command.name, *positional], words, _input(sample))


def _command(call: Call, sdk: Sdk) -> tuple[CliGroup, CliCommand]:
    """The command of an operation, and the group that it is in."""
    return next(
        (group, command)
        for group in (sdk.cli.root, *sdk.cli.groups)
        for command in group.commands
        if (group.attrs, command.method) == (call.resource, call.method.name)
    )


def _laid_out(command: list[str], options: list[str], typed: str) -> str:
    start = typed + " ".join(command)
    flat = " ".join([start, *options])
    return flat if len(flat) <= WIDTH and "\n" not in flat else " \\\n  ".join([start, *options])


def _sayable(option: CliOption, value: Any) -> bool:
    """Whether an option can say this value: ``null`` is a word of its own for texts, and no list is empty."""
    if value is None:
        return option.nullable and option.kind != "text"
    if isinstance(value, str) and not value.isprintable():
        return False
    return not (option.many and value == [])


def _of_body(word: str, command: CliCommand) -> bool:
    names = {f"--{option.name}" for option in command.options if option.wire}
    return word.split(" ", maxsplit=1)[0].replace("--no-", "--") in names


def _option(option: CliOption, value: Any) -> list[str]:
    flag = f"--{option.name}"
    if option.kind == "boolean" and not option.many and not option.nullable:
        return [flag if value else f"--no-{option.name}"]
    items = value if option.many and is_array(value) else [value]
    return [f"{flag} {_text(option, item)}" for item in items]


def _text(option: CliOption, value: Any) -> str:
    if option.kind == "file":
        return "-"
    if value is None:
        return "null"
    if option.positional and option.many and is_array(value):
        return shlex.quote(",".join(map(primitive, value)))
    if option.kind in _JSON or (option.kind == "loose" and not _plain(value)):
        return _quoted(value)
    return shlex.quote(primitive(value))


def _plain(value: Any) -> bool:
    """Whether a text of any meaning is read as itself."""
    if not isinstance(value, str) or value.startswith("@") or value == "-":
        return False
    try:
        json.loads(value)
    except ValueError:
        return True
    return False


def _quoted(value: Any) -> str:
    return shlex.quote(value if isinstance(value, str) and value.isprintable() else as_json(value))


def _input(sample: Sample) -> str:
    """What is typed before the command where a file is read from standard input."""
    files = sample.body.files if sample.body else frozenset[str]()
    text = next((str(sample.body.value.wire[name]) for name in sorted(files)), "") if sample.body else ""
    return f"printf {shlex.quote(text)} | " if text else ""
