"""The runtime as an SDK has it: the same code, without what is written for those who change it.

Comments go, and the docstrings of names that users of an SDK never meet: together an eighth of a wheel. Docstrings that
an editor shows stay. Decision 038 says why; tests hold every module to its original.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

#: The names of the runtime that users meet, besides errors: exported by the package, or what their calls return.
SHOWN = frozenset(
    {"AsyncBinaryResponse", "AsyncClient", "AsyncEventStream", "AsyncOpening", "AsyncPage", "AsyncPaginator"}
    | {"AsyncRawMethods", "AsyncStreamedResponse", "AsyncStreamingMethods", "BaseClient", "BinaryResponse", "Call"}
    | {"EventStream", "Fake", "GetOptions", "Headers", "IdempotentRequestOptions", "Methods", "Model", "OpenEnum"}
    | {"OpenFloatEnum", "OpenIntEnum", "Opening", "Page", "PageState", "RateLimit", "RawMethods", "RawResponse"}
    | {"ReceivedResponse", "Reconnecting", "RequestOptions", "RequestSent", "ResponseDeviated", "ResponseInfo"}
    | {"ResponseReceived", "Retrying", "Script", "SendOptions", "SentRequest", "ServerSentEvent", "SignedWebhook"}
    | {"StreamedResponse", "StreamingMethods", "SyncClient", "Unrecognized", "Unset", "sign"}
)
#: What keeps another generator's surface is all for users.
_OPEN = "compat/"
_QUOTES = '"""'
_DEFINITION = re.compile(r"( *)(?:async )?(?:def|class) (\w+)")
#: Comments that type checkers and linters read.
_READ = ("# type:", "# pyright:", "# mypy:", "# ruff:")
_AFTER_CODE = re.compile(r"  # (?!type:|pyright:).*")
_GAP = re.compile(r"\n{4,}")


class _Scope(NamedTuple):
    """A class or function that lines stand in, and whether users meet it."""

    indent: int
    shown: bool


@cache
def vendored(path: str, source: bytes) -> bytes:
    """One module of the runtime, as it is copied into SDKs. A run asks twice: for its hash and for its copy."""
    if path == "__init__.py":
        return source
    lines = "".join(_kept(source.decode().splitlines(keepends=True), path.startswith(_OPEN)))
    return _GAP.sub("\n\n\n", lines).lstrip("\n").encode()


def _kept(lines: list[str], is_open: bool) -> Iterator[str]:
    scopes: list[_Scope] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        text = line.lstrip(" ")
        if found := _DEFINITION.match(line):
            _enter(scopes, len(found[1]), found[2], is_open)
        elif text.startswith(_QUOTES):
            end = _end(lines, at)
            shown = bool(scopes) and scopes[-1].indent < len(line) - len(text) and scopes[-1].shown
            yield from lines[at:end] if shown else _instead(lines, at, end)
            at = end if shown else _past_gap(lines, end)
            continue
        if not text.startswith("#") or text.startswith(_READ):
            yield _AFTER_CODE.sub("", line)
        at += 1


def _enter(scopes: list[_Scope], indent: int, name: str, is_open: bool) -> None:
    while scopes and scopes[-1].indent >= indent:
        scopes.pop()
    own = not name.startswith("_") or name.startswith("__")
    met = scopes[-1].shown if scopes else is_open or name in SHOWN or name.endswith("Error")
    scopes.append(_Scope(indent, own and met))


def _end(lines: list[str], at: int) -> int:
    """The line after a docstring that begins at a line."""
    if lines[at].count(_QUOTES) > 1:
        return at + 1
    return next(n for n in range(at + 1, len(lines)) if _QUOTES in lines[n]) + 1


def _instead(lines: list[str], at: int, end: int) -> list[str]:
    """What stands in a docstring's place: nothing, or ``pass`` where it was all that a class or function had."""
    indent = len(lines[at]) - len(lines[at].lstrip(" "))
    following = next((line for line in lines[end:] if line.strip()), "")
    alone = indent > len(following) - len(following.lstrip(" ")) and lines[at - 1].rstrip().endswith(":")
    return [f"{' ' * indent}pass\n"] if alone else []


def _past_gap(lines: list[str], end: int) -> int:
    """The first line after a docstring that is gone, and after the empty line below it."""
    at = next((n for n in range(end, len(lines)) if lines[n].strip()), len(lines))
    return at if at < len(lines) and lines[at].startswith(" ") else end
