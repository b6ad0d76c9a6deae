"""What works on Windows too uses nothing that only POSIX has: it is hidden, and the commands run all the same."""

from __future__ import annotations

import subprocess
import sys
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
import os, signal, sys

import filelock  # it asks the system itself: each has a backend of its own there

for name in ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"):
    sys.modules[name] = None
for name in ("O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "chown", "fchmod", "fchown", "fork", "getuid",
             "killpg", "lchown", "mkfifo", "setsid", "sync"):
    delattr(os, name)
for name in ("SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "pause"):
    delattr(signal, name)

from trueline.cli import main

sys.exit(main(sys.argv[1:]))
"""


def on_another_system(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``trueline`` in a Python that has no more than Windows has."""
    command = [sys.executable, "-W", "error", "-c", HIDING, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


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
    for arguments, said in COMMANDS:
        done = on_another_system(folder, *arguments)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        assert said in done.stdout + done.stderr, arguments
