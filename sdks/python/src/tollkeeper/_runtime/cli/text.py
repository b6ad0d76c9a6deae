"""Text that others wrote, made harmless for a terminal."""

from __future__ import annotations

import re
import unicodedata

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
