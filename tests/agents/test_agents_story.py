"""An agent works with Tollkeeper's live server, over standard input and output."""

from __future__ import annotations

from pathlib import Path

import pytest
from agent import Program, data, run, text
from live import Live


@pytest.fixture
def program(live: Live, tmp_path: Path) -> Program:
    return Program(
        env={
            "TOLLKEEPER_BASE_URL": live.url,
            "TOLLKEEPER_API_KEY": live.tenant("Acme").secret,
            "TOLLKEEPER_CONFIG_DIR": str(tmp_path / "config"),
        },
        errors=tmp_path / "errors",
    )


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_agent_reads_with_either_protocol_and_finds_no_tool_that_changes_anything(
    program: Program, mode: str
) -> None:
    async def story() -> None:
        async with program.client(mode=mode) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert {"keys_list", "usage_query", "me"} <= tools.keys()
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
            assert data(await client.call_tool("me", {}))["organization"]["name"] == "Acme"
            assert data(await client.call_tool("keys_list", {"query": "data[].status"})) == ["active"]
            refused = await client.call_tool("keys_create", {"name": "x", "scopes": []})
            assert refused.is_error
            assert "no tool" in text(refused)

    run(story)
    assert program.errors.read_text() == ""
