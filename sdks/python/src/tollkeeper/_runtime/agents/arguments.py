from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from ..cli.call import Arguments
from ..cli.exits import one_line
from ..cli.table import Option
from ..cli.values import CHECKED, check_kind
from ..unset import is_array
from .catalogue import Tool
from .limits import Refused
from .schema import fields, own_fields, takes_body

_NONE = "files are not allowed: start the server with --files FOLDER."


class Folder:
    def __init__(self, path: Path | None, most: int = 16_000_000) -> None:
        self._path = path.resolve(strict=True) if path is not None else None
        self.most = most

    def read(self, name: str) -> tuple[str, bytes]:
        path = self._inside(name)
        if not path.is_file():
            raise Refused(f"there is no file {one_line(name, 80)!r} in the folder that was allowed.")
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            data = file.read(self.most + 1)
        if len(data) > self.most:
            raise Refused(f"the file {one_line(name, 80)!r} has more than {self.most} bytes.")
        return path.name, data

    def write(self, name: str, data: bytes | bytearray) -> None:
        try:
            with self.place(name).open("xb") as file:
                file.write(data)
        except OSError as error:
            raise Refused(f"{one_line(name, 80)!r} can't be written: {error.strerror}", sent=True) from None

    def place(self, name: str) -> Path:
        path = self._inside(name)
        if path.exists() or not path.parent.is_dir():
            raise Refused(f"{one_line(name, 80)!r} exists, or its folder does not: choose another name.")
        return path

    def _inside(self, name: str) -> Path:
        if self._path is None:
            raise Refused(_NONE)
        try:
            path = (self._path / name).resolve()
        except (OSError, ValueError, RuntimeError):
            raise Refused(f"{one_line(name, 80)!r} is not a path.") from None
        if path == self._path or not path.is_relative_to(self._path):
            raise Refused(f"{one_line(name, 80)!r} is outside of the folder that was allowed.")
        return path


_MOST_FAULTS = 5


def call_arguments(
    tool: Tool, schema: Mapping[str, Any], arguments: Mapping[str, Any], folder: Folder
) -> tuple[Arguments, dict[str, Any]]:
    check(schema, arguments)
    options = fields(tool.command)
    args = {
        options[name].arg: _value(name, options[name], value, folder)
        for name, value in arguments.items()
        if name in options
    }
    if takes_body(tool.command) and "body" in arguments:
        args["body"] = _body(tool, arguments["body"], folder)
    own = {name: arguments[name] for name in own_fields(tool.command) if name in arguments}
    return Arguments(args, {name: own.pop(name) for name in ("idempotency_key",) if name in own}), own


def check(schema: Mapping[str, Any], arguments: Mapping[str, Any]) -> None:
    known: Mapping[str, Any] = schema["properties"]
    unknown = [name for name in arguments if name not in known]
    if unknown:
        names = ", ".join(known) or "none"
        raise Refused(f"there is no argument {one_line(unknown[0], 80)!r}. The arguments are: {names}.")
    validator = import_module("jsonschema").Draft202012Validator(schema)
    try:
        faults = [_fault(error) for error in islice(validator.iter_errors(arguments), _MOST_FAULTS)]
    except RecursionError:
        raise Refused("the arguments are nested too deeply.") from None
    if faults:
        raise Refused("; ".join(faults))


def _fault(error: Any) -> str:
    where = str(error.json_path).removeprefix("$").removeprefix(".")
    return f"{one_line(where, 80)}: {one_line(error.message)}" if where else one_line(error.message)


def _value(name: str, option: Option, value: Any, folder: Folder) -> Any:
    if option.many and is_array(value):
        return [_one(name, option, item, folder) for item in value]
    return _one(name, option, value, folder)


def _one(name: str, option: Option, value: Any, folder: Folder) -> Any:
    if not isinstance(value, str):
        return value
    if option.kind == "file":
        return folder.read(value)
    if option.kind in CHECKED:
        try:
            check_kind(option.kind, value)
        except ValueError:
            raise Refused(f"{name}: {one_line(value, 80)!r} is not {CHECKED[option.kind][1]}.") from None
    return _clean(name, value)


def _clean(name: str, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused(f"{name}: this is not text in UTF-8.") from None
    return text


def _body(tool: Tool, value: Any, folder: Folder) -> Any:
    if tool.command.body[0][1] == "bytes" and isinstance(value, str):
        return folder.read(value)[1]
    return value
