"""Completion in real shells on a real terminal, set up as docs/cli-of-an-sdk.md says: half words, TAB, Enter."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_program import Program

pexpect: Any = pytest.importorskip("pexpect")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

SHELLS = {
    "bash": (["--noprofile", "--rcfile", ".bashrc", "-i"], ".bashrc", 'eval "$(tollkeeper completion bash)"\n'),
    "zsh": (
        ["-i"],
        ".zshrc",
        'autoload -Uz compinit && compinit -u -D\neval "$(tollkeeper completion zsh)"\nunsetopt zle_bracketed_paste\n',
    ),
    "fish": (["-i"], ".config/fish/completions/tollkeeper.fish", ""),
}
PROGRAM = """\
#!/bin/sh
if [ "$1" = completion ] || [ -n "$_TOLLKEEPER_COMPLETE" ]; then
    exec {program} "$@"
fi
printf '%s\\n' "$@" > {typed}.part && mv {typed}.part {typed}
"""


def _home(shell: str, tollkeeper: Program, folder: Path) -> Path:
    """The files of a user who set completion up, and the command line; run without TAB it writes down its words."""
    _, name, text = SHELLS[shell]
    (folder / "bin").mkdir()
    script = folder / "bin/tollkeeper"
    script.write_text(PROGRAM.format(program=shlex.join(tollkeeper.command), typed=folder / "typed"))
    script.chmod(0o755)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text or tollkeeper("completion", shell).out)
    return folder


def _words(shell: str, tollkeeper: Program, home: Path, keys: str) -> list[str]:
    """What the program was called with after ``keys`` were typed."""
    env = tollkeeper.environment(TERM="xterm", HOME=str(home), XDG_CONFIG_HOME=str(home / ".config"), PS1="ready> ")
    env["PATH"] = f"{home / 'bin'}:{env['PATH']}"
    child = pexpect.spawn(shell, SHELLS[shell][0], cwd=str(home), env=env, encoding="utf-8", timeout=120)
    try:
        child.send(f"echo be''gin\r{keys}\rexit\r")  # a shell reads what was typed ahead when it is ready
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    assert (home / "typed").is_file(), child.before
    return (home / "typed").read_text().splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_half_words_are_completed(shell: str, tollkeeper: Program, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} on this machine: apt-get install {shell}")
    home = _home(shell, tollkeeper, tmp_path)
    typed = "tollkeeper ke\tli\t--sta\trev\t"
    assert _words(shell, tollkeeper, home, typed) == ["keys", "list", "--status", "revoked"]
