"""Help is quick because it loads little: which modules it does not load is what a test can say for certain."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from cli_program import Program
from cli_wire import Api

#: What help has no use for: HTTP, tables, YAML, queries, models, the keyring; and the SDK's own client.
HEAVY = {"httpx", "httpcore", "rich", "yaml", "jmespath", "attr", "attrs", "keyring", "ssl", "asyncio", "email"}
OWN = {"tollkeeper._client", "tollkeeper.resources.keys", "tollkeeper.types.api_key", "tollkeeper._runtime.client"}

_SHOW = """
import json, sys
from tollkeeper._runtime.cli.app import main
from tollkeeper._cli import API
code = main(API, sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


@pytest.mark.parametrize("args", [["--help"], ["keys", "--help"], ["keys", "create", "--help"], ["login", "--help"]])
def test_help_loads_neither_the_http_library_nor_the_sdk(args: list[str], tollkeeper: Program, tmp_path: Path) -> None:
    command = [*tollkeeper.command[:-1], _SHOW, *args]
    done = subprocess.run(
        command, capture_output=True, text=True, env=tollkeeper.environment(), check=True, cwd=tmp_path
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0
    assert done.stdout.startswith("Usage: tollkeeper")
    assert {name for name in modules if name.partition(".")[0] in HEAVY} | (OWN & set(modules)) == set()


def test_using_the_sdk_loads_nothing_of_the_command_line(tollkeeper: Program) -> None:
    program = (
        "import sys, tollkeeper; client = tollkeeper.Tollkeeper(api_key='x'); client.keys; tollkeeper.webhooks; "
        "print([name for name in sys.modules if {'_cli', 'cli'} & {*name.split('.')}])"
    )
    command = [*tollkeeper.command[:-1], program]
    done = subprocess.run(command, capture_output=True, text=True, env=tollkeeper.environment(), check=True)
    assert done.stdout == "[]\n"


def test_the_description_and_scopes_of_an_operation_are_in_its_help(tollkeeper: Program) -> None:
    text = tollkeeper("keys", "create", "--help").out
    assert "POST /v1/keys" in text
    assert "Creates a key and answers with its `secret`" in text
    assert "Scopes: keys:write" in text
    assert "--environment [live|test]" in text
    assert "Args:" not in text


@pytest.mark.parametrize("words", [(), ("keys",), ("keys", "revoke"), ("webhooks", "endpoints", "create"), ("help",)])
def test_help_shows_what_the_help_of_a_command_shows(words: tuple[str, ...], tollkeeper: Program) -> None:
    asked = tollkeeper("help", *words)
    assert (asked.code, asked.err) == (0, "")
    assert asked.out == tollkeeper(*words, "--help").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kes",), "there is no command 'kes'. Did you mean keys?\nTry 'tollkeeper --help'."),
        (("keys", "revok"), "there is no command 'revok'. Did you mean revoke?\nTry 'tollkeeper keys --help'."),
        (("keys", "revoke", "x"), "there is no command 'x' below this one.\nTry 'tollkeeper keys revoke --help'."),
    ],
)
def test_help_for_a_word_that_is_none_names_the_nearest(words: tuple[str, ...], said: str, tollkeeper: Program) -> None:
    done = tollkeeper("help", *words)
    assert (done.code, done.out, done.err) == (2, "", f"Error: {said}\n")


def test_the_version_is_the_sdks(tollkeeper: Program) -> None:
    assert tollkeeper("--version").out.startswith("tollkeeper 1.")


@pytest.mark.parametrize(("word", "said"), [("completion", "in ~/.bashrc"), ("help", "the same as its --help")])
def test_commands_of_the_command_line_itself_say_what_they_do(word: str, said: str, tollkeeper: Program) -> None:
    assert said in tollkeeper(word, "--help").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_names_the_program(shell: str, tollkeeper: Program) -> None:
    assert "_TOLLKEEPER_COMPLETE" in tollkeeper("completion", shell).out


@pytest.mark.parametrize(
    ("words", "offered"),
    [("tollkeeper ke", "keys"), ("tollkeeper keys cr", "create"), ("tollkeeper keys list --status ac", "active")],
)
def test_the_shell_is_offered_commands_and_choices(words: str, offered: str, tollkeeper: Program) -> None:
    count = str(len(words.split()) - 1)
    done = tollkeeper(_TOLLKEEPER_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=count)
    assert f"plain,{offered}" in done.out


def test_help_begins_with_what_the_api_is_for_without_marks(tollkeeper: Program) -> None:
    first = " ".join(tollkeeper("--help").out.split("Options:")[0].split())
    assert first.endswith("Tollkeeper issues and verifies API keys, meters usage, and delivers webhooks.")


def test_a_call_does_not_load_the_command_line_of_the_http_library(api: Api, tollkeeper: Program) -> None:
    command = [*tollkeeper.command[:-1], tollkeeper.command[-1].removesuffix("main()") + _AFTER, "keys", "list"]
    done = subprocess.run(command, capture_output=True, text=True, env=tollkeeper.environment(), check=True)
    assert "httpx" in done.stderr.split()
    assert not {"httpx._main", "rich", "pygments"} & set(done.stderr.split())
    assert api.last.path == "/v1/keys"


_AFTER = """
try:
    main()
finally:
    print(*(name for name, module in sys.modules.items() if module), file=sys.stderr)
"""
