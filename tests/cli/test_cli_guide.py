"""docs/cli-of-an-sdk.md: every command that it shows is run by a shell; its exit codes are those there are."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

from cli_program import ROOT, TOLLKEEPER, Program
from cli_wire import Api, Reply, Seen, reply

PAGE = (ROOT / "docs/cli-of-an-sdk.md").read_text("utf-8")
EVENT = {
    "id": "evt_1",
    "type": "webhook.test",
    "organization_id": "org_1",
    "created_at": "2026-03-04T11:02:00Z",
    "data": {"endpoint_id": "whe_1", "message": "hi"},
}


def _commands() -> list[str]:
    found = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return [line for block in found for line in block.splitlines()]


def _answer(seen: Seen) -> Reply:
    if seen.path.endswith("/stream"):
        done = "last-event-id" in seen.headers
        sse = f"id: 1\ndata: {json.dumps(EVENT)}\n\n".encode()
        return Reply(204, b"", "") if done else Reply(body=sse, media_type="text/event-stream")
    if seen.method == "POST" and seen.path == "/v1/keys":
        return reply({}, 201)
    return reply({"data": [], "has_more": False, "next_cursor": None})


def test_every_command_of_the_page_does_what_it_says(api: Api, tollkeeper: Program, tmp_path: Path) -> None:
    api.answer = _answer
    script = tmp_path / "tollkeeper"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(tollkeeper.command)} "$@"\n')
    script.chmod(0o755)
    env = tollkeeper.environment()
    env["PATH"] = f"{tmp_path}:{env['PATH']}"
    commands = [line for line in _commands() if not line.startswith("pip install")]
    assert len(commands) == 10
    for command in commands:
        here = command.replace("http://localhost:8000", api.url)
        shell = "bash" if "completion bash" in command else "sh"
        done = subprocess.run(
            [shell, "-c", here], input="some_key\n", env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (command, done.stderr)
    hooks = [seen for seen in api.seen if seen.path == "/hooks"]
    assert [seen.json["type"] for seen in hooks] == ["webhook.test", "key.created"]


def test_the_exit_codes_of_the_page_are_those_there_are() -> None:
    sys.path.insert(0, str(TOLLKEEPER))
    exits = importlib.import_module("tollkeeper._runtime.cli")
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)}
    assert listed == {value for value in vars(exits).values() if isinstance(value, int)}
