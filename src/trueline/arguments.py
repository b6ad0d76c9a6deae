"""The parser of every command: words for what is wrong, the nearest thing that exists, examples below the options."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from trueline.errors import UsageError, Where, printable

#: Options of several commands that read a document: one wording, wherever they are.
_SHARED: dict[str, dict[str, Any]] = {
    "overlay": {
        "metavar": "FILE", "action": "append", "default": [], "help": "corrections: an OpenAPI Overlay; repeatable"
    },
    "names": {"metavar": "FILE", "default": "", "help": "resources, methods and models as data: a stainless.yml"},
    "lock": {
        "metavar": "FILE", "default": "", "help": "the generated.lock of the SDK, which remembers the names of types"
    },
    "allow-loss": {
        "metavar": "POINTER", "action": "append", "default": [], "help": "leave this part out; repeatable"
    },
    "allow-remote": {"action": "store_true", "help": "follow $refs to other hosts"},
}  # fmt: skip


class Parser(argparse.ArgumentParser):
    """Raises ``UsageError`` for a wrong command line. ``examples`` are whole command lines, one a line of help."""

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **options: Any) -> None:
        options.setdefault("formatter_class", _Help)
        super().__init__(*arguments, **options)
        self.examples = tuple(examples)
        self.commands: dict[str, Parser] = {}
        if examples:
            self.epilog = "examples:\n" + "\n".join(f"  {example}" for example in examples)

    def command(self, name: str, *, examples: Sequence[str] = (), **options: Any) -> Parser:
        """A new command below this one. ``examples`` leave out the program and the command."""
        whole = [f"{self.prog} {name} {example}".rstrip() for example in examples]
        parser = self._below.add_parser(name, examples=whole, **options)
        self.commands[name] = parser
        return parser

    def words(self, dest: str, metavar: str) -> None:
        """There are commands below: their words go to ``dest``."""
        self._below = self.add_subparsers(dest=dest, required=True, metavar=metavar, parser_class=Parser)

    def shared(self, *names: str, note: str = "") -> None:
        """Options that other commands have too: ``overlay``, ``names``, ``lock``, ``allow-loss``, ``allow-remote``."""
        for name in names:
            option = _SHARED[name]
            self.add_argument(f"--{name}", **{**option, "help": option["help"] + note})

    @property
    def taken(self) -> list[argparse.Action]:
        """What the command takes, but for ``--help``."""
        return [action for action in self._actions if "--help" not in action.option_strings]

    def error(self, message: str) -> NoReturn:
        """Raises ``UsageError`` instead of leaving the process."""
        raise UsageError(message, cure=self._help())

    def refuse(self, word: str) -> NoReturn:
        """Say that this command does not know the word. Raises ``UsageError``."""
        option = word.partition("=")[0]
        if not option.startswith("-"):
            raise UsageError(f"{self.prog} does not take the argument '{printable(word)}'", cure=self._help())
        known = (spelling for action in self._actions for spelling in action.option_strings)
        raise UsageError(f"{self.prog} has no option {printable(option)}", cure=near(option, known) or self._help())

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        known = list(map(str, action.choices))
        name = "/".join(action.option_strings) or action.metavar or action.dest
        what = f"{name}: '{printable(str(value))}' is not one of {', '.join(filter(None, known))}"
        if self.commands and action.metavar is not None and not action.option_strings:
            what = f"{self.prog} has no command '{printable(str(value))}'"
        raise UsageError(what, cure=near(str(value), known) or self._help())

    def _help(self) -> str:
        return f"{self.prog} --help shows what there is."


def put(path: Path, text: str, what: str) -> None:
    """Write a file that the command line names. Raises ``UsageError``, which calls it ``what``."""
    try:
        path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"the {what} can't be written: {error.strerror}", where=Where(str(path))) from error


def near(word: str, known: Iterable[str]) -> str:
    """A question that names what was probably meant; empty if nothing is near."""
    nearest = get_close_matches(word, list(known), n=1)
    return f"Did you mean {nearest[0]}?" if nearest else ""


def parse(words: Sequence[str], root: Parser) -> argparse.Namespace | Parser:
    """What was asked for; or the command whose help is wanted: after ``help``, or where no whole command was named.

    Raises ``UsageError`` for words that no command knows.
    """
    helped = words[:1] == ["help"]
    wanted = list(words[1:] if helped else words)
    command, depth = _command(wanted, root)
    if len(wanted) == depth and (helped or command.commands):
        return command
    arguments, unknown = root.parse_known_args(wanted)
    if unknown:
        command.refuse(unknown[0])
    return arguments


def _command(words: Sequence[str], root: Parser) -> tuple[Parser, int]:
    """The command that the first words name, and how many they are."""
    depth = 0
    while depth < len(words) and words[depth] in root.commands:
        root = root.commands[words[depth]]
        depth += 1
    return root, depth


class _Help(argparse.HelpFormatter):
    """Examples keep their lines."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith("examples:"):
            return text
        return super()._fill_text(text, width, indent)
