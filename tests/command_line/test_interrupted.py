"""Ctrl-C says what is there and what to do, of the command that it stopped."""

from __future__ import annotations

import argparse

import pytest

from trueline import cli

SAID = {
    "generate": "the SDK on disk is whole",
    "init": "no repository was made",
    "release": "it goes on from what is true, which `trueline release status` tells",
    "update": "`git checkout .` in the repository undoes what was done",
    "diff": "run the same command again",
}


@pytest.mark.parametrize("command", SAID)
def test_an_interrupted_command_says_what_to_do(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_arguments: argparse.Namespace, _console: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "parse", lambda *_: argparse.Namespace(run=stopped))
    assert cli.main([command]) == 130
    assert f"interrupted: {SAID[command]}" in " ".join(capsys.readouterr().err.split()).replace(
        "run the same command again: it goes", "it goes"
    )
