"""Idempotency keys: the first answer again, for 24 hours, whatever happens at the same time."""

from __future__ import annotations

import threading
from typing import Any

import httpx
from live import Live, Tenant
from sqlalchemy import text
from tollkeeper_server.db.engine import EVERY_ORGANIZATION

BODY = {"name": "once", "scopes": ["usage:read"]}


def post(client: httpx.Client, key: str, body: dict[str, Any] | None = None) -> httpx.Response:
    return client.post("/v1/keys", json=body or BODY, headers={"Idempotency-Key": key})


def test_the_same_request_gets_the_first_answer_byte_for_byte_secret_and_etag_included(acme: Tenant) -> None:
    first, again = post(acme.http, "a"), post(acme.http, "a")
    assert (again.status_code, again.content, again.headers["etag"]) == (201, first.content, first.headers["etag"])
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len(acme.http.get("/v1/keys").json()["data"]) == 2


def test_space_and_order_make_no_other_body_but_a_value_does(acme: Tenant) -> None:
    post(acme.http, "a")
    headers = {"Idempotency-Key": "a", "Content-Type": "application/json"}
    same = acme.http.post("/v1/keys", content=b'{ "scopes":["usage:read"],\n"name":"once" }', headers=headers)
    assert same.status_code == 201
    other = post(acme.http, "a", {**BODY, "name": "twice"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_an_error_is_not_kept_the_request_may_run_again(acme: Tenant) -> None:
    assert post(acme.http, "a", {**BODY, "expires_at": "2020-01-01T00:00:00Z"}).status_code == 422
    assert post(acme.http, "a").status_code == 201


def test_after_a_day_the_key_is_free_again(live: Live, acme: Tenant) -> None:
    first = post(acme.http, "a").json()["id"]
    live.clock.advance(24 * 3600 + 1)
    again = post(acme.http, "a")
    assert again.status_code == 201
    assert again.json()["id"] != first


def test_of_many_at_once_one_runs_and_the_others_get_its_answer_or_409(live: Live, acme: Tenant) -> None:
    clients = [live.client(acme.secret) for _ in range(6)]
    start = threading.Barrier(len(clients), timeout=120)
    answers: list[httpx.Response] = []

    def send(client: httpx.Client) -> None:
        start.wait()
        answers.append(post(client, "race"))

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"idempotency_in_progress"}
    assert len({answer.json()["secret"] for answer in answers if answer.status_code == 201}) == 1
    assert len(acme.http.get("/v1/keys").json()["data"]) == 2


def test_a_change_that_fails_halfway_leaves_nothing(live: Live, acme: Tenant) -> None:
    rename = "ALTER TABLE {} RENAME TO {}"
    with live.services.database.writing(EVERY_ORGANIZATION) as session:
        session.execute(text(rename.format("events", "away")))
    try:
        assert post(acme.http, "a").status_code in {500, 503}
    finally:
        with live.services.database.writing(EVERY_ORGANIZATION) as session:
            session.execute(text(rename.format("away", "events")))
    assert len(acme.http.get("/v1/keys").json()["data"]) == 1
    assert acme.http.get("/v1/audit-events").json()["data"] == []
    assert post(acme.http, "a").status_code == 201


def test_a_stored_answer_is_unreadable_in_the_database(live: Live, acme: Tenant) -> None:
    secret = post(acme.http, "a").json()["secret"]
    with live.services.database.reading(EVERY_ORGANIZATION) as session:
        bodies = [bytes(row[0]) for row in session.connection().exec_driver_sql("SELECT body FROM idempotency_records")]
    assert bodies
    assert not [body for body in bodies if secret.encode() in body or b"tk_live_" in body]
