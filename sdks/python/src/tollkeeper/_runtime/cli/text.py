from __future__ import annotations

import re
import unicodedata

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
