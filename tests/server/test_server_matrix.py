"""Every operation of the document and every status that it documents, with the generated SDK through sockets.

A status without a case fails. 500 is what no request should reach; the others come from the real server, each by its
real cause.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest
from live import Live, Running
from sqlalchemy.engine import URL
from support.tollkeeper import find
from tollkeeper_server import times
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.settings import Rate
from tollkeeper_server.spec.document import load_api
from world import VALID, Valid, World, unknown

API = load_api()
OPERATIONS = API.operations
CELLS = [(name, status) for name, operation in OPERATIONS.items() for status in operation.answers if status != 500]

Call = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def world(live: Live) -> World:
    return World(live)


@pytest.fixture(scope="module")
def used_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server that lets in one request a day per key, and none without."""
    url = URL.create("sqlite", database=str(tmp_path_factory.mktemp("used") / "used.db"))
    with Running(url, rate=Rate(1, 86_400)) as live:
        yield live


@pytest.fixture(params=["sync", "async"])
def call(sdk: ModuleType, request: pytest.FixtureRequest) -> Call:
    """Calls an operation by its id, and answers with the status and the raised error, ``None`` for a success."""

    def run_sync(url: str, key: str, name: str, /, **arguments: Any) -> tuple[int, Any]:
        with httpx.Client(verify=False) as pool:
            client = sdk.Tollkeeper(api_key=key, base_url=url, max_retries=0, http_client=pool)
            try:
                if OPERATIONS[name].streaming:
                    with find(client, name)(**arguments):
                        return 200, None
                return _succeeded(find(_raw(client, name), name.rpartition(".")[2])(**arguments))
            except sdk.APIStatusError as error:
                return error.status_code, error

    def run_async(url: str, key: str, name: str, /, **arguments: Any) -> tuple[int, Any]:
        async def main() -> tuple[int, Any]:
            async with httpx.AsyncClient(verify=False) as pool:
                client = sdk.AsyncTollkeeper(api_key=key, base_url=url, max_retries=0, http_client=pool)
                try:
                    if OPERATIONS[name].streaming:
                        async with find(client, name)(**arguments):
                            return 200, None
                    return _succeeded(await find(_raw(client, name), name.rpartition(".")[2])(**arguments))
                except sdk.APIStatusError as error:
                    return error.status_code, error

        return asyncio.run(main())

    return run_async if request.param == "async" else run_sync


def _raw(client: Any, name: str) -> Any:
    """The resource whose methods answer with the status too; methods of the client itself answer with the body."""
    resource = name.rpartition(".")[0]
    return find(client, resource).with_raw_response if resource else client


def _succeeded(raw: Any) -> tuple[int, Any]:
    if not hasattr(raw, "status_code"):
        return 200, None
    raw.parse()
    return raw.status_code, None


def arguments(world: World, name: str) -> dict[str, Any]:
    """A valid call: path and body of the valid request as keywords, times as the SDK takes them."""
    return keywords(name, VALID[name](world))


def keywords(name: str, valid: Valid) -> dict[str, Any]:
    """Path and body as the SDK's method takes them."""
    body = dict(valid.body or {})
    if "from" in body:
        body["from_"] = body.pop("from")
    for key, value in body.items():
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", value):
            body[key] = times.to_datetime(times.parse(value))
    return {**valid.path, **body}


def _revoked_key(world: World) -> dict[str, str]:
    key = world.new_key()
    world.http.post(f"/v1/keys/{key}/revoke")
    return {"key_id": key}


def _taken_meter(world: World) -> dict[str, str]:
    return {"key": world.meter}


STATES: dict[str, Callable[[World], dict[str, str]]] = {
    "keys.update": _revoked_key,
    "keys.rotate": _revoked_key,
    "usage.meters.create": _taken_meter,
}
"""What makes an operation answer 409, where it is not only the idempotency key."""


def cell(live: Live, world: World, name: str, status: int, call: Call) -> tuple[int, Any]:
    """Cause a status. Raises ``LookupError`` for one that has no case here."""
    operation, secret, url = OPERATIONS[name], world.tenant.secret, live.url
    if status == operation.success:
        return call(url, secret, name, **arguments(world, name))
    if status == 400:
        return call(url, secret, name, **arguments(world, name), extra_query={"no_such_parameter": "1"})
    if status == 401:
        return call(url, "tk_live_" + "0" * 43, name, **arguments(world, name))
    if status == 403:
        return call(url, live.key(world.tenant.organization_id, [])[1], name, **arguments(world, name))
    if status == 404:
        return call(url, secret, name, **keywords(name, unknown(VALID[name](world))))
    if status == 409 and name in STATES:
        return call(url, secret, name, **{**arguments(world, name), **STATES[name](world)})
    if status == 409 and operation.idempotent:
        key = f"running-{world.number()}"
        with live.services.in_flight.hold(world.tenant.organization_id, key):
            return call(url, secret, name, **arguments(world, name), idempotency_key=key)
    if status == 410:
        return call(url, secret, name, last_event_id=_expired(live, world))
    if status == 412:
        return call(url, secret, name, **arguments(world, name), if_match='"another"')
    if status == 413:
        return call(url, secret, name, **arguments(world, name), extra_body={"padding": "x" * (1 << 20)})
    if status == 415:
        return call(url, secret, name, **arguments(world, name), extra_headers={"Content-Type": "text/plain"})
    if status == 422:
        return call(url, secret, name, **arguments(world, name), extra_body={"no_such_property": 1})
    raise LookupError(f"{name} documents {status} and there is no case for it")


def _expired(live: Live, world: World) -> str:
    """A position in the stream that is no longer kept: the organization's events are older than 30 days."""
    assert world.event
    world.new_key()  # the position at the very end is kept for as long as nothing follows
    with live.services.database.writing(EVERY_ORGANIZATION) as session:
        from sqlalchemy import text

        organization = {"organization": world.tenant.organization_id}
        where = "WHERE organization_id = :organization"
        session.execute(text(f"UPDATE events SET created_at = created_at - {31 * times.DAY} {where}"), organization)
        first = session.scalar(text(f"SELECT min(sequence) FROM events {where}"), organization)
    return str(first)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_documented_status_is_answered_and_understood(
    live: Live,
    world: World,
    call: Call,
    name: str,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    for status in OPERATIONS[name].answers:
        if status in {429, 500, 410}:
            continue
        got, error = cell(live, world, name, status, call)
        assert got == status, (name, status, getattr(error, "body", None))
        if error is not None:
            assert error.request_id.startswith("req_")
            assert error.code in API.problem_codes
        record_property("live", ("documented statuses", called(request)))


def called(request: Any) -> str:
    """The parameter of a test, which pytest has no types for."""
    return str(request.node.callspec.params["call"])


def test_a_quota_that_is_used_up_is_429_everywhere(used_up: Live, world: World, call: Call) -> None:
    _, secret = used_up.key(used_up.tenant().organization_id)
    call(used_up.url, secret, "me")
    call(used_up.url, secret, "health")
    for name in OPERATIONS:
        got, error = call(used_up.url, secret, name, **arguments(world, name))
        assert (got, error.code) == (429, "rate_limited"), name
        assert 0 < error.retry_after <= 86_400


def test_a_stream_that_was_away_for_too_long_is_410(live: Live, call: Call) -> None:
    world = World(live)
    got, error = cell(live, world, "webhooks.events.stream", 410, call)
    assert (got, error.code) == (410, "stream_position_expired")


def test_no_cell_of_the_matrix_is_empty() -> None:
    rows = {name: sorted(status for row, status in CELLS if row == name) for name in OPERATIONS}
    assert set(rows) == set(VALID)
    for name, statuses in rows.items():
        operation = OPERATIONS[name]
        wanted = {operation.success}
        wanted |= set() if operation.public else {401}
        wanted |= {403} if operation.required_scopes else set()
        wanted |= {404} if operation.path_parameters else set()
        wanted |= {422} if operation.body else set()
        assert wanted <= set(statuses), name
