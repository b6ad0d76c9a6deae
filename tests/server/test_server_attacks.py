"""Attacks on keys: each a test. ``attacks`` lists them with the others, and pytest counts them."""

from __future__ import annotations

import base64
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from attacks import ATTACKS, OF
from hypothesis import given, settings
from hypothesis import strategies as st
from live import Live, Tenant
from sqlalchemy import text
from tollkeeper_server import times
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.keys.format import is_key, new_key
from tollkeeper_server.spec.document import load_api
from world import VALID, Valid, World, send, unknown

OPERATIONS = load_api().operations
BUILT = sorted(OPERATIONS)
KEYED = [name for name in BUILT if not OPERATIONS[name].public]
ON_OBJECTS = [name for name in BUILT if OPERATIONS[name].path_parameters]


@pytest.fixture(scope="module")
def world(live: Live) -> World:
    return World(live)


def test_every_operation_of_the_document_has_a_valid_request_here() -> None:
    assert set(VALID) == set(OPERATIONS)


def test_every_attack_has_tests_and_each_is_there_once() -> None:
    sources = [path.read_text("utf-8") for path in Path(__file__).parent.rglob("test_*.py")]
    found = Counter(name for source in sources for name in re.findall(r"^def (test_\w+)\(", source, re.MULTILINE))
    assert {test: found[test] for test in OF if found[test] != 1} == {}
    assert len(OF) == sum(map(len, ATTACKS.values()))


# ------------------------------------------------------------------------------------------- across organizations


@pytest.mark.parametrize("name", ON_OBJECTS)
def test_an_object_of_another_organization_is_not_there(live: Live, world: World, other: Tenant, name: str) -> None:
    valid = VALID[name](world)
    foreign = send(other.http, live, name, valid)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    assert send(other.http, live, name, unknown(valid)).json()["detail"] == foreign.json()["detail"]
    assert send(world.http, live, name, valid).status_code < 300, "it is there for its owner"


@pytest.mark.parametrize("name", [name for name in BUILT if name.endswith(".list")])
def test_a_list_shows_nothing_of_another_organization(live: Live, world: World, other: Tenant, name: str) -> None:
    for make in (World.new_key, World.new_meter):
        make(world)
    listed = send(other.http, live, name, Valid({}))
    assert listed.status_code == 200
    assert world.tenant.organization_id not in listed.text
    if name not in {"scopes.list", "webhooks.event_types.list", "keys.list"}:
        assert listed.json()["data"] == []
    if name == "keys.list":
        assert [key["id"] for key in listed.json()["data"]] == [other.key_id]


def test_a_foreign_id_in_a_body_or_a_filter_finds_nothing(world: World, other: Tenant) -> None:
    query = {"meter": world.meter, "from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"}
    assert other.http.post("/v1/usage/query", json=query).status_code == 404
    key = world.new_key()
    assert other.http.get("/v1/audit-events", params={"target_id": key}).json()["data"] == []
    verdict = other.http.post("/v1/keys/verify", json={"key": world.tenant.secret}).json()
    assert (verdict["code"], verdict["key_id"]) == ("not_found", None)


# ---------------------------------------------------------------------------------------------------------- scopes


@pytest.mark.parametrize("scope", load_api().scopes)
def test_each_single_scope_opens_what_needs_it_and_nothing_else(live: Live, world: World, scope: str) -> None:
    client = live.client(live.key(world.tenant.organization_id, [scope])[1])
    for name in KEYED:
        required = set(OPERATIONS[name].required_scopes)
        # A parameter that does not exist: whoever is let in gets 400, and nothing happens.
        done = send(client, live, name, VALID[name](world), params={"probe": "1"})
        if required <= {scope}:
            assert done.status_code == 400, (name, done.text)
        else:
            assert done.status_code == 403, (name, done.text)
            assert set(done.json()["missing_scopes"]) == required - {scope}


@pytest.mark.parametrize("state", ["revoked", "expired", "disabled", "unknown", "none"])
def test_a_key_that_is_not_valid_opens_nothing(live: Live, world: World, state: str) -> None:
    expires = live.clock() - 1 if state == "expired" else None
    key_id, secret = live.key(world.tenant.organization_id, None, expires)
    changes = {"revoked": "revoked_at = 1", "disabled": "enabled = false"}
    if state in changes:
        with live.services.database.writing(EVERY_ORGANIZATION) as session:
            session.execute(text(f"UPDATE api_keys SET {changes[state]} WHERE id = :id"), {"id": key_id})
    shown = {"unknown": new_key("live"), "none": None}.get(state, secret)
    client = live.client(shown)
    for name in KEYED:
        done = send(client, live, name, VALID[name](world))
        assert (done.status_code, done.json()["code"]) == (401, "unauthenticated"), name
        assert done.headers["www-authenticate"].startswith("Bearer")
        assert done.json()["detail"] == "This operation needs a valid API key in the Authorization header."


# ------------------------------------------------------------------------------------------------------ escalation


def _limited(live: Live, tenant: Tenant, expires_in: int | None = None) -> httpx.Client:
    expires = None if expires_in is None else live.clock() + expires_in * times.SECOND
    return live.client(live.key(tenant.organization_id, ["keys:write", "usage:read"], expires)[1])


def test_a_key_can_not_be_made_with_a_scope_that_its_maker_lacks(live: Live, acme: Tenant) -> None:
    done = _limited(live, acme).post("/v1/keys", json={"name": "x", "scopes": ["usage:read", "audit:read"]})
    assert done.status_code == 403
    assert done.json()["missing_scopes"] == ["audit:read"]


def test_a_key_can_not_be_given_a_scope_by_one_that_lacks_it_itself_included(live: Live, acme: Tenant) -> None:
    key_id, secret = live.key(acme.organization_id, ["keys:write"])
    done = live.client(secret).patch(f"/v1/keys/{key_id}", json={"scopes": ["keys:write", "keys:read"]})
    assert (done.status_code, done.json()["missing_scopes"]) == (403, ["keys:read"])


def test_a_stronger_key_can_not_be_rotated_into_ones_hands(live: Live, acme: Tenant) -> None:
    strong, _ = live.key(acme.organization_id)
    done = _limited(live, acme).post(f"/v1/keys/{strong}/rotate")
    assert done.status_code == 403
    assert "secret" not in done.json()
    assert acme.http.get(f"/v1/keys/{strong}").json()["rotated_to"] is None


def test_a_key_can_not_outlive_its_maker(live: Live, acme: Tenant) -> None:
    maker = _limited(live, acme, expires_in=3600)
    later = times.show(live.clock() + 7200 * times.SECOND)
    done = maker.post("/v1/keys", json={"name": "x", "scopes": ["usage:read"], "expires_at": later})
    assert (done.status_code, done.json()["code"]) == (422, "expiry_exceeds_parent")
    for wish in ({}, {"expires_at": None}):
        made = maker.post("/v1/keys", json={"name": "x", "scopes": ["usage:read"], **wish}).json()
        assert times.parse(made["expires_at"]) <= live.clock() + 3600 * times.SECOND


@pytest.mark.parametrize("wish", [None, "later"])
def test_an_update_can_not_extend_a_key_beyond_the_one_that_makes_it(
    live: Live, acme: Tenant, wish: str | None
) -> None:
    maker = _limited(live, acme, expires_in=3600)
    made = maker.post("/v1/keys", json={"name": "x", "scopes": ["usage:read"]}).json()
    later = times.show(live.clock() + 7200 * times.SECOND) if wish else None
    done = maker.patch(f"/v1/keys/{made['id']}", json={"expires_at": later})
    if wish:
        assert (done.status_code, done.json()["code"]) == (422, "expiry_exceeds_parent")
    assert acme.http.get(f"/v1/keys/{made['id']}").json()["expires_at"] == made["expires_at"]


@pytest.mark.parametrize("body", [{}, {"expires_at": None}])
def test_a_successor_can_not_outlive_the_key_that_rotates(live: Live, acme: Tenant, body: dict[str, Any]) -> None:
    old = acme.http.post("/v1/keys", json={"name": "x", "scopes": ["usage:read"]}).json()
    assert old["expires_at"] is None
    new = _limited(live, acme, expires_in=3600).post(f"/v1/keys/{old['id']}/rotate", json=body).json()
    assert times.parse(new["expires_at"]) <= live.clock() + 3600 * times.SECOND


def test_of_many_rotations_at_once_one_wins(live: Live, acme: Tenant) -> None:
    old = acme.http.post("/v1/keys", json={"name": "x", "scopes": ["usage:read"]}).json()["id"]
    clients = [live.client(acme.secret) for _ in range(8)]
    start = threading.Barrier(len(clients), timeout=120)
    answers: list[int] = []

    def rotate(client: httpx.Client) -> None:
        start.wait()
        answers.append(client.post(f"/v1/keys/{old}/rotate").status_code)

    threads = [threading.Thread(target=rotate, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201] + [409] * 7
    assert len(acme.http.get("/v1/keys").json()["data"]) == 3


# --------------------------------------------------------------------------------------------------- hostile bytes


def _raw(live: Live, head: bytes) -> bytes:
    """Send bytes that no client would, and read the whole answer."""
    parts = urlsplit(live.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        try:
            connection.sendall(head)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except (BrokenPipeError, ConnectionResetError):
            return b"HTTP/1.1 400 closed"  # refused while we were still sending


def _another(letter: bytes) -> bytes:
    return b"1" if letter == b"0" else b"0"


def _status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


HEADERS: dict[str, Callable[[bytes], bytes]] = {
    "two keys": lambda key: b"Authorization: Bearer %b\r\nAuthorization: Bearer %b" % (key, key),
    "a key and nonsense": lambda key: b"Authorization: Bearer %b\r\nAuthorization: x" % key,
    "two keys in one header": lambda key: b"Authorization: Bearer %b, Bearer %b" % (key, key),
    "a NUL inside": lambda key: b"Authorization: Bearer %b\0" % key,
    "a NUL in front": lambda key: b"Authorization: Bearer \0%b" % key,
    "letters that are not ASCII": lambda key: b"Authorization: Bearer %b" % key.replace(b"tk", "tк".encode()),
    "bytes that are not UTF-8": lambda key: b"Authorization: Bearer \xff\xfe%b" % key,
    "digits of another script": lambda key: b"Authorization: Bearer " + key[:-1] + "٣".encode(),
    "another scheme": lambda key: b"Authorization: Basic " + base64.b64encode(key + b":"),
    "no scheme": lambda key: b"Authorization: %b" % key,
    "two spaces": lambda key: b"Authorization: Bearer  %b" % key,
    "a tab": lambda key: b"Authorization: Bearer\t%b" % key,
    "a key with a changed letter": lambda key: b"Authorization: Bearer " + key[:20] + _another(key[20:21]) + key[21:],
    "a key without its checksum": lambda key: b"Authorization: Bearer %b" % key[:-6],
    "a longer key": lambda key: b"Authorization: Bearer %b0" % key,
    "other environment": lambda key: b"Authorization: Bearer %b" % key.replace(b"live", b"test"),
    "lower case": lambda key: b"Authorization: Bearer %b" % key.lower(),
    "an empty header": lambda _: b"Authorization:",
    "a megabyte": lambda key: b"Authorization: Bearer " + key * 20_000,
    "a megabyte beside the key": lambda key: b"X-Padding: %b" % (b"x" * 1_000_000),
    "in the query": lambda _: b"X-None: 1",
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_is_not_one_key_is_no_key(live: Live, acme: Tenant, name: str) -> None:
    header = HEADERS[name](acme.secret.encode())
    query = f"?api_key={acme.secret}".encode() if name == "in the query" else b""
    answer = _raw(live, b"GET /v1/me%b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%b\r\n\r\n" % (query, header))
    assert _status(answer) in {400, 401, 431}, answer[:200]
    assert b"key_" not in answer


def test_the_server_still_answers_after_all_of_that(acme: Tenant) -> None:
    assert acme.http.get("/v1/me").status_code == 200


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b'{"a":"\x00"}', 400),
        (b'{"a":"\\ud800"}', 400),
        (b'{"a":NaN}', 400),
        (b"\xff\xfe{}", 400),
        (b"[" * 100_000, 400),
        (b'{"a":"\\u0000"}', 422),
        (b'{"a":' + b"9" * 5000 + b"}", 400),
        (b"null", 422),
        (b'"text"', 422),
    ],
)
def test_a_hostile_body_is_a_problem_and_no_crash(live: Live, world: World, raw: bytes, status: int) -> None:
    headers = {"Content-Type": "application/json"}
    for name in (name for name in BUILT if OPERATIONS[name].body is not None):
        path = OPERATIONS[name].path.format(**VALID[name](world).path)
        done = world.http.request(OPERATIONS[name].method, path, content=raw, headers=headers)
        assert done.status_code == status, (name, done.text)
        assert done.headers["content-type"] == "application/problem+json"


NUL = [
    ("POST", "/v1/keys", {"name": "a\0b", "scopes": ["usage:read"]}, "/name"),
    ("POST", "/v1/keys", {"name": "a", "scopes": ["usage:read"], "metadata": {"a": "\0"}}, "/metadata/a"),
    ("POST", "/v1/usage/events", {"id": "\0", "type": "t", "subject": "s"}, "/id"),
    ("POST", "/v1/usage/events/batch", {"events": [{"id": "a", "type": "t", "subject": "\0"}]}, "/events/0/subject"),
]


@pytest.mark.parametrize(("method", "path", "body", "pointer"), NUL)
def test_a_nul_in_a_body_is_pointed_at(
    acme: Tenant, method: str, path: str, body: dict[str, Any], pointer: str
) -> None:
    done = acme.http.request(method, path, json=body)
    assert (done.status_code, done.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_nul_in_a_query_or_a_path_is_no_crash(acme: Tenant) -> None:
    assert acme.http.get("/v1/usage/events?subject=a%00b").status_code == 400
    assert acme.http.get("/v1/keys/key_%00").status_code == 404
    assert acme.http.get("/v1/usage/events?subject=%ff").status_code == 400


def test_a_body_of_more_than_a_mebibyte_is_refused_also_without_its_length(acme: Tenant) -> None:
    big = b'{"name":"' + b"x" * (1 << 20) + b'"}'
    headers = {"Content-Type": "application/json"}
    assert acme.http.post("/v1/keys", content=big, headers=headers).status_code == 413
    chunks: Iterator[bytes] = iter([big[:700_000], big[700_000:]])
    assert acme.http.post("/v1/keys", content=chunks, headers=headers).status_code == 413
    assert acme.http.get("/v1/me").status_code == 200


# --------------------------------------------------------------------------------------------------------- cursors


def _cursor(tenant: Tenant, path: str = "/v1/keys", **params: Any) -> str:
    for _ in range(2):
        tenant.http.post("/v1/keys", json={"name": "x", "scopes": ["usage:read"]})
    return str(tenant.http.get(path, params={"limit": 1, **params}).json()["next_cursor"])


def _refused(tenant: Tenant, cursor: str, path: str = "/v1/keys", **params: Any) -> bool:
    done = tenant.http.get(path, params={"cursor": cursor, **params})
    return (done.status_code, done.json().get("code")) == (400, "invalid_cursor")


def test_a_cursor_of_another_organization_is_refused(acme: Tenant, other: Tenant) -> None:
    assert _refused(other, _cursor(acme))


def test_a_cursor_of_another_list_or_with_other_filters_is_refused(acme: Tenant) -> None:
    assert _refused(acme, _cursor(acme), "/v1/audit-events")
    assert _refused(acme, _cursor(acme), status="active")
    assert _refused(acme, _cursor(acme, status="active"))
    assert not _refused(acme, _cursor(acme), limit=7)


def test_a_forged_cursor_is_refused_whichever_byte_was_changed(acme: Tenant) -> None:
    good = _cursor(acme)
    forged = [good[:i] + ("A" if good[i] != "A" else "B") + good[i + 1 :] for i in range(0, len(good), 3)]
    forged += [good[:-1], good + "A", good.partition(".")[2], "c1..", "c1.e30.", "c2" + good[2:], good.upper(), "é.."]
    payload = base64.urlsafe_b64encode(b'["",1]').decode().rstrip("=")
    forged += [f"c1.{payload}.{good.rpartition('.')[2]}", f"c1.{payload}.AAAAAAAAAAAAAAAAAAAAAA"]
    assert [cursor for cursor in forged if not _refused(acme, cursor)] == []


# ----------------------------------------------------------------------------------------------------- idempotency


BODY = {"name": "once", "scopes": ["usage:read"]}


def test_an_idempotency_key_of_another_organization_replays_nothing(acme: Tenant, other: Tenant) -> None:
    headers = {"Idempotency-Key": "shared"}
    first = acme.http.post("/v1/keys", json=BODY, headers=headers)
    second = other.http.post("/v1/keys", json=BODY, headers=headers)
    assert second.status_code == 201
    assert "idempotency-replayed" not in second.headers
    assert first.json()["secret"] != second.json()["secret"]


def test_a_key_without_the_scope_gets_no_stored_answer(live: Live, acme: Tenant) -> None:
    headers = {"Idempotency-Key": "one"}
    assert acme.http.post("/v1/keys", json=BODY, headers=headers).status_code == 201
    weak = live.client(live.key(acme.organization_id, ["keys:read"])[1])
    assert weak.post("/v1/keys", json=BODY, headers=headers).status_code == 403


@pytest.mark.parametrize("scopes", [["keys:write"], None])
def test_a_stored_answer_with_a_secret_is_not_given_to_another_key_of_the_organization(
    live: Live, acme: Tenant, scopes: list[str] | None
) -> None:
    """Its scopes may be more than the other key can give itself, and its holder never saw the first answer."""
    headers, body = {"Idempotency-Key": "one"}, {"name": "strong", "scopes": ["audit:read"]}
    assert acme.http.post("/v1/keys", json=body, headers=headers).status_code == 201
    done = live.client(live.key(acme.organization_id, scopes)[1]).post("/v1/keys", json=body, headers=headers)
    assert (done.status_code, done.json()["code"]) == (422, "idempotency_key_reused")
    assert acme.http.post("/v1/keys", json=body, headers=headers).headers["idempotency-replayed"] == "true"


def test_a_stored_answer_is_not_given_to_another_operation(acme: Tenant) -> None:
    headers = {"Idempotency-Key": "one"}
    made = acme.http.post("/v1/keys", json=BODY, headers=headers).json()
    done = acme.http.post(f"/v1/keys/{made['id']}/rotate", headers=headers)
    assert (done.status_code, done.json()["code"]) == (422, "idempotency_key_reused")


def test_a_stored_answer_moved_to_another_organization_does_not_decrypt(
    live: Live, acme: Tenant, other: Tenant
) -> None:
    headers = {"Idempotency-Key": "moved"}
    for tenant in (acme, other):
        assert tenant.http.post("/v1/keys", json=BODY, headers=headers).status_code == 201
    with live.services.database.writing(EVERY_ORGANIZATION) as session:
        answer = "SELECT body FROM idempotency_records WHERE key = 'moved' AND organization_id = :of"
        query = f"UPDATE idempotency_records SET body = ({answer}) WHERE key = 'moved' AND organization_id = :to"
        session.execute(text(query), {"to": other.organization_id, "of": acme.organization_id})
    done = other.http.post("/v1/keys", json=BODY, headers=headers)
    assert (done.status_code, done.json()["code"]) == (500, "internal_error")


# --------------------------------------------------------------------------------------------------------- secrets


def test_no_repr_shows_a_secret(live: Live) -> None:
    shown = repr(live.services) + repr(live.services.settings) + repr(live.services.vault)
    assert "a secret of the tests" not in shown


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_any_text_may_be_asked_whether_it_is_a_key(text: str) -> None:
    assert not is_key(text)
    assert is_key(new_key("test"))


def test_an_error_of_one_request_says_nothing_of_its_cause(live: Live, acme: Tenant) -> None:
    done = acme.http.get("/v1/nothing")
    assert (done.status_code, done.json()["detail"]) == (404, "There is no such path.")
    wrong = acme.http.put("/v1/keys")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD, POST")
