from __future__ import annotations

import os
import re
import sys
import unicodedata
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, cast

if TYPE_CHECKING:
    from .table import Api

OK, API, USAGE, AUTH, NOT_FOUND, REFUSED, RATE_LIMIT, NETWORK, SERVER = range(9)
INTERRUPTED, PIPE = 130, 141
_BY_STATUS = {401: AUTH, 403: AUTH, 404: NOT_FOUND, 410: NOT_FOUND, 429: RATE_LIMIT}
_REFUSED = frozenset({400, 409, 412, 413, 415, 422, 428})


class CliError(Exception):
    """Something that the command line itself can't do, with its exit code."""

    def __init__(self, message: str, code: int = API) -> None:
        super().__init__(message)
        self.code = code


def of_status(status: int) -> int:
    if status >= 500:
        return SERVER
    return REFUSED if status in _REFUSED else _BY_STATUS.get(status, API)


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BEGINS = re.compile(r"[ \t]|[-*+>#|]\s?|\d+[.)]\s|```")


def inert(text: str) -> str:
    text = text.replace("\t", "    ")
    if text.replace("\n", "").isprintable():
        return text
    return "".join(char if char == "\n" or not hides(char) else f"<U+{ord(char):04X}>" for char in text)


def hides(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN and char != "\u200d"


def one_line(text: str, most: int = 300) -> str:
    line = " ".join(inert(text).split())
    return line if len(line) <= most else line[: most - 1] + "\u2026"


def paragraphs(text: str) -> str:
    parts = text.split("\n\n")
    return "\n\n".join(f"\b\n{part}" if any(map(_BEGINS.match, part.split("\n"))) else part for part in parts)


_EXTRA = frozenset({"click", "rich", "jmespath", "yaml"})
_AGENTS = frozenset({"anyio", "jsonschema", "mcp", "mcp_types", "starlette", "uvicorn"})


def run(api: Api) -> NoReturn:
    cast("dict[str, object]", sys.modules).setdefault("httpx._main", None)
    try:
        code: int = import_module(".app", __package__).main(api)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA | _AGENTS:
            raise
        what, extra = ("mcp", "mcp") if missing in _AGENTS else ("the command line", "cli")
        print(
            f"{api.program}: {what} needs an extra: pip install '{api.program}[{extra}]'", file=sys.stderr
        )
        code = USAGE
    sys.exit(_flushed(code))


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE
    return code
