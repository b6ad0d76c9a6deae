"""What works on Windows too uses nothing that only POSIX has: it is hidden, and the commands run all the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

DOCUMENT = """\
openapi: 3.1.0
info: {title: Acme, version: '1.0'}
paths:
  /anvils:
    get:
      operationId: listAnvils
      responses:
        '200':
          description: All anvils.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
"""

HIDING = """\
import json, os, signal, sys

import filelock  # it asks the system itself: each has a backend of its own there

for name in ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"):
    sys.modules[name] = None
for name in ("O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "chown", "fchmod", "fchown", "fork", "getuid",
             "killpg", "lchown", "mkfifo", "setsid", "sync"):
    delattr(os, name)
for name in ("SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "pause"):
    delattr(signal, name)

from trueline.cli import main

for arguments in json.loads(sys.argv[1]):
    code = main(arguments)
    print(END, flush=True)
    if code:
        sys.exit(code)
"""
END = "and so much for that"


def on_another_system(folder: Path, *commands: Sequence[str]) -> list[str]:
    """What ``trueline`` says to each command, in one Python that has no more than Windows has. Each has to succeed."""
    program = ["-c", HIDING.replace("END", repr(END)), json.dumps(commands)]
    done = subprocess.run(
        [sys.executable, "-W", "error", *program],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    *said, rest = done.stdout.split(f"{END}\n")
    assert not rest
    return said


COMMANDS = [
    (["generate", "a.yaml", "--output", "sdk", "--package", "acme"], "0 unchanged, 0 removed"),
    (["generate", "a.yaml", "--output", "sdk", "--package", "acme", "--check"], "sdk is what the document says"),
    (["generate", "b.yaml", "--output", "sdk", "--package", "acme"], "2 removed"),
    (["diff", "a.yaml", "b.yaml"], "/hammers"),
    (["docs", "a.yaml", "--output", "api.md"], "api.md"),
    (["canonical", "a.yaml"], "listAnvils"),
    (["init", "repository", "--spec", "a.yaml", "--trueline", "trueline-0.1.0-py3-none-any.whl"], "repository"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions of a document, and a wheel to keep, which nothing here installs."""
    folder = tmp_path_factory.mktemp("portable")
    (folder / "a.yaml").write_text(DOCUMENT)
    (folder / "trueline-0.1.0-py3-none-any.whl").touch()
    (folder / "b.yaml").write_text(DOCUMENT.replace("/anvils", "/hammers"))
    return folder


def test_each_command_does_its_work(folder: Path) -> None:
    said = on_another_system(folder, *(arguments for arguments, _ in COMMANDS))
    assert [words for (_, words), text in zip(COMMANDS, said, strict=True) if words not in text] == [], said
