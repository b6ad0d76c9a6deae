"""An agent works with Tollkeeper's live server, over standard input and output."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import anyio
import pytest
from agent import Program, data, run, text
from live import Live
from mcp_types import ElicitRequestFormParams, ElicitResult


@pytest.fixture
def program(live: Live, zygote: Path, tmp_path: Path) -> Program:
    return Program(
        env={
            "TOLLKEEPER_BASE_URL": live.url,
            "TOLLKEEPER_API_KEY": live.tenant("Acme").secret,
            "TOLLKEEPER_CONFIG_DIR": str(tmp_path / "config"),
        },
        errors=tmp_path / "errors",
        zygote=zygote,
    )


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_agent_reads_with_either_protocol_and_finds_no_tool_that_changes_anything(
    program: Program, mode: str
) -> None:
    """It is started as users start it."""

    async def story() -> None:
        async with replace(program, zygote=None).client(mode=mode) as client:
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


def test_the_story_of_a_key_and_its_usage(program: Program, live: Live) -> None:
    """Create a key, record usage with it, read it; a key that may not do so is told which scope is missing."""

    async def story() -> None:
        async with replace(program, options=("--allow-writes",)).client() as client:
            made = data(await client.call_tool("keys_create", {"name": "ci", "scopes": ["usage:read", "usage:write"]}))
            meter = {"key": "tiles", "name": "Tiles", "event_type": "tile.served", "aggregation": "sum"}
            created = await client.call_tool("usage_meters_create", meter)
            assert not created.is_error, text(created)
        env = {**program.env, "TOLLKEEPER_API_KEY": made["secret"]}
        async with replace(program, env=env, options=("--allow-writes", "--tools", "usage,keys")).client() as client:
            event = {"id": "e1", "type": "tile.served", "subject": "customer_42", "value": 7}
            recorded = await client.call_tool("usage_events_record", event)
            assert not recorded.is_error, text(recorded)
            page = await client.call_tool("usage_events_list", {"query": "data[].value"})
            assert data(page) == [7]
            refused = await client.call_tool("keys_list", {})
            assert refused.is_error
            assert "missing scopes: keys:read" in text(refused)

    run(story)


def test_a_page_names_the_arguments_that_lead_to_the_next(program: Program) -> None:
    async def story() -> None:
        async with replace(program, options=("--allow-writes", "--tools", "keys")).client() as client:
            for name in ("one", "two"):
                await client.call_tool("keys_create", {"name": name, "scopes": ["usage:read"]})
            page = await client.call_tool("keys_list", {"page_size": 2})
            following = page.structured_content["next"]
            assert following.keys() == {"cursor"}
            rest = await client.call_tool("keys_list", {"page_size": 2, **following})
            assert (len(data(page)["data"]), len(data(rest)["data"])) == (2, 1)
            assert "next" not in rest.structured_content

    run(story)


def test_a_part_of_a_stream_is_an_answer(program: Program) -> None:
    async def story() -> None:
        listening = replace(program, options=("--allow-writes", "--tools", "keys,webhooks.events"))
        async with listening.client() as client, anyio.create_task_group() as both:

            async def listen() -> None:
                heard = data(await client.call_tool("webhooks_events_stream", {"max_events": 1, "timeout": 20}))
                assert heard["events"][0]["type"] == "key.created"
                both.cancel_scope.cancel()

            both.start_soon(listen)
            while True:
                await client.call_tool("keys_create", {"name": "ci", "scopes": ["usage:read"]})
                await anyio.sleep(0.5)

    run(story)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_a_person_is_asked_before_something_is_removed(
    program: Program, mode: str, answer: Literal["accept", "decline"]
) -> None:
    questions: list[str] = []

    async def asked(_context: Any, params: ElicitRequestFormParams) -> ElicitResult:
        questions.append(params.message)
        return ElicitResult(action=answer)

    async def story() -> None:
        allowed = replace(program, options=("--allow-writes", "--tools", "keys"))
        async with allowed.client(mode=mode, elicitation_callback=asked) as client:
            key = data(await client.call_tool("keys_create", {"name": "ci", "scopes": ["usage:read"]}))["id"]
            done = await client.call_tool("keys_revoke", {"key_id": key})
            assert done.is_error == (answer == "decline")
            left = data(await client.call_tool("keys_retrieve", {"key_id": key}))["status"]
            assert left == ("revoked" if answer == "accept" else "active")
            assert key in questions[0]

    run(story)
    assert len(questions) == 1


def test_a_client_that_can_not_ask_is_refused_in_words_unless_that_was_allowed(program: Program) -> None:
    async def story() -> None:
        async with replace(program, options=("--allow-writes", "--tools", "keys")).client() as client:
            key = data(await client.call_tool("keys_create", {"name": "ci", "scopes": ["usage:read"]}))["id"]
            done = await client.call_tool("keys_revoke", {"key_id": key})
            assert done.is_error
            assert "--allow-destructive" in text(done)
        async with replace(program, options=("--allow-destructive", "--tools", "keys")).client() as client:
            assert data(await client.call_tool("keys_revoke", {"key_id": key}))["status"] == "revoked"

    run(story)


def test_three_tools_stand_for_all(program: Program) -> None:
    async def story() -> None:
        async with replace(program, options=("--dynamic",)).client() as client:
            assert [tool.name for tool in (await client.list_tools()).tools] == [
                "search_operations",
                "describe_operation",
                "call_operation",
            ]
            found = (await client.call_tool("search_operations", {"query": "list keys"})).structured_content
            assert found["operations"][0]["operation"] == "keys_list"
            described = (await client.call_tool("describe_operation", {"operation": "keys_list"})).structured_content
            assert "page_size" in described["arguments"]["properties"]
            page = described["answer"]["$defs"][described["answer"]["$ref"].rpartition("/")[2]]
            assert page["properties"].keys() >= {"data", "has_more"}
            called = await client.call_tool(
                "call_operation", {"operation": "keys_list", "arguments": {"query": "data[].status"}}
            )
            assert data(called) == ["active"]
            refused = await client.call_tool("call_operation", {"operation": "keys_create", "arguments": {}})
            assert refused.is_error

    run(story)
