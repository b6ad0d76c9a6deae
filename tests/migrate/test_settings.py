"""What a names file says of the client: its options, headers, timeout and retries, and where each of them goes."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import shlex
from types import ModuleType
from typing import Any

import pytest
import respx

ROW = {"plant": "leek"}
AT = "https://eu.harvest.example"


@pytest.fixture
def client(harvest: ModuleType) -> Any:
    return harvest.Harvest(username="ada", password="secret", farm_id="f-1")


@respx.mock
def test_a_credential_has_two_options(client: Any) -> None:
    route = respx.get(f"{AT}/farms/f-1/rows").respond(json={"data": {}})
    client.farms.rows.count()
    assert route.calls.last.request.headers["Authorization"] == "Basic YWRhOnNlY3JldA=="
    client.password = "other"
    client.farms.rows.count()
    assert route.calls.last.request.headers["Authorization"] == "Basic YWRhOm90aGVy"
    assert (client.username, client.password) == ("ada", "other")


@respx.mock
def test_options_travel_where_the_file_says(harvest: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVEST_TRACTORS", "3")
    route = respx.get("https://us.harvest.example/farms/f-2/rows").respond(json={"data": {}})
    client = harvest.Harvest(username="ada", password="secret", farm_id="f-1", region="us")
    client.farms.rows.count(farm_id="f-2")
    sent = route.calls.last.request
    assert sent.headers["X-Season"] == "spring"
    assert (sent.headers["X-Edition"], sent.headers["X-Beta"]) == ("7", "true")
    assert dict(sent.url.params) == {"tractors": "3"}
    assert client.tractors == 3
    with client.with_options(season="autumn") as copy:
        copy.farms.rows.count(farm_id="f-2")
    assert route.calls.last.request.headers["X-Season"] == "autumn"
    assert client.season == "spring"


def test_what_the_client_knows_need_not_be_given(harvest: ModuleType) -> None:
    client = harvest.Harvest(username="ada", password="secret")
    assert inspect.signature(client.farms.rows.count).parameters["farm_id"].default is None
    with pytest.raises(ValueError, match=r"Missing farm_id argument; .* e.g. Harvest\(farm_id='abcd'\)"):
        client.farms.rows.count()
    with pytest.raises(ValueError, match="Expected a non-empty value for `farm_id` but received ''"):
        client.farms.rows.count(farm_id="")


@respx.mock
def test_a_parameter_that_an_option_sends_is_the_options(client: Any) -> None:
    route = respx.delete(f"{AT}/farms/f-1/rows/r-1").respond(json={"data": ROW, "meta": {}})
    client.farms.rows.delete("r-1")
    assert route.calls.last.request.headers["X-Season"] == "spring"
    client.farms.rows.delete("r-1", x_season="winter")
    assert route.calls.last.request.headers["X-Season"] == "winter"


def test_what_the_client_does_by_itself_is_as_the_file_says(harvest: ModuleType, client: Any) -> None:
    assert (client.timeout, client.max_retries) == (120, 5)
    assert harvest.DEFAULT_TIMEOUT.read == 120
    assert harvest.DEFAULT_MAX_RETRIES == 5


@respx.mock
def test_requests_that_change_something_have_a_key(client: Any) -> None:
    route = respx.post(f"{AT}/notes").respond(204)
    client.notes.add("dig")
    assert route.calls.last.request.headers["X-Once"]
    client.notes.add("dig", idempotency_key="mine")
    assert route.calls.last.request.headers["X-Once"] == "mine"


def test_an_option_that_has_to_be_is_asked_for(harvest: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARVEST_USER", raising=False)
    with pytest.raises(harvest.HarvestError, match=r"passing username .* HARVEST_USER environment variable"):
        harvest.Harvest()


@respx.mock
def test_a_body_has_the_name_of_the_file(client: Any) -> None:
    route = respx.post(f"{AT}/farms/f-1/rows").respond(json={"data": [ROW]})
    client.farms.rows.create(rows=[{"plant": "leek", "planted_at": "May"}])
    assert route.calls.last.request.content == b'[{"plant":"leek","plantedAt":"May"}]'
    route = respx.put(f"{AT}/farms/f-1/rows/r-1").respond(json={"data": ROW, "meta": {}})
    client.farms.rows.replace("r-1", row_to_plant={"plant": "leek"})
    assert route.calls.last.request.content == b'{"plant":"leek"}'
    parameters = inspect.signature(client.notes.add).parameters
    assert parameters["note"].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD


@respx.mock
def test_methods_answer_with_a_property(harvest: ModuleType, client: Any) -> None:
    respx.post(f"{AT}/farms/f-1/rows").respond(json={"data": [ROW]})
    respx.get(f"{AT}/farms/f-1/rows").respond(json={"data": {"count": 3}})
    row = respx.get(f"{AT}/farms/f-1/rows/r-1").respond(json={"data": ROW, "meta": {}})
    respx.delete(f"{AT}/farms/f-1/rows/r-1").respond(json={"data": ROW, "meta": {}})
    assert client.farms.rows.create(rows=[])[0].plant == "leek"
    assert type(client.farms.rows.count()) is harvest.types.farms.RowCountResponse
    assert client.farms.rows.count().count == 3
    assert client.farms.rows.retrieve("r-1").plant == "leek"
    response = client.farms.rows.with_raw_response.retrieve("r-1")
    assert isinstance(response.parse(), harvest.types.farms.Row)
    assert response.json() == {"data": ROW, "meta": {}}
    assert client.farms.rows.delete("r-1").data.plant == "leek"
    row.respond(json={"meta": {}})
    assert client.farms.rows.retrieve("r-1") is None


@respx.mock
def test_the_asynchronous_client_does_the_same(harvest: ModuleType) -> None:
    respx.get(f"{AT}/farms/f-1/rows/r-1").respond(json={"data": ROW, "meta": {}})

    async def main() -> None:
        async with harvest.AsyncHarvest(username="ada", password="secret", farm_id="f-1") as client:
            assert (await client.farms.rows.retrieve("r-1")).plant == "leek"
            response = await client.farms.rows.with_raw_response.retrieve("r-1")
            assert (await response.parse()).plant == "leek"

    asyncio.run(main())


def test_the_command_line_and_the_kit_say_what_the_document_says(
    harvest: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = importlib.import_module(f"{harvest.__name__}._cli").main
    for name, value in (("HARVEST_USER", "ada"), ("HARVEST_PASSWORD", "secret")):
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit), respx.mock:
        respx.post(f"{AT}/farms/f-1/rows").respond(json={"data": [ROW]})
        monkeypatch.setattr("sys.argv", ["harvest", *shlex.split("farms rows create --farm-id f-1 --body '[]'")])
        program()
    assert json.loads(capsys.readouterr().out) == {"data": [ROW]}
    kit = importlib.import_module(f"{harvest.__name__}.testing")
    server = kit.FakeServer()
    with server.client() as client:
        assert isinstance(server.method(client, "farms.rows.create")(), list)
        assert server.method(client, "notes.add")() is None
