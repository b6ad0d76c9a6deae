"""HTTP as the RFCs have it: conditions, HEAD, encodings, and connections that mean harm."""

from __future__ import annotations

import re
import socket
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from live import Live, Running, Tenant
from sqlalchemy.engine import URL
from tollkeeper_server.etags import strong_tags
from tollkeeper_server.http import incoming
from tollkeeper_server.http.connections import Connection
from tollkeeper_server.http.quick_connections import QuickConnection
from world import VALID, World, send

pytestmark = pytest.mark.waits


class Impatient(Connection):
    """As in a server, sooner."""

    head_seconds = 0.3


class QuicklyImpatient(QuickConnection):
    """The same where httptools is the parser."""

    head_seconds = 0.3


@pytest.fixture(scope="module", params=[Impatient, QuicklyImpatient], ids=["h11", "httptools"])
def live(request: pytest.FixtureRequest, database_url: URL) -> Generator[Live]:
    with Running(database_url, server={"http": request.param, "ws": "none"}) as live:
        yield live


@contextmanager
def connected(live: Live) -> Generator[socket.socket]:
    parts = urlsplit(live.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=60) as connection:
        yield connection


def read_all(connection: socket.socket) -> bytes:
    """Until the server closes."""
    found = b""
    while part := connection.recv(65536):
        found += part
    return found


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("{}", 200),
        ("*", 200),
        ('"other", {}', 200),
        ('{},"other"', 200),
        ('"a,b" , , {}', 200),
        ('"other"', 412),
        ("W/{}", 412),
        ('W/{}, "other"', 412),
        ('W/"other", {}', 200),
        ('"other" {}', 412),
        ("{},", 200),
        (", \t,{}", 200),
        (",", 400),
        ("other", 400),
        ('"unfinished, {}', 400),
        ('*, "other"', 400),
        ("", 400),
    ],
)
@pytest.mark.parametrize("kind", ["key", "endpoint"])
def test_if_match_takes_lists_and_no_weak_tag(acme: Tenant, wanted: str, status: int, kind: str) -> None:
    if kind == "key":
        made = acme.http.post("/v1/keys", json={"name": "k", "scopes": ["usage:read"]})
        path, change = f"/v1/keys/{made.json()['id']}", {"name": "renamed"}
    else:
        made = acme.http.post("/v1/webhooks/endpoints", json={"url": "https://example.com/hook"})
        path, change = f"/v1/webhooks/endpoints/{made.json()['id']}", {"description": "renamed"}
    tag = acme.http.get(path).headers["etag"]
    done = acme.http.patch(path, json=change, headers={"If-Match": wanted.format(tag)})
    assert done.status_code == status, done.text


def test_if_match_in_two_lines_is_one_list(acme: Tenant) -> None:
    path = f"/v1/keys/{acme.key_id}"
    tag = acme.http.get(path).headers["etag"]
    for others, status in (([tag], 200), (['"other"'], 412), ([f"W/{tag}"], 412), (["*"], 400)):
        headers = [("If-Match", '"first"'), *[("If-Match", other) for other in others]]
        assert (
            acme.http.patch(path, json={"name": acme.http.get(path).json()["name"]}, headers=headers).status_code
            == status
        )
    twice = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    assert acme.http.post("/v1/keys", json={"name": "k", "scopes": ["keys:read"]}, headers=twice).status_code == 400


def test_a_slash_that_is_encoded_is_no_slash(acme: Tenant) -> None:
    """What stands before the server decides by the path as it was sent, and a client encodes what is in an id."""
    made = acme.http.post("/v1/keys", json={"name": "k", "scopes": ["usage:read"]}).json()
    for path in (f"/v1/keys/{made['id']}%2Frotate", f"/v1/keys/{made['id']}%2frevoke", f"/v1%2Fkeys/{made['id']}"):
        for method in ("GET", "POST", "DELETE"):
            assert acme.http.request(method, path, json={}).status_code in {404, 405}, path
    assert acme.http.get(f"/v1/keys/{made['id']}").json()["status"] == "active"
    assert acme.http.get("/%2Fv1/keys").status_code == 404


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 400, "1e99999999999"])
def test_a_number_that_is_too_large_is_not_called_no_json(acme: Tenant, number: str) -> None:
    content = f'{{"id": "e", "type": "t", "subject": "s", "value": {number}}}'
    done = acme.http.post("/v1/usage/events", content=content, headers={"Content-Type": "application/json"})
    assert (done.status_code, done.json()["code"]) == (400, "malformed_json")
    assert "number" in done.json()["detail"]
    assert "not JSON" not in done.json()["detail"]


def test_a_long_list_of_tags_is_read_in_one_pass() -> None:
    assert strong_tags(", ".join(f'"{number}"' for number in range(20_000))) == {f'"{n}"' for n in range(20_000)}
    assert strong_tags('"' * 100_001) == set()
    assert strong_tags(" " * 100_000 + "x") == set()


@pytest.fixture(scope="module")
def world(live: Live) -> World:
    return World(live)


GETS = sorted(name for name in VALID if not name.startswith(("usage.query", "keys.verify")))


@pytest.mark.parametrize("name", GETS)
def test_head_answers_as_get_does_without_content(live: Live, world: World, name: str) -> None:
    operation = live.services.api.operations[name]
    valid = VALID[name](world)
    path = operation.path.format(**valid.path)
    head = world.http.head(path)
    if operation.method != "GET":
        siblings = {other.method for other in live.services.api.operations.values() if other.path == operation.path}
        assert head.status_code == (200 if "GET" in siblings else 405)
        return
    got = send(world.http, live, name, valid)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers.get("etag") == got.headers.get("etag")
    if "content-length" in got.headers:
        assert int(head.headers["content-length"]) > 0


def test_head_needs_the_key_and_the_scopes_that_get_needs(live: Live, acme: Tenant) -> None:
    assert live.client().head("/v1/keys").status_code == 401
    _, secret = live.key(acme.organization_id, ["usage:read"])
    assert live.client(secret).head("/v1/keys").status_code == 403
    done = acme.http.put("/v1/keys")
    assert (done.status_code, done.headers["allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "br", "identity, gzip", "deflate", "x" * 300])
def test_an_encoded_body_is_refused_in_words(acme: Tenant, coding: str) -> None:
    body = {"name": "k", "scopes": ["usage:read"]}
    done = acme.http.post("/v1/keys", json=body, headers={"Content-Encoding": coding})
    assert (done.status_code, done.json()["code"]) == (415, "unsupported_media_type")
    assert "Content-Encoding" in done.json()["detail"]
    assert done.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("coding", ["identity", "Identity", ""])
def test_a_body_that_says_it_is_not_encoded_is_read(acme: Tenant, coding: str) -> None:
    body = {"name": "k", "scopes": ["usage:read"]}
    assert acme.http.post("/v1/keys", json=body, headers={"Content-Encoding": coding}).status_code == 201


@pytest.mark.parametrize("path", ["/v1/usage/events", "/healthz", "/nothing"])
def test_a_request_with_two_lengths_is_the_last_of_its_connection(live: Live, acme: Tenant, path: str) -> None:
    hidden = b"GET /v1/me HTTP/1.1\r\nHost: x\r\n\r\n"
    request = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {acme.secret}\r\nContent-Type: application/json\r\n"
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    ).encode()
    with connected(live) as connection:
        connection.sendall(request + hidden)
        answer = read_all(connection)  # ends: the server closes
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in answer.lower()


def test_a_connection_that_says_nothing_is_closed(live: Live) -> None:
    with connected(live) as connection:
        assert read_all(connection).startswith(b"HTTP/1.1 408 ")


def test_a_head_that_drips_is_ended_on_a_new_connection_and_on_one_that_was_used(live: Live) -> None:
    for first in (b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"):
        with connected(live) as connection:
            connection.sendall(first + b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
            assert b"HTTP/1.1 408 " in dripped(connection)


def dripped(connection: socket.socket, part: bytes = b"x") -> bytes:
    """What is answered to one part after the other."""
    connection.settimeout(0.05)
    found = b""
    for _ in range(400):
        try:
            connection.sendall(part)
            answer = connection.recv(65536)
        except TimeoutError:
            continue
        except ConnectionError:
            break
        if not answer:
            break
        found += answer
    return found


def test_a_connection_that_waits_between_requests_is_kept(live: Live) -> None:
    with connected(live) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while not answer.endswith(b"}"):
            answer += connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200 ")
        connection.settimeout(1)  # more than a head may take
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(20)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_a_body_that_does_not_come_is_ended(live: Live, acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "BODY_SECONDS", 0.3)
    head = (
        f"POST /v1/usage/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {acme.secret}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    )
    with connected(live) as connection:
        connection.sendall(head.encode())
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"request_timeout" in answer


def test_a_body_that_nobody_reads_holds_no_connection(live: Live) -> None:
    with connected(live) as connection:
        connection.sendall(b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{")
        assert dripped(connection).startswith(b"HTTP/1.1 404 ")  # and ends


def test_empty_lines_in_front_of_a_request_take_no_longer_than_a_head(live: Live) -> None:
    with connected(live) as connection:
        assert dripped(connection, b"\r\n").startswith((b"HTTP/1.1 408 ", b"HTTP/1.1 400 "))


ASKS = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
FAULTY = {
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "no version": b"GET /healthz\r\n\r\n",
    "a name with a space": b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length : 3\r\n\r\nabc",
    "two lengths": b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    "a length with a sign": b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc",
    "an unknown coding": b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    "a long line": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 700_000 + b"\r\n\r\n",
    "many lines": b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 200_000 + b"\r\n",
    "a long path": b"GET /" + b"y" * 700_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a head without an end": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 70_000,
    "a path that is not ASCII": b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tunnel": b"CONNECT x:1 HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_faulty_head_is_refused_and_ends_its_connection(live: Live, fault: str) -> None:
    with connected(live) as connection:
        answer = sent_whole(connection, FAULTY[fault])
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 501 ")) or not answer
    assert answer.count(b"HTTP/1.1 ") <= 1


@pytest.mark.parametrize("fault", ["no host", "two lengths", "a name with a space"])
def test_what_was_asked_before_a_fault_is_answered(live: Live, fault: str) -> None:
    with connected(live) as connection:
        answer = sent_whole(connection, ASKS + FAULTY[fault] + ASKS)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"HTTP/1.1 200 ") == 1


def sent_whole(connection: socket.socket, data: bytes) -> bytes:
    """What is answered until the connection ends. A server may end it while it is still being told."""
    try:
        connection.sendall(data)
        return read_all(connection)
    except ConnectionError:
        return b""


def test_requests_in_a_row_are_answered_in_their_order(live: Live) -> None:
    ask = b"GET /v1/nothing-%d HTTP/1.1\r\nHost: x\r\n%b\r\n"
    with connected(live) as connection:
        connection.sendall(ask % (1, b"") + ASKS + ask % (2, b"Connection: close\r\n"))
        statuses = re.findall(rb"HTTP/1.1 (\d+)", read_all(connection))
    assert statuses == [b"404", b"200", b"404"]


def test_a_wish_for_another_protocol_is_not_followed(live: Live) -> None:
    wish = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade%b\r\nUpgrade: h2c\r\n\r\n"
    with connected(live) as connection:
        connection.sendall(wish % b", close")
        assert read_all(connection).startswith(b"HTTP/1.1 200 ")


def test_a_server_guards_its_connections(live: Live) -> None:
    from tollkeeper_server.serve import uvicorn_config

    config: Any = uvicorn_config(live.services.settings, live.services)
    assert config.http is QuickConnection, "httptools is installed here"
    assert Connection.head_seconds == QuickConnection.head_seconds == 15
