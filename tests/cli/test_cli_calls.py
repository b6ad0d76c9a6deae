"""What goes over the wire and what comes out, by pipes: a process, a socket, no terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_program import KEY, Program
from cli_wire import Api, Reply, Seen, reply

PAGE = {"data": [{"id": "key_1", "name": "a"}, {"id": "key_2", "name": "b"}], "has_more": True, "next_cursor": "c2"}


def test_options_become_the_query_and_the_credential_goes_along(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: reply(PAGE)
    done = tollkeeper("keys", "list", "--status", "active", "--page-size", "2", "--cursor", "a b&c")
    assert done.code == 0, done.err
    assert (api.last.method, api.last.path) == ("GET", "/v1/keys")
    assert api.last.query == [("status", "active"), ("limit", "2"), ("cursor", "a b&c")]
    assert api.last.headers["authorization"] == f"Bearer {KEY}"
    assert json.loads(done.out) == PAGE


def test_properties_become_the_body_and_repeated_options_an_array(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: reply({}, 201)
    done = tollkeeper(
        *("keys", "create", "--name", "ci", "--scopes", "keys:read", "--scopes", "usage:read"),
        *("--expires-at", "2026-12-01T00:00:00.5+02:00", "--rate-limit", '{"limit": 5, "window_seconds": 60}'),
        *("--metadata", '{"team": "a"}', "--idempotency-key", "once"),
    )
    assert done.code == 0, done.err
    assert api.last.json == {
        "name": "ci",
        "scopes": ["keys:read", "usage:read"],
        "expires_at": "2026-12-01T00:00:00.5+02:00",
        "rate_limit": {"limit": 5, "window_seconds": 60},
        "metadata": {"team": "a"},
    }
    assert api.last.headers["idempotency-key"] == "once"
    assert api.last.headers["content-type"] == "application/json"


def test_a_date_alone_is_its_midnight_in_utc(api: Api, tollkeeper: Program) -> None:
    tollkeeper("usage", "summary", "--from", "2026-03-01")
    assert api.last.query == [("from", "2026-03-01T00:00:00Z")]


def test_booleans_are_flags_of_two_sides(api: Api, tollkeeper: Program) -> None:
    tollkeeper("keys", "update", "key_1", "--enabled")
    assert api.last.json == {"enabled": True}
    tollkeeper("keys", "update", "key_1", "--no-enabled")
    assert api.last.json == {"enabled": False}
    tollkeeper("keys", "update", "key_1", "--name", "x")
    assert api.last.json == {"name": "x"}


def test_null_clears_what_may_be_null(api: Api, tollkeeper: Program) -> None:
    tollkeeper("keys", "update", "key_1", "--expires-at", "null", "--rate-limit", "null", "--name", "null")
    assert api.last.json == {"expires_at": None, "rate_limit": None, "name": "null"}


def test_a_path_parameter_can_not_leave_its_segment(api: Api, tollkeeper: Program) -> None:
    assert tollkeeper("keys", "retrieve", "a/../b?c").code == 0
    assert api.last.target == "/v1/keys/a%2F..%2Fb%3Fc"


def test_a_header_parameter_and_one_of_your_own_are_sent(api: Api, tollkeeper: Program) -> None:
    tollkeeper("keys", "update", "key_1", "--if-match", '"v1"', "--name", "x", "-H", "X-Trace: 1:2")
    assert api.last.headers["if-match"] == '"v1"'
    assert api.last.headers["x-trace"] == "1:2"


@pytest.mark.parametrize("way", ["argument", "file", "stdin"])
def test_a_body_comes_from_an_argument_a_file_or_standard_input(
    api: Api, tollkeeper: Program, tmp_path: Path, way: str
) -> None:
    text = '{"name": "n\u00e4me", "scopes": ["keys:read"], "brand_new": [1, {"x": null}]}'
    (tmp_path / "body.json").write_text(text, encoding="utf-8")
    api.answer = lambda _: reply({}, 201)
    given = {"argument": text, "file": f"@{tmp_path / 'body.json'}", "stdin": "-"}[way]
    done = tollkeeper("keys", "create", "--body", given, "--name", "wins", stdin=text.encode())
    assert done.code == 0, done.err
    assert api.last.json == {**json.loads(text), "name": "wins"}


def test_integers_of_any_size_are_exact_both_ways(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: Reply(201, b'{"value": 123456789012345678901234567890, "f": 1.5}')
    done = tollkeeper("keys", "create", "--body", '{"name": "a", "scopes": [], "n": 98765432109876543210}')
    assert b"98765432109876543210" in api.last.body
    assert "123456789012345678901234567890" in done.out


def test_all_goes_over_the_pages_and_json_is_an_array(api: Api, tollkeeper: Program) -> None:
    def answer(seen: Seen) -> Reply:
        last = dict(seen.query).get("cursor") == "c2"
        more = {"has_more": not last, "next_cursor": None if last else "c2"}
        return reply({**_keys("key_3" if last else "key_1"), **more})

    api.answer = answer
    done = tollkeeper("keys", "list", "--all")
    assert [item["id"] for item in json.loads(done.out)] == ["key_1", "key_3"]
    assert tollkeeper("keys", "list", "--all", "-o", "id").out == "key_1\nkey_3\n"
    assert [json.loads(line)["id"] for line in tollkeeper("keys", "list", "--all", "-o", "jsonl").out.splitlines()] == [
        "key_1",
        "key_3",
    ]
    before = len(api.seen)
    assert tollkeeper("keys", "list", "--limit", "1", "-o", "id").out == "key_1\n"
    assert len(api.seen) == before + 1, "the second page is not fetched"
    assert api.last.query == [("limit", "1")]


def _keys(name: str) -> dict[str, object]:
    key = json.loads(_EXAMPLE)
    return {"data": [{**key, "id": name}]}


_EXAMPLE = """{"id": "key_1", "name": "ci", "environment": "live", "prefix": "tk_live_", "last4": "tA0C",
 "scopes": ["usage:read"], "status": "active", "enabled": true, "rate_limit": null, "metadata": {},
 "created_by": null, "created_at": "2026-03-01T09:30:00Z", "expires_at": null, "last_used_at": null,
 "revoked_at": null, "rotated_to": null}"""


def test_an_empty_list_over_all_pages_is_an_empty_array(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: reply({"data": [], "has_more": False, "next_cursor": None})
    assert tollkeeper("keys", "list", "--all").out == "[]\n"
    assert tollkeeper("keys", "list", "-o", "id").out == ""


def test_a_query_shows_a_part_and_a_wrong_one_is_refused_before_anything_is_sent(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: reply(PAGE)
    assert json.loads(tollkeeper("keys", "list", "--query", "data[].name").out) == ["a", "b"]
    before = len(api.seen)
    done = tollkeeper("keys", "list", "--query", "data[")
    assert (done.code, done.out, len(api.seen)) == (2, "", before)
    assert done.err.startswith("Error: --query: ")


def test_yaml_and_a_table_by_a_pipe_when_asked_for(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: reply(PAGE)
    assert "name: a" in tollkeeper("keys", "list", "-o", "yaml").out
    table = tollkeeper("keys", "list", "-o", "table").out
    assert "key_1" in table
    assert "\x1b" not in table


def test_an_answer_without_an_id_is_refused_for_output_id(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: reply({"status": "ok"})
    done = tollkeeper("health", "-o", "id")
    assert done.code == 2
    assert "no `id`" in done.err


def test_an_answer_without_a_body_is_no_output(api: Api, tollkeeper: Program) -> None:
    api.answer = lambda _: Reply(204, b"", "")
    done = tollkeeper("webhooks", "endpoints", "delete", "whe_1")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (api.last.method, api.last.path) == ("DELETE", "/v1/webhooks/endpoints/whe_1")


def test_a_stream_is_an_event_a_line(api: Api, tollkeeper: Program) -> None:
    event = {"id": "evt_1", "type": "webhook.test", "data": {"endpoint_id": "whe_1", "message": "hi"}}
    event |= {"organization_id": "org_1", "created_at": "2026-03-04T11:02:00Z"}
    sse = f"id: 1\nevent: webhook.test\ndata: {json.dumps(event)}\n\n"
    answers = iter([Reply(body=sse.encode() * 1, media_type="text/event-stream"), Reply(204, b"", "")])
    api.answer = lambda _: next(answers)
    done = tollkeeper("webhooks", "events", "stream", "--event-types", "webhook.test")
    assert done.code == 0, done.err
    assert [json.loads(line) for line in done.out.splitlines()] == [event]
    assert api.seen[0].query == [("event_types", "webhook.test")]


def test_control_characters_of_a_server_are_escaped_in_json(api: Api, tollkeeper: Program) -> None:
    value = {"id": "\x1b[31mred\x9b2J\u202e", "name": "\u00e9\U0001f600"}
    api.answer = lambda _: reply(value)
    done = tollkeeper("keys", "retrieve", "key_1")
    assert json.loads(done.out) == value
    assert not {"\x1b", "\x9b", "\u202e"} & set(done.out)
    assert "\u00e9\U0001f600" in done.out
    table = tollkeeper("keys", "retrieve", "key_1", "-o", "table").out
    assert "<U+001B>[31mred<U+009B>2J<U+202E>" in table
