"""The suite of this folder once more, against a running server through sockets, synchronous and asynchronous.

Every operation, by every example of its request (made true by ``seeds``): the request on the wire is still what the
document shows, and the server's own answer is decoded whole. Nothing is left out unseen: a table is printed, and an
empty cell of it fails.

The server is one of the tests' own, on SQLite. Another one is named by ``TOLLKEEPER_TEST_URL`` and
``TOLLKEEPER_TEST_KEY``, a key with every scope of an organization that is new and that is written to.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))

from live import Running, Tenant
from recorded import Seen, pool
from seeds import Seeded, seeded
from sqlalchemy.engine import URL
from support.arguments import Call, typed
from support.document import Operation
from support.tollkeeper import find
from test_every_request import DOCUMENT, PLAIN, assert_on_the_wire, expected_type, requests
from tollkeeper_server import times

pytestmark = pytest.mark.xdist_group("suite-live")  # one server, and one table

KINDS = ("sync", "async")
EXAMPLES = [tuple(case.values) for case in requests()]
REMOTE = (os.environ.get("TOLLKEEPER_TEST_URL"), os.environ.get("TOLLKEEPER_TEST_KEY"))


@dataclass
class Elsewhere:
    """A server that is not ours: what ``World`` needs of one."""

    url: str
    secret: str

    def clock(self) -> int:
        return times.now()

    def tenant(self, name: str) -> Tenant:
        http = httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {self.secret}"}, timeout=30)
        return Tenant("", http.get("/v1/me").json()["key"]["id"], self.secret, http)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    url, key = REMOTE
    if url and key:
        world = Seeded(Elsewhere(url, key))  # type: ignore[arg-type] # has what is used here
        yield world
        world.http.close()
        return
    with Running(URL.create("sqlite", database=str(tmp_path_factory.mktemp("suite") / "suite.db"))) as live:
        yield Seeded(live)


@dataclass
class Client:
    """Calls operations by their id, in one of both ways, and knows what went over the wire."""

    sdk: ModuleType
    world: Seeded
    kind: str

    def run(self, use: Callable[[Any], Any]) -> tuple[Any, list[Seen]]:
        """What ``use`` makes of a client; asynchronously it is awaited."""
        seen: list[Seen] = []
        options = {"api_key": self.world.tenant.secret, "base_url": self.world.live.url, "max_retries": 0}
        if self.kind == "sync":
            with pool(seen, asynchronous=False) as connections:
                return use(self.sdk.Tollkeeper(**options, http_client=connections)), seen

        async def main() -> Any:
            connections = pool(seen, asynchronous=True)
            async with connections:
                return await use(self.sdk.AsyncTollkeeper(**options, http_client=connections))

        return asyncio.run(main()), seen

    def call(self, operation_id: str, **arguments: Any) -> tuple[Any, Seen]:
        """The result of one operation, its request and its response."""
        result, seen = self.run(lambda client: find(client, operation_id)(**arguments))
        assert len(seen) == 1
        return result, seen[0]


@pytest.fixture(params=KINDS)
def client(sdk: ModuleType, world: Seeded, request: pytest.FixtureRequest) -> Client:
    return Client(sdk, world, request.param)


Table = dict[tuple[str, str, str], int]


@pytest.fixture(scope="module")
def table() -> Table:
    """Calls by row, operation and kind."""
    return {}


@pytest.fixture
def count(client: Client, table: Table, record_property: Callable[[str, object], None]) -> Callable[[str, str], None]:
    """Counts a call, here and for the summary: its row and its operation."""

    def one(row: str, name: str) -> None:
        table[row, name, client.kind] = table.get((row, name, client.kind), 0) + 1
        record_property("live", (row, client.kind))

    return one


def examples(name: str) -> list[tuple[Operation, Any]]:
    return [(operation, example.value) for operation, example in EXAMPLES if operation.id == name]


def assert_as_shown(client: Client, operation: Operation, expected: Call, result: Any, seen: Seen) -> None:
    """The wire, and the answer decoded whole."""
    request, response = seen
    tenant, url = client.world.tenant, client.world.live.url
    assert_on_the_wire(request, operation, expected, base_url=url, api_key=tenant.secret)
    documented = {int(shown.status): shown for shown in operation.successes}[response.status_code]
    if not documented.schema:
        assert result is None
        return
    body = json.loads(response.content)
    if operation.pagination:
        assert [item.to_dict() for item in result.data] == body["data"]
        result = result.body
    assert result.to_dict() == body
    assert type(result) is expected_type(client.sdk, documented.schema, body)


@pytest.mark.parametrize("name", [operation.id for operation in PLAIN])
def test_every_example_of_a_request_is_served(client: Client, name: str, count: Callable[[str, str], None]) -> None:
    for operation, body in examples(name):
        expected = seeded(client.world, operation, body)
        result, seen = client.call(name, **expected.arguments)
        assert_as_shown(client, operation, expected, result, seen)
        if operation.pagination:
            assert result.data, "a page without items proves nothing"
        count("examples", name)

        expected = seeded(client.world, operation, body)
        result, seen = client.call(name, **typed(client.sdk.types, operation, expected))
        assert_as_shown(client, operation, expected, result, seen)
        count("models and members", name)


@pytest.mark.parametrize("name", [operation.id for operation in PLAIN])
def test_required_arguments_are_enough_for_the_server(
    client: Client, name: str, count: Callable[[str, str], None]
) -> None:
    operation, body = examples(name)[0]
    required: list[str] = DOCUMENT.schema(operation.body_schema).get("required", []) if operation.body_schema else []
    least = {key: body[key] for key in required} if operation.body_required else None
    if least == {}:
        least = body  # no property is needed, but one of them
    expected = seeded(client.world, operation, least, optional=False)
    result, seen = client.call(name, **expected.arguments)
    assert_as_shown(client, operation, expected, result, seen)
    count("required arguments", name)


@pytest.mark.parametrize("name", [operation.id for operation in PLAIN if "." in operation.id])
def test_the_raw_response_is_the_servers(client: Client, name: str, count: Callable[[str, str], None]) -> None:
    operation, body = examples(name)[0]
    owner, _, verb = name.rpartition(".")
    arguments = seeded(client.world, operation, body).arguments
    raw, [(_, response)] = client.run(lambda it: getattr(find(it, owner).with_raw_response, verb)(**arguments))
    assert raw.status_code == response.status_code
    assert raw.content == response.content
    assert raw.request_id == response.headers["x-request-id"]
    assert raw.headers["ratelimit"]
    parsed = raw.parse()
    if response.content:
        assert (parsed.body if operation.pagination else parsed).to_dict() == json.loads(response.content)
    count("raw responses", name)


def while_nothing_happens(look: Callable[[], Any], use: Callable[[], tuple[Any, list[Seen]]]) -> Any:
    """What is seen, and what ``use`` gives meanwhile. A rotated key expires, and the server tells of it later."""
    before = look()
    for _ in range(20):
        items, seen = use()
        after = look()
        if before == after:
            return before, items, seen
        before = after
    raise AssertionError("the server never rests")


@pytest.mark.parametrize("name", [operation.id for operation in PLAIN if operation.pagination])
def test_lists_are_paged_through(client: Client, name: str, count: Callable[[str, str], None]) -> None:
    assert client.world.listed is None

    def some(it: Any) -> Any:
        return find(it, name)(limit=1).to_list(limit=3)

    whole, items, seen = while_nothing_happens(
        lambda: [item.to_dict() for item in client.call(name, limit=200)[0].data], lambda: client.run(some)
    )
    assert len(whole) >= 2
    assert [item.to_dict() for item in items] == whole[:3]
    assert len(seen) == min(3, len(whole))
    cursors = [dict(request.url.params).get("cursor") for request, _ in seen]
    given = [json.loads(response.content)["next_cursor"] for _, response in seen]
    assert cursors == [None, *given[:-1]]
    count("lists", name)


@pytest.mark.parametrize("name", [operation.id for operation in PLAIN if operation.idempotency_header])
def test_a_repeated_call_is_answered_again_and_a_new_one_is_not(
    client: Client, name: str, count: Callable[[str, str], None]
) -> None:
    operation, body = examples(name)[0]
    arguments = seeded(client.world, operation, body).arguments
    first, _ = client.call(name, **arguments)
    again, (_, response) = client.call(name, **arguments)
    assert response.headers["idempotency-replayed"] == "true"
    assert again == first
    arguments = seeded(client.world, operation, body).arguments
    del arguments["idempotency_key"]
    _, (request, response) = client.call(name, **arguments)
    assert len(request.headers["idempotency-key"]) == 36
    assert "idempotency-replayed" not in response.headers
    count("idempotency keys", name)


def test_the_stream_gives_what_happens_typed(client: Client, count: Callable[[str, str], None]) -> None:
    world = client.world

    def cause() -> str:
        return world.new_key()

    def use(it: Any) -> Any:
        if client.kind == "sync":
            with it.webhooks.events.stream(event_types=["key.created", "key.revoked"]) as stream:
                return cause(), next(iter(stream))

        async def main() -> Any:
            async with it.webhooks.events.stream(event_types=["key.created", "key.revoked"]) as stream:
                return await asyncio.to_thread(cause), await anext(aiter(stream))

        return main()

    (key_id, event), [(request, _)] = client.run(use)
    assert type(event) is client.sdk.types.KeyCreatedEvent
    assert event.data.key.id == key_id
    assert request.headers["accept"] == "text/event-stream"
    count("streams", "webhooks.events.stream")


def wanted() -> dict[str, set[str]]:
    """The operations of each row, from the document alone."""
    operations = DOCUMENT.operations
    streams = {operation.id for operation in operations if "x-streaming" in operation.raw}
    plain = {operation.id for operation in operations} - streams
    return {
        "examples": plain,
        "models and members": plain,
        "required arguments": plain,
        "raw responses": {name for name in plain if "." in name},
        "lists": {operation.id for operation in operations if "x-pagination" in operation.raw},
        "idempotency keys": {operation.id for operation in operations if "x-idempotent" in operation.raw},
        "streams": streams,
    }


def test_no_cell_of_the_table_is_empty(table: Table, request: pytest.FixtureRequest) -> None:
    """Each operation of the document in each row that it belongs to, in both kinds, by all of its examples."""
    mine = sum(item.path == request.path for item in request.session.items)
    if mine != 2 * sum(len(names) for row, names in wanted().items() if row != "models and members") + 1:
        pytest.skip("only some of these tests were asked for")
    cells = {(row, name, kind) for row, names in wanted().items() for name in names for kind in KINDS}
    assert cells == set(table)
    assert sum(table["examples", name, kind] for name in wanted()["examples"] for kind in KINDS) == 2 * len(EXAMPLES)
