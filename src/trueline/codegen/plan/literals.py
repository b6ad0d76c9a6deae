"""Quoting: one function per place where text of a spec can land in generated code. Everything it makes is inert."""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from functools import lru_cache
from typing import Any

from trueline.spec.document import is_array, is_object

#: A line of docstrings: with eight spaces before it it is as long as lines are; the first has quotes on both sides.
LINE = 112
FIRST_LINE = LINE - 6
#: Printable ASCII without a double quote and a backslash: most of all names and values.
_PLAIN = re.compile(r"[ !#-\[\]-~]*")
_KEPT = re.compile(r"\s|[-*+>#|]|\d+[.)]\s|```|[A-Z][a-z]+:$")
_ITEM = re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)")


def literal(value: Any) -> str:
    """A JSON value as a Python literal in ASCII. Non-finite numbers are not JSON, so they never come here."""
    if isinstance(value, str):
        return f'"{value}"' if _PLAIN.fullmatch(value) else _double_quoted(value)
    if is_array(value):
        return "[" + ", ".join(map(literal, value)) + "]"
    if is_object(value):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    return repr(value)


def from_json(text: str) -> str:
    """The Python literal of a value held as JSON text."""
    return literal(json.loads(text))


def _double_quoted(text: str) -> str:
    quoted = ascii(text)
    if quoted[0] == '"':
        return quoted
    return '"' + quoted[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'


def toml_string(text: str) -> str:
    """A TOML basic string (TOML 1.0, "String"). JSON's escapes are TOML's, but for halves of characters."""
    return json.dumps(one_line(text), ensure_ascii=False)


def markdown(text: str) -> str:
    """One line of CommonMark, as descriptions are, in which no HTML tag and no table cell starts."""
    return re.sub(r"([<|])", r"\\\1", one_line(text))


def visible(text: str) -> str:
    """Text without what can hide or reorder text: controls, bidirectional marks, surrogates, private-use characters.

    Line feeds and tabs stay. Other removed characters leave their code point behind, so nothing disappears in silence.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    if text.replace("\n", "").isprintable():  # false for every category that hides; spares a look at each character
        return text
    return "".join(char if char == "\n" or not _hidden(char) else f"<U+{ord(char):04X}>" for char in text)


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@lru_cache(maxsize=1 << 12)
def one_line(text: str) -> str:
    """Text for a comment or a one-line docstring: no line break, no hidden character."""
    return " ".join(visible(text).split())


@lru_cache(maxsize=1 << 12)
def docstring(text: str) -> str:
    """Text for the inside of a ``\"\"\"`` docstring: visible, escaped, wrapped, with no quote at its end."""
    flush = text if text and text[0] not in " \t\n" else textwrap.dedent(text)  # which looks at each line for nothing
    wrapped = "\n".join(_wrapped(visible(flush).strip()))
    escaped = wrapped.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    before = escaped[:-1]
    is_bare = escaped.endswith('"') and (len(before) - len(before.rstrip("\\"))) % 2 == 0
    return before + '\\"' if is_bare else escaped


def _wrapped(text: str) -> list[str]:
    """Paragraphs reflowed; lists, tables, headings, quotes and code keep their lines."""
    lines: list[str] = []
    paragraph: list[str] = []
    fenced = False
    for line in [*(raw.rstrip() for raw in text.split("\n")), ""]:
        if not fenced and line and not _KEPT.match(line):
            paragraph.append(line)
            continue
        lines += _wrap(" ".join(paragraph), is_first=not lines) if paragraph else []
        paragraph = []
        fenced ^= line.lstrip().startswith("```")
        lines += [line] if fenced or len(line) <= FIRST_LINE else _wrap(line, is_first=not lines)
    return lines[:-1]


def _wrap(line: str, *, is_first: bool) -> list[str]:
    before = LINE - FIRST_LINE if is_first else 0
    if len(line) <= LINE - before and line.isprintable():
        return [line]
    item = _ITEM.match(line)
    spaces = len(line) - len(line.lstrip())
    indent = " " * (len(item.group(1)) if item else spaces + 4 if spaces else 0)
    if not spaces and "  " not in line and line.isprintable():
        return _filled(line, LINE - before, indent)
    room = " " * before
    lines = textwrap.wrap(
        line, LINE, initial_indent=room, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return [lines[0].removeprefix(room), *lines[1:]] if lines else lines


def _filled(line: str, first: int, indent: str) -> list[str]:
    """What ``textwrap`` makes of words with one space between them, several times faster. ``first``: the first room."""
    lines: list[str] = []
    made, room = "", first
    for word in line.split(" "):
        if made and len(made) + 1 + len(word) > room:
            lines.append(made)
            made, room = f"{indent}{word}", LINE
        else:
            made = f"{made} {word}" if made else word
    return [*lines, made]
