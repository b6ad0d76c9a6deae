"""``--dry-run`` prints a curl command. It is run by a real shell and a real curl, and must send what the call sends."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from cli_program import KEY, Program
from cli_wire import Api, Seen, reply

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")

NASTY = 'it\'s $HOME `id` "q" \\ !x @f %41 \n\t {a}[1-3] \u00e9\U0001f600 ;&|<>#~*?'


def _sent(seen: Seen) -> tuple[object, ...]:
    kept = ("authorization", "accept", "content-type", "if-match", "x-odd")
    return seen.method, seen.target, {name: seen.headers.get(name) for name in kept}, seen.body


@needs_curl
@pytest.mark.parametrize(
    "args",
    [
        ["keys", "list", "--status", NASTY.replace("\n", ""), "--page-size", "3"],
        ["keys", "create", "--name", NASTY, "--scopes", "keys:read", "--metadata", '{"a": "$(id)"}'],
        ["keys", "retrieve", "a/[b]{c} d"],
        ["keys", "update", "key_1", "--if-match", '"it\'s" $x', "--name", "@/etc/passwd", "-H", "X-Odd: a'b\"c\\d"],
        ["webhooks", "endpoints", "delete", "whe_1"],
    ],
    ids=lambda args: " ".join(args[:3]),
)
def test_curl_sends_exactly_what_the_command_sends(api: Api, tollkeeper: Program, args: list[str]) -> None:
    statuses = {"POST": 201, "DELETE": 204}
    api.answer = lambda seen: reply({}, statuses.get(seen.method, 200))
    dry = tollkeeper(*args, "--dry-run")
    assert (dry.code, api.seen) == (0, []), dry.err
    assert KEY not in dry.out
    assert '"authorization: Bearer $TOLLKEEPER_API_KEY"' in dry.out
    environment = tollkeeper.environment()
    subprocess.run(["sh", "-c", dry.out], env=environment, check=True, capture_output=True, timeout=120)
    done = tollkeeper(*args)
    assert done.code == 0, done.err
    by_curl, by_us = api.seen
    assert _sent(by_curl) == _sent(by_us)


def test_a_dry_run_needs_no_credential_and_reads_none(tollkeeper: Program) -> None:
    done = tollkeeper("keys", "list", "--dry-run", TOLLKEEPER_API_KEY="")
    assert done.code == 0, done.err
    assert "$TOLLKEEPER_API_KEY" in done.out


def test_a_dry_run_of_a_stream_and_of_all_pages_is_its_first_request(api: Api, tollkeeper: Program) -> None:
    stream = tollkeeper("webhooks", "events", "stream", "--last-event-id", "41", "--dry-run").out
    assert "--header 'accept: text/event-stream'" in stream
    assert "--header 'last-event-id: 41'" in stream
    assert "/v1/keys" in tollkeeper("keys", "list", "--all", "--dry-run").out
    assert api.seen == []


def test_a_dry_run_refuses_what_the_call_would_refuse(tollkeeper: Program) -> None:
    done = tollkeeper("keys", "create", "--name", "x", "--dry-run")
    assert (done.code, done.out) == (2, "")
