"""What may not be committed: addresses of package indexes, paths of one machine, output and secrets."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

# Put together from parts, so that this file does not hold what it looks for.
_HOSTS = ("pypi" r"\.org", "python" r"hosted\.org", "npm" r"js\.org", "npm" r"js\.com/", "yarn" r"pkg\.com")
_PATHS = (*(f"/{folder}/" for folder in ("root", "work", "mnt")), *(f"/{folder}/[a-z]" for folder in ("Users", "home")))
_FORBIDDEN = re.compile("|".join(f"(?:{pattern})" for pattern in (*_HOSTS, *(rf"(?<![\w.}}~]){p}" for p in _PATHS))))

_LOOPBACK = re.compile(r"^(127\.|localhost|\[?::1)")


def _configured_hosts() -> set[str]:
    """Hosts that pip is configured for on this machine: a mirror's name must not leak into a commit either."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    hosts = {host.rpartition("@")[2] for host in re.findall(r"https?://([^/\s'\"]+)", done.stdout)}
    return {host for host in hosts if not _LOOPBACK.match(host)}


def _texts(files: tuple[Path, ...]) -> list[tuple[Path, str]]:
    return [(file, file.read_text(encoding="utf-8", errors="replace")) for file in files]


@pytest.mark.parametrize(
    "leak",
    ["--index-url https://" + "pypi" + ".org/simple", "see " + "/root" + "/.venv", "(" + "/work" + "/main)"],
)
def test_the_pattern_finds_what_it_is_there_for(leak: str) -> None:
    assert _FORBIDDEN.search(leak)


@pytest.mark.parametrize("text", ["a pypi.example/org", "framework/main", "src/trueline/root/x", "/roots/", "~/work/"])
def test_the_pattern_leaves_ordinary_text_alone(text: str) -> None:
    assert not _FORBIDDEN.search(text)


def test_no_tracked_file_names_a_package_index_or_a_path_of_one_machine(tracked: tuple[Path, ...], root: Path) -> None:
    hosts = _configured_hosts()
    leaks = [
        f"{file.relative_to(root)}:{number}: {line.strip()[:100]}"
        for file, text in _texts(tracked)
        for number, line in enumerate(text.splitlines(), 1)
        if _FORBIDDEN.search(line) or any(host in line for host in hosts)
    ]
    assert not leaks, "\n".join(leaks)


def test_nothing_that_make_makes_is_tracked(tracked: tuple[Path, ...], root: Path) -> None:
    made = {".venv", "node_modules", ".cache", "dist", "build", "__pycache__", ".mypy_cache", ".ruff_cache"}
    assert not [file for file in tracked if made & set(file.relative_to(root).parts)]


def test_no_lock_file_that_names_addresses_is_tracked(tracked: tuple[Path, ...]) -> None:
    assert not {file.name for file in tracked} & {"uv.lock", "poetry.lock", "yarn.lock", "Pipfile.lock"}


def test_no_ignore_rule_can_hide_a_generated_module(root: Path) -> None:
    """A resource may be called ``build``, ``dist`` or ``env``: rules without a leading slash would leave it out."""
    folders = ["build", "dist", "env", "lib", "data", "logs", "site", "target", "cache"]
    paths = [f"sdks/python/src/tollkeeper/resources/{name}/__init__.py" for name in folders]
    command = ["git", "check-ignore", "--no-index", "--", *paths]
    assert subprocess.run(command, cwd=root, check=False, capture_output=True, text=True).stdout == ""
