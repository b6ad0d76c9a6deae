"""A small document, the command line, and git, as the tests of adoption use them."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from trueline.cli import main

ROOT = Path(__file__).parents[2]

ACME = """\
openapi: 3.0.3
info: {title: Acme, version: 1.2.0}
servers: [{url: 'https://acme.example'}]
paths:
  /anvils:
    get:
      operationId: listAnvils
      tags: [anvils]
      summary: List anvils
      responses:
        '200':
          description: All anvils.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
"""


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """``trueline`` with these arguments, in this process: of each call most of a process is what it imports.

    The repository that most tests look at is made by ``process``, and what guides say is typed in a shell.
    """
    out, err = io.StringIO(), io.StringIO()
    known = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    with (
        mock.patch.dict(os.environ, known | environment, clear=True),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code = main(arguments)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def process(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        [sys.executable, "-m", "trueline", *arguments],
        cwd=cwd,
        env=known | environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def git(root: Path, *arguments: str) -> str:
    """What git prints. No hook and no setting of the machine takes part."""
    identity = [
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example",
        "-c",
        "core.hooksPath=",
        "-c",
        "commit.gpgsign=false",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rehearsed(make: Callable[[str], subprocess.CompletedProcess[str]]) -> dict[str, str]:
    """What came of each step of a rehearsal that a target of a repository does; it has all of them."""
    said = make("release-rehearse").stderr
    rows = dict(re.findall(r"^([a-z]+(?:, [a-z]+)?) +[0-9.]+ s  (ok|failed) ", said, re.MULTILINE))
    assert {"plan", "prepare", "build", "verify", "tag", "publish", "confirm, pip", "confirm, uv"} <= rows.keys()
    return rows


def files_of(root: Path) -> dict[str, bytes]:
    """Every file below a folder, git's own left out."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts[:1]
    }
