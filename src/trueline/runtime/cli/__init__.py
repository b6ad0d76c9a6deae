"""The command line of an SDK: what is written once. Which commands there are, the generated tables in ``_cli`` say.

Here is the console script, which says how to install what it needs; how it ends (exit codes), and what it may print
(texts that move no cursor). Nothing but the standard library is imported, so that it works without the extra.
"""

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
#: As a shell has them for a program that a signal ended: SIGINT, SIGPIPE.
INTERRUPTED, PIPE = 130, 141
_BY_STATUS = {401: AUTH, 403: AUTH, 404: NOT_FOUND, 410: NOT_FOUND, 429: RATE_LIMIT}
_REFUSED = frozenset({400, 409, 412, 413, 415, 422, 428})


class CliError(Exception):
    """Something that the command line itself can't do, with its exit code."""

    def __init__(self, message: str, code: int = API) -> None:
        super().__init__(message)
        self.code = code


def of_status(status: int) -> int:
    """The exit code for an answer that is an error."""
    if status >= 500:
        return SERVER
    return REFUSED if status in _REFUSED else _BY_STATUS.get(status, API)


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BEGINS = re.compile(r"[ \t]|[-*+>#|]\s?|\d+[.)]\s|```")


def inert(text: str) -> str:
    """Text without control characters, bidirectional marks and the like; line feeds stay. Each leaves its code behind,
    so nothing disappears in silence."""
    text = text.replace("\t", "    ")
    if text.replace("\n", "").isprintable():
        return text
    return "".join(char if char == "\n" or not hides(char) else f"<U+{ord(char):04X}>" for char in text)


def hides(char: str) -> bool:
    """Whether a character can move, hide or reorder what a terminal shows. The joiner of emoji may stay."""
    return unicodedata.category(char) in _HIDDEN and char != "\u200d"


def one_line(text: str, most: int = 300) -> str:
    """Harmless text on one line, cut where it is long."""
    line = " ".join(inert(text).split())
    return line if len(line) <= most else line[: most - 1] + "\u2026"


def paragraphs(text: str) -> str:
    """Help text for click, which reflows paragraphs but those that begin with a backspace: lists, tables and code."""
    parts = text.split("\n\n")
    return "\n\n".join(f"\b\n{part}" if any(map(_BEGINS.match, part.split("\n"))) else part for part in parts)


#: What the extras ``cli`` and ``mcp`` bring, by module.
_EXTRA = frozenset({"click", "rich", "jmespath", "yaml"})
_AGENTS = frozenset({"anyio", "jsonschema", "mcp", "mcp_types", "starlette", "uvicorn"})


def run(api: Api) -> NoReturn:
    """Run the command line with the arguments of this process, and exit."""
    # httpx imports a command line of its own with Rich and Pygments, a fifth of the time that a call takes.
    cast("dict[str, object]", sys.modules).setdefault("httpx._main", None)
    try:
        code: int = import_module(".app", __package__).main(api)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA | _AGENTS:
            raise
        what, extra = ("mcp", "mcp") if missing in _AGENTS else ("the command line", "cli")
        print(  # noqa: T201 - there is no click to do it
            f"{api.program}: {what} needs an extra: pip install '{api.program}[{extra}]'", file=sys.stderr
        )
        code = USAGE
    sys.exit(_flushed(code))


def _flushed(code: int) -> int:
    """The exit code once all output is out. A reader who went away is not an error of ours: 141, as for SIGPIPE."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at exit
        return PIPE
    return code
