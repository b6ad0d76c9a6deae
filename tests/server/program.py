"""``tollkeeper-server`` with arguments: as a process, or in this one, which spares its start: half a second.

In this process it is the same ``main``, and what that leaves open is a warning, which fails a test.
"""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from unittest.mock import patch

import pytest
from tollkeeper_server.commands.program import main

SECRETS = "1:a secret of the tests that is long enough"

Done: TypeAlias = "subprocess.CompletedProcess[str]"
Program: TypeAlias = Callable[..., Done]
"""Called with arguments, and variables of the environment by name."""


def _environment(changed: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TOLLKEEPER_")}
    return {**inherited, **changed}


def in_a_process(folder: Path, *arguments: str, **changed: str) -> Done:
    """To its end."""
    return subprocess.run(
        [sys.executable, "-m", "tollkeeper_server", *arguments],
        cwd=folder,
        env=_environment(changed),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def in_this(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str, **changed: str) -> Done:
    """The same here: for what ends by itself, as it must not listen."""
    root = logging.getLogger()
    handlers, level = [*root.handlers], root.level
    capsys.readouterr()
    try:
        with (
            contextlib.chdir(folder),
            patch.dict(os.environ, _environment(changed), clear=True),
            patch.object(sys, "argv", ["tollkeeper-server", *arguments]),
            pytest.raises(SystemExit) as ended,
        ):
            main()
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    out, err = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return subprocess.CompletedProcess(arguments, ended.value.code, out, err)
