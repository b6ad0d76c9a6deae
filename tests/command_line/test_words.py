"""What the command line says to those who have not read its page: help where it is looked for, and the nearest word."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest

from trueline.arguments import Parser
from trueline.cli import main, parser
from trueline.errors import ExitCode


def _examples(command: Parser) -> Iterator[str]:
    yield from command.examples
    for below in command.commands.values():
        yield from _examples(below)


EXAMPLES = list(_examples(parser()))


@pytest.mark.parametrize(
    ("words", "shows"),
    [
        ([], "usage: trueline "),
        (["help"], "usage: trueline "),
        (["help", "diff"], "usage: trueline diff "),
        (["release"], "usage: trueline release "),
        (["help", "release"], "usage: trueline release "),
        (["help", "release", "tag"], "usage: trueline release tag "),
    ],
)
def test_help_is_where_it_is_looked_for(words: list[str], shows: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == ExitCode.DONE
    assert capsys.readouterr().out.startswith(shows)


@pytest.mark.parametrize(
    ("words", "says", "cure"),
    [
        (["genrate"], "trueline has no command 'genrate'", "Did you mean generate?"),
        (["help", "genrate"], "trueline has no command 'genrate'", "Did you mean generate?"),
        (["release", "pubish"], "trueline release has no command 'pubish'", "Did you mean publish?"),
        (["zzz"], "trueline has no command 'zzz'", "trueline --help shows what there is."),
        (["generate", "--outptu", "x"], "trueline generate has no option --outptu", "Did you mean --output?"),
        (["generate", "--ouptut=x"], "trueline generate has no option --ouptut", "Did you mean --output?"),
        (["release", "tag", "--wave"], "trueline release tag has no option --wave", "Did you mean --waive?"),
        (
            ["diff", "a", "b", "c"],
            "trueline diff does not take the argument 'c'",
            "trueline diff --help shows what there is.",
        ),
        (
            ["diff", "a", "b", "--format", "jsn"],
            "--format: 'jsn' is not one of text, json, markdown",
            "Did you mean json?",
        ),
        (
            ["diff", "a\x1b[31m", "b", "c\x1b[31m"],
            "trueline diff does not take the argument 'c\\u001b[31m'",
            "trueline diff",
        ),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_word_that_is_right(
    words: list[str], says: str, cure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == ExitCode.USAGE
    first, second, *_ = capsys.readouterr().err.splitlines()
    assert first == f"error: {says}"
    assert second.strip().startswith(cure)


def test_every_command_has_an_example_and_every_example_is_a_command_line() -> None:
    assert len(EXAMPLES) > 15
    assert [command.prog for command in parser().commands.values() if not command.examples] == []
    for example in EXAMPLES:
        words = shlex.split(example.split(" < ")[0])[1:]
        if words[0] != "help":
            assert parser().parse_args(words).run


@pytest.mark.parametrize("command", ["generate", "release", "init"])
def test_examples_stand_below_the_options_each_on_its_own_line(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert main(["help", command]) == ExitCode.DONE
    shown = capsys.readouterr().out.split("\nexamples:\n")[1]
    assert shown.splitlines() == [f"  {example}" for example in parser().commands[command].examples]
    assert all(re.match(rf"  trueline {command}\b", line) for line in shown.splitlines())
