"""Documents at the edges: none of what tools are made of, one, exactly as many as are shown, only what changes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import anyio
import pytest
from agent import ROOT
from mcp import Client

sys.path.insert(0, str(ROOT / "tests"))

from support.sdks import make_sdk

_HEAD = "openapi: 3.1.0\ninfo: {title: Odd, version: '1'}\nservers: [{url: 'https://odd.example'}]\npaths:"


def document(count: int, method: str = "get") -> str:
    paths = [
        f"  /r{n}:\n    {method}: {{operationId: r{n}.go, responses: {{'204': {{description: Done.}}}}}}"
        for n in range(count)
    ]
    return "\n".join((_HEAD if paths else f"{_HEAD} {{}}", *paths)) + "\n"


Started = Callable[[str], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def started(tmp_path: Path) -> Started:
    """What the program says whose client goes away at once."""

    def start(text: str) -> subprocess.CompletedProcess[str]:
        package = make_sdk(tmp_path, text).__name__
        program = f"from {package}._cli import main; main()"
        source = tmp_path / "tests" / package / "src"
        return subprocess.run(
            [sys.executable, "-c", program, "mcp"],
            env={"PYTHONPATH": str(source), "HOME": str(tmp_path)},
            input="", capture_output=True, text=True, check=False,
        )  # fmt: skip

    return start


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (document(0), "Error: the API has no operations, so there are no tools\n"),
        (document(1, "post"), "every tool that was chosen changes something: allow it with --allow-writes\n"),
    ],
    ids=["none", "writes"],
)
def test_without_a_tool_the_server_does_not_start_and_says_why(started: Started, text: str, said: str) -> None:
    done = started(text)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(said)


@pytest.mark.parametrize("count", [1, 40, 41])
def test_forty_tools_are_shown_and_for_more_there_are_three(tmp_path: Path, count: int) -> None:
    package = make_sdk(tmp_path, document(count)).__name__

    def part(name: str) -> Any:
        return import_module(f"{package}._runtime.agents.{name}")

    api = import_module(f"{package}._cli").API
    tools = part("catalogue").catalogue(api)
    many = len(tools) > part("catalogue").MOST_TOOLS
    agents = part("server").Agents(
        api, tools, lambda: None, part("server").Folder(None), part("server").Limits(), dynamic=many
    )

    async def story() -> None:
        async with Client(agents.server()) as client:
            assert len((await client.list_tools()).tools) == (3 if count > 40 else count)
            if many:
                found = (await client.call_tool("search_operations", {"query": "unknown words"})).structured_content
                assert (len(found["resources"]), found["of"]) == (41, 41)

    anyio.run(story)
