from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from .catalogue import Tool
from .choice import effect

_WORD = re.compile(r"[^\W_]+")
_NAME, _SUMMARY, _BESIDE, _EXTRA = 4, 3, 1, 0.4
_MOST_RESOURCES = 60
_EMPTY = frozenset(
    ["a", "all", "an", "and", "by", "for", "from", "in", "me", "my", "of", "on", "or", "that", "the", "to", "with"]
)


def search(tools: Iterable[Tool], question: str, most: int) -> dict[str, Any]:
    tools = tuple(tools)
    words = _stems(question)
    scores = ((_score(tool, words), tool) for tool in tools)
    ranked = sorted((pair for pair in scores if pair[0]), key=lambda pair: (-pair[0], len(pair[1].name)))
    if not ranked:
        counts = Counter(" ".join(tool.words[:-1]) or "(none)" for tool in tools)
        return {"operations": [], "resources": dict(counts.most_common(_MOST_RESOURCES)), "of": len(counts)}
    return {"operations": [line(tool) for _, tool in ranked[:most]], "found": len(ranked)}


def line(tool: Tool) -> dict[str, str]:
    command = tool.command
    return {"operation": tool.name, "request": command.request, "effect": effect(tool), "summary": command.summary}


def _score(tool: Tool, words: set[str]) -> float:
    places = (
        (_NAME, _stems(" ".join(tool.words))),
        (_SUMMARY, _stems(tool.command.summary)),
        (_BESIDE, _stems(" ".join((tool.command.request, *tool.command.tags, *tool.command.scopes)))),
    )
    found = [max((weight for weight, known in places if word in known), default=0) for word in words]
    extra = _EXTRA * len((places[0][1] | places[1][1]) - words)
    return max(sum(found) * sum(map(bool, found)) / len(words) - extra, 0.1) if any(found) else 0


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in _WORD.findall(text.casefold()) if word not in _EMPTY}


def _stem(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word[:-1] if word.endswith("s") and len(word) > 3 else word
