"""Every way to fail: one clear message on standard error, nothing on standard output, and the documented exit code."""

from __future__ import annotations

import os
import signal
import socket
import subprocess

import pytest
from cli_program import KEY, Program
from cli_wire import Api, Reply, reply, stream_of


def problem(status: int, code: str, **more: object) -> Reply:
    body = {"type": "about:blank", "title": "No", "status": status, "detail": f"It is {code}.", "code": code}
    return reply({**body, "request_id": "req_1", **more}, status, "application/problem+json", X_Request_Id="req_1")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        *[(400, 5), (401, 3), (403, 3), (404, 4), (409, 5), (410, 4), (412, 5), (413, 5), (415, 5), (422, 5)],
        *[(418, 1), (429, 6), (500, 8), (503, 8), (302, 1)],
    ],
)
def test_each_status_has_its_exit_code_and_names_the_request(
    api: Api, tollkeeper: Program, status: int, code: int
) -> None:
    api.answer = lambda _: problem(status, "some_code")
    done = tollkeeper("keys", "retrieve", "key_1", "--max-retries", "0")
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(f"Error: {status} some_code: It is some_code.\n")
    assert "\n  request id: req_1\n" in done.err
    assert "Traceback" not in done.err


def test_a_forbidden_call_names_the_missing_scopes(api: Api, tollkeeper: Program) -> None:
    scopes = {"required_scopes": ["keys:write", "keys:read"], "missing_scopes": ["keys:write"]}
    api.answer = lambda _: problem(403, "insufficient_scopes", **scopes)
    done = tollkeeper("keys", "revoke", "key_1")
    assert done.code == 3
    assert "\n  missing scopes: keys:write\n" in done.err


def test_each_fault_of_a_refused_body_is_named(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: problem(422, "invalid", errors=[{"pointer": "/name", "detail": "is too long"}])
    done = tollkeeper("keys", "create", "--name", "x", "--scopes", "keys:read")
    assert done.code == 5
    assert "\n  /name: is too long\n" in done.err


def test_a_rate_limit_says_when_to_come_back(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: Reply(429, b"", "", {"Retry-After": "7"})
    done = tollkeeper("keys", "list", "--max-retries", "0")
    assert done.code == 6
    assert "try again in 7 seconds" in done.err


def test_what_a_server_says_can_not_move_the_cursor(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: problem(400, "x", detail="\x1b]0;owned\x07\x1b[2J\r\u202egone")
    done = tollkeeper("keys", "list")
    assert done.code == 5
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(done.err)


def test_a_server_that_is_not_there_is_a_network_error(tollkeeper: Program) -> None:
    with socket.socket() as bound:  # which nobody else gets meanwhile, and where nobody listens
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        done = tollkeeper("keys", "list", "--base-url", url, "--max-retries", "0")
    assert (done.code, done.out) == (7, "")
    assert done.err.startswith("Error: no answer: ")


def test_without_a_credential_it_says_how_to_log_in(tollkeeper: Program) -> None:
    done = tollkeeper("keys", "list", TOLLKEEPER_API_KEY="")
    assert done.code == 3
    assert "set TOLLKEEPER_API_KEY, or run: tollkeeper login" in done.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["keys", "lst"], "there is no command 'lst'. Did you mean list?"),
        (["nothing"], "there is no command 'nothing'."),
        (["keys", "create", "--name", "x"], "missing '--scopes' (or --body)."),
        (["keys", "retrieve"], "Missing argument 'KEY_ID'"),
        (["keys", "list", "--page-size", "ten"], "'--page-size': 'ten' is not a whole number."),
        (["keys", "create", "--environment", "moon"], "'moon' is not one of live, test."),
        (["keys", "create", "--expires-at", "soon"], "'soon' is not a time like 2026-03-04T09:30:00Z."),
        (["keys", "create", "--rate-limit", "{"], "this is not JSON"),
        (["keys", "create", "--rate-limit", "5"], "a JSON object is needed."),
        (["keys", "create", "--body", "@/nowhere/at.json"], "'--body'"),
        (["keys", "create", "--body", "[1]"], "a JSON object is needed."),
        (["keys", "list", "--base-url", "ftp://x"], "Give --base-url"),
        (["keys", "list", "-H", "nocolon"], "a name, a colon and a value are needed."),
        (["keys", "list", "--plot", "a:b", "-o", "json"], "--plot goes with --output table"),
        (["keys", "list", "--profile", "nobody"], "there is no profile 'nobody'"),
        (["keys", "list", "--limit", "0"], "--limit"),
        (["keys"], "Usage: tollkeeper keys"),
    ],
)
def test_a_wrong_call_is_usage_and_sends_nothing(api: Api, tollkeeper: Program, args: list[str], said: str) -> None:
    done = tollkeeper(*args)
    assert (done.code, done.out) == (2, ""), done.err
    assert said in done.err
    assert "Traceback" not in done.err
    assert api.seen == []


def test_an_answer_that_is_no_json_is_an_error_of_the_api(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: Reply(body=b"<html>", media_type="application/json")
    done = tollkeeper("keys", "list")
    assert done.code == 1
    assert "Traceback" not in done.err


def test_a_reader_who_goes_away_ends_it_quietly(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: reply({"data": [{"id": "x" * 1000}] * 2000, "has_more": False, "next_cursor": None})
    command = [*tollkeeper.command, "keys", "list"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=tollkeeper.environment()
    ) as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_ctrl_c_ends_a_stream_with_130_and_no_traceback(api: Api, tollkeeper: Program) -> None:
    command = [*tollkeeper.command, "webhooks", "events", "stream"]
    with (
        stream_of(api, {"id": "evt_1", "type": "key.created"}),
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=tollkeeper.environment()
        ) as process,
    ):
        assert process.stdout is not None
        assert b"evt_1" in process.stdout.readline()
        os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_no_error_shows_the_key(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda seen: problem(400, "x", detail=f"you sent {seen.headers['authorization']}")
    done = tollkeeper("keys", "list")
    assert done.code == 5
    assert KEY not in done.err + done.out
