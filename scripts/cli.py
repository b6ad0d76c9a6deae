"""Writes what the commands say of themselves into docs/cli.md, between its marks: ``make cli-page``."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from trueline.arguments import Parser
from trueline.cli import parser

PAGE = Path(__file__).parents[1] / "docs/cli.md"
_BLOCK = re.compile(r"(<!-- (trueline [a-z -]+): begin -->\n).*?(<!-- \2: end -->)", re.DOTALL)


def main() -> None:
    """Writes the page."""
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")


def page(text: str) -> str:
    """The page with each block as its command is now. Raises ``KeyError`` for a command that is none."""
    return _BLOCK.sub(lambda found: f"{found[1]}{_block(_command(found[2]))}{found[3]}", text)


def _command(words: str) -> Parser:
    found = parser()
    for word in words.split()[1:]:
        found = found.commands[word]
    return found


def _block(command: Parser) -> str:
    return "\n".join(["```text", _synopsis(command), "```", "", *_table(command), ""])


def _synopsis(command: Parser) -> str:
    """The words of a command that are needed or have a place; the options that need not be are one word."""
    given = [action for action in command.taken if not action.option_strings or action.required]
    words = [_spelled(action) if action.required else f"[{_spelled(action)}]" for action in given]
    return " ".join([command.prog, *words, *(["[options]"] if len(given) < len(command.taken) else [])])


def _spelled(action: argparse.Action) -> str:
    metavar = action.metavar or "\\|".join(map(str, action.choices or ())) or action.dest.upper()
    value = "" if action.nargs == 0 else f" {metavar}"
    return f"{action.option_strings[-1]}{value}" if action.option_strings else str(metavar)


def _table(command: Parser) -> Iterator[str]:
    """A row for each argument, or for each command below this one."""
    if command.commands:
        yield from ("| command | what it does |", "|---|---|")
        for name, below in command.commands.items():
            yield f"| `{command.prog} {name}` | {_sentence(below.description or '', ())} |"
        return
    yield from ("| argument | what it does |", "|---|---|")
    for action in command.taken:
        spellings = [*action.option_strings[:-1], _spelled(action)]
        cell = ", ".join(f"`{each}`" for each in spellings)
        yield f"| {cell} | {_sentence(action.help or '', action.choices or ())} |"


def _sentence(text: str, values: Iterable[str]) -> str:
    """Help as a sentence of a table; a name that it begins with, one of the values or one with a hyphen, stays."""
    stated = text.replace("%%", "%").replace("|", "\\|").replace("<", "\\<")
    first = stated.partition(" ")[0]
    begun = stated if first in values or "-" in first else f"{stated[:1].upper()}{stated[1:]}"
    return begun if begun.endswith(".") else f"{begun}."


if __name__ == "__main__":
    main()
