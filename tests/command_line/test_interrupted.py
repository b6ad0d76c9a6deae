"""Ctrl-C and a machine without room say what is there and what to do, of the command that they stopped."""

from __future__ import annotations

import argparse
import errno
import os
from collections.abc import Callable, Sequence

import pytest

from trueline import cli

SAID = {
    "generate": "the SDK on disk is whole",
    "init": "no repository was made",
    "release": "it goes on from what is true, which `trueline release status` tells",
    "update": "`git checkout .` in the repository undoes what was done",
    "diff": "run the same command again",
}


def given(run: Callable[[argparse.Namespace, object], int]) -> Callable[[Sequence[str], object], argparse.Namespace]:
    """What a command line is parsed to: ``run``."""
    return lambda _words, _root: argparse.Namespace(run=run)


@pytest.mark.parametrize("command", SAID)
def test_an_interrupted_command_says_what_to_do(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_arguments: argparse.Namespace, _console: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "parse", given(stopped))
    assert cli.main([command]) == 130
    assert f"interrupted: {SAID[command]}" in " ".join(capsys.readouterr().err.split()).replace(
        "run the same command again: it goes", "it goes"
    )


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EMFILE])
def test_a_machine_without_room_is_an_error_with_its_place_and_no_traceback(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_arguments: argparse.Namespace, _console: object) -> int:
        raise OSError(number, os.strerror(number), "/full/of/it")

    monkeypatch.setattr(cli, "parse", given(full))
    assert cli.main(["diff"]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"/full/of/it: it can't be written: {os.strerror(number)}" in said and "run the same command again" in said


def test_any_other_failure_of_the_system_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_arguments: argparse.Namespace, _console: object) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(cli, "parse", given(broken))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        cli.main(["diff"])
