"""docs/guides/agents.md and the generated README: their commands run, their snippets start a server."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from agent import ROOT, Program, run
from live import Live

GUIDE = (ROOT / "docs/guides/agents.md").read_text("utf-8")
README = (ROOT / "sdks/python/README.md").read_text("utf-8")
#: What a reader installs, keeps or starts elsewhere.
NOT_HERE = ("pip install 'tollkeeper[mcp]'", "tollkeeper login", "claude mcp add tollkeeper -- tollkeeper mcp")


def fenced(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    found = [line for page in (GUIDE, README) for block in fenced(page, "sh") for line in block.splitlines()]
    return [line for line in dict.fromkeys(found) if " mcp " in line and line not in NOT_HERE]


def snippets() -> Iterator[dict[str, Any]]:
    for page in (GUIDE, README):
        for text in fenced(page, "json"):
            found = json.loads(text)
            yield from (found.get("mcpServers") or found.get("servers") or {}).values()
        for text in fenced(page, "toml"):
            yield from tomllib.loads(text)["mcp_servers"].values()


@pytest.fixture
def program(live: Live, tmp_path: Path) -> Program:
    """Started as users start it."""
    env = {"TOLLKEEPER_BASE_URL": live.url, "TOLLKEEPER_API_KEY": live.tenant("Acme").secret}
    return Program({**env, "TOLLKEEPER_CONFIG_DIR": str(tmp_path / "config")}, errors=tmp_path / "errors")


@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_guide_does_what_it_says(program: Program, zygote: Path, command: str) -> None:
    name, mcp, *options = shlex.split(command)
    assert (name, mcp) == ("tollkeeper", "mcp")
    program = replace(program, options=tuple(options))
    if "list" in options:
        assert _printed(program).startswith("health  reads  GET /v1/health\n")
    elif "--http" in options:
        assert options == ["--http", "127.0.0.1:8765"]
        _listens(replace(program, options=("--http", "127.0.0.1:0")))
    else:
        run(lambda: _serves(replace(program, zygote=zygote)))


def _printed(program: Program) -> str:
    parameters = program.parameters
    done = subprocess.run(
        [parameters.command, *parameters.args], env=parameters.env, capture_output=True, text=True, check=True
    )
    return done.stdout


def _listens(program: Program) -> None:
    parameters = program.parameters
    command = [parameters.command, *parameters.args]
    with subprocess.Popen(command, env=parameters.env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Serving at http://127.0.0.1:")
        process.terminate()


async def _serves(program: Program) -> None:
    async with program.client() as client:
        tools = [tool.name for tool in (await client.list_tools()).tools]
        assert tools
        if "keys_list,keys_retrieve" in program.options:
            assert tools == ["keys_list", "keys_retrieve"]


def test_the_snippets_for_clients_all_start_the_same_server() -> None:
    found = list(snippets())
    assert len(found) == 4
    assert all((each["command"], each["args"]) == ("tollkeeper", ["mcp"]) for each in found)


def test_the_limits_in_the_guide_are_those_of_the_program() -> None:
    sys.path.insert(0, str(ROOT / "sdks/python/src"))
    from tollkeeper._runtime.agents import Limits
    from tollkeeper._runtime.agents.catalogue import MOST_TOOLS

    usual = Limits()
    assert f"`--max-chars` of one answer ({usual.characters:,}), `--max-calls` in a minute ({usual.calls})" in GUIDE
    assert f"Above {MOST_TOOLS} tools" in GUIDE
