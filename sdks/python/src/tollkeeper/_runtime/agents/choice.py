from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from ..cli.exits import USAGE, CliError
from ..cli.text import one_line
from .catalogue import Tool

MOST_TOOLS = 40


def choose(tools: Iterable[Tool], choices: Iterable[str]) -> tuple[Tool, ...]:
    tools = tuple(tools)
    words = [word.strip() for text in choices for word in text.split(",") if word.strip()]
    found = {word: {tool.name for tool in tools if _means(word, tool)} for word in words}
    for word, names in found.items():
        if not names:
            raise CliError(f"--tools: nothing is called {one_line(word, 80)!r}.{_meant(word, tools)}", USAGE)
    chosen = {name for names in found.values() for name in names}
    return tuple(tool for tool in tools if not words or tool.name in chosen)


def _means(word: str, tool: Tool) -> bool:
    kind, colon, rest = word.partition(":")
    if colon and kind in _KINDS:
        return _KINDS[kind](rest, tool)
    return _by_resource(word, tool) or _by_operation(word, tool)


def _by_resource(word: str, tool: Tool) -> bool:
    return f"{_plain(tool.words[:-1])} ".startswith(f"{_plain([word])} ")


def _by_operation(word: str, tool: Tool) -> bool:
    return word in {tool.name, tool.command.request} or _plain([word]) == _plain(tool.words)


def _by_tag(word: str, tool: Tool) -> bool:
    return word.casefold() in {tag.casefold() for tag in tool.command.tags}


def _by_scope(word: str, tool: Tool) -> bool:
    return word in tool.command.scopes


_KINDS: dict[str, Callable[[str, Tool], bool]] = {
    "resource": _by_resource,
    "operation": _by_operation,
    "tag": _by_tag,
    "scope": _by_scope,
}


def _plain(words: Iterable[str]) -> str:
    text = " ".join(words).casefold()
    return " ".join(text.replace(".", " ").replace("_", "-").split())


def _meant(word: str, tools: tuple[Tool, ...]) -> str:
    names = [tool.name for tool in tools]
    resources = dict.fromkeys(".".join(tool.words[:-1]) for tool in tools if len(tool.words) > 1)
    near = get_close_matches(word, [*resources, *names], n=3, cutoff=0.5)
    return f" Did you mean {' or '.join(near)}?" if near else " See: --tools list"


def effect(tool: Tool) -> str:
    return "reads" if tool.reads else "changes" if tool.destroys else "adds" if tool.adds else "writes"
