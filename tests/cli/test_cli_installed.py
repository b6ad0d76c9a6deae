"""The wheel in a clean environment: with the extra, the console script works; without it, it says what to install."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_program import KEY, ROOT
from cli_wire import Api, Reply, Seen, listening, reply

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cli-installed")]

_UV = ["sh", str(ROOT / "scripts/bootstrap-uv.sh")]


def _run(command: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    import os

    # As with users bytecode is written: each start would compile all it imports again.
    env = {**os.environ, **env, "PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=env, timeout=120)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "sdks/python", folder / "sdk", ignore=shutil.ignore_patterns("__pycache__", "dist"))
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(folder / "sdk")]
    done = _run(command)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def _installed(folder: Path, wheel: Path, lock: str) -> Path:
    """The console script in an environment that holds what the lock says, the wheel, and nothing else."""
    _run([*_UV, "venv", "--quiet", "--python", sys.executable, str(folder)])
    for arguments in (
        ["--require-hashes", "--requirement", str(ROOT / "requirements" / lock)],
        ["--no-deps", str(wheel)],
    ):
        done = _run([*_UV, "pip", "install", "--quiet", *arguments], VIRTUAL_ENV=str(folder))
        assert done.returncode == 0, done.stderr
    return folder / "bin/tollkeeper"


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    return _installed(tmp_path_factory.mktemp("with") / "env", wheel, "sdk-cli.txt")


@pytest.fixture(scope="module")
def bare_script(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    return _installed(tmp_path_factory.mktemp("without") / "env", wheel, "sdk.txt")


@pytest.fixture(scope="module")
def server() -> Iterator[Api]:
    with listening() as api:
        yield api


def test_the_installed_script_lists_keys(script: Path, server: Api, tmp_path: Path) -> None:
    page = {"data": [{"id": "key_1", "name": "ci"}], "has_more": False, "next_cursor": None}

    def answer(seen: Seen) -> Reply:
        assert seen.headers["authorization"] == f"Bearer {KEY}"
        return reply(page)

    server.answer = answer
    env = {"TOLLKEEPER_BASE_URL": server.url, "TOLLKEEPER_API_KEY": KEY, "TOLLKEEPER_CONFIG_DIR": str(tmp_path)}
    done = _run([str(script), "keys", "list", "--output", "json"], **env)
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, page, "")
    for output in ("table", "yaml", "jsonl", "id"):
        assert "key_1" in _run([str(script), "keys", "list", "--output", output], **env).stdout
    assert _run([str(script), "keys", "list", "--query", "data[0].name"], **env).stdout == '"ci"\n'


def test_the_script_without_the_extra_says_what_to_install(bare_script: Path) -> None:
    done = _run([str(bare_script), "keys", "list"])
    assert done.returncode == 2
    assert done.stderr == "tollkeeper: the command line needs an extra: pip install 'tollkeeper[cli]'\n"
    assert done.stdout == ""


def test_the_tools_for_agents_need_an_extra_of_their_own_and_can_be_listed_without_it(
    script: Path, server: Api, tmp_path: Path
) -> None:
    env = {"TOLLKEEPER_BASE_URL": server.url, "TOLLKEEPER_API_KEY": KEY, "TOLLKEEPER_CONFIG_DIR": str(tmp_path)}
    done = _run([str(script), "mcp"], **env)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "tollkeeper: mcp needs an extra: pip install 'tollkeeper[mcp]'\n"
    assert "keys_list  reads  GET /v1/keys" in _run([str(script), "mcp", "--tools", "list"], **env).stdout
