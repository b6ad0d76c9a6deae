"""The test kit of Tollkeeper's SDK, used as its users do."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from tollkeeper import (
    APIConnectionError,
    APITimeoutError,
    NotFoundError,
    PermissionDeniedError,
    Tollkeeper,
    types,
    webhooks,
)
from tollkeeper import testing as kit
from tollkeeper.testing import SECRET, FakeServer, FakeServerError, OperationName, factory, signed_webhook

NAMES: list[OperationName] = list(kit.OperationName.__args__)  # type: ignore[attr-defined]


@pytest.fixture
def fake() -> FakeServer:
    return FakeServer()


def test_it_answers_by_itself_and_keeps_what_it_was_asked(fake: FakeServer) -> None:
    with fake.client() as client:
        key = client.keys.create(name="ci", scopes=["usage:read"])
    assert isinstance(key, types.ApiKeyWithSecret)
    (call,) = fake.calls
    assert (call.operation, call.key, call.method) == ("keys.create", "POST /v1/keys", "POST")
    assert call.json == {"name": "ci", "scopes": ["usage:read"]}
    assert isinstance(call.body, types.KeyCreateParams)
    assert call.body.name == "ci"
    assert call.headers["authorization"] == "Bearer test"


def test_paths_and_queries_are_kept_decoded(fake: FakeServer) -> None:
    with fake.client() as client:
        client.keys.retrieve("key_a b")
        client.keys.list(limit=7)
    one, many = fake.calls
    assert one.path == {"key_id": "key_a b"}
    assert many.query == {"limit": ["7"]}


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_has_an_answer_that_the_document_allows(name: OperationName) -> None:
    fake = FakeServer(seed=3)
    value = fake.endpoint(name).sample()
    if value is not None and not isinstance(value, str):
        fake.on(name).answer(value)  # raises for what is not allowed


def test_a_body_that_is_not_its_type_is_kept_as_json(fake: FakeServer) -> None:
    with fake.client() as client:
        for body in ({"name": 1}, {}, [1]):
            client.post("/v1/keys", json=body)
            assert fake.calls[-1].body == fake.calls[-1].json == body


def test_answers_are_given_in_order_and_the_last_until_more_is_said(fake: FakeServer) -> None:
    first, second = factory(types.ApiKey, name="first"), factory(types.ApiKey, name="second")
    fake.on("keys.retrieve").answer(first).answer(second)
    with fake.client() as client:
        assert [client.keys.retrieve("key_x").name for _ in range(3)] == ["first", "second", "second"]


def test_what_is_said_later_takes_the_place_of_an_answer_that_was_given(fake: FakeServer) -> None:
    one, two = (factory(types.ApiKey, name=name) for name in ("one", "two"))
    with fake.client() as client:
        for key in (one, two):
            fake.on("keys.retrieve").answer(key)
            assert client.keys.retrieve("key_x") == client.keys.retrieve("key_x") == key
    with pytest.raises(FakeServerError, match="times=0"):
        fake.on("keys.retrieve").answer(times=0)


def test_a_retry_takes_no_time_and_its_wait_is_kept(fake: FakeServer) -> None:
    fake.on("keys.create").error(429, retry_after=30).answer()
    with fake.client() as client:
        client.keys.create(name="ci", scopes=["usage:read"])
    assert fake.slept == [30.0]
    assert len(fake.on("keys.create").calls) == 2


def test_errors_have_the_body_that_the_document_gives_them(fake: FakeServer) -> None:
    fake.on("keys.retrieve").error(404)
    fake.on("me").error(403, body={"code": "scope_missing", "missing_scopes": ["keys:read"]})
    with fake.client(max_retries=0) as client:
        with pytest.raises(NotFoundError) as missing:
            client.keys.retrieve("key_x")
        assert isinstance(missing.value.body, types.Problem)
        with pytest.raises(PermissionDeniedError) as denied:
            client.me()
        assert denied.value.missing_scopes == ("keys:read",)


def test_a_lost_connection_and_a_time_out(fake: FakeServer) -> None:
    fake.on("me").disconnect()
    fake.on("health").timeout()
    with fake.client(max_retries=1) as client:
        with pytest.raises(APIConnectionError):
            client.me()
        with pytest.raises(APITimeoutError):
            client.health()
    assert len(fake.calls) == 4


def test_a_list_ends_by_itself_and_has_the_pages_it_is_told(fake: FakeServer) -> None:
    one, two, three = (factory(types.ApiKey, name=name) for name in ("a", "b", "c"))
    with fake.client() as client:
        assert len(client.keys.list().to_list()) > 0
        fake.on("keys.list").pages([one, two], [three])
        page = client.keys.list(limit=2)
        assert page.has_next_page()
        assert [key.name for key in page] == ["a", "b", "c"]
    cursors = [call.query.get("cursor") for call in fake.on("keys.list").calls[-2:]]
    assert cursors[0] is None
    assert cursors[1] is not None


def test_a_stream_gives_its_events_and_ends(fake: FakeServer) -> None:
    fake.on("webhooks.events.stream").events(factory(types.KeyCreatedEvent), factory(types.KeyRevokedEvent))
    with fake.client() as client, client.webhooks.events.stream() as events:
        assert [type(event) for event in events] == [types.KeyCreatedEvent, types.KeyRevokedEvent]
        assert events.last_event_id == "2"


def test_a_stream_that_nobody_scripted_ends_too(fake: FakeServer) -> None:
    with fake.client() as client, client.webhooks.events.stream() as events:
        assert len(list(events)) > 0


def test_asynchronously_it_is_the_same(fake: FakeServer) -> None:
    async def story() -> list[str]:
        async with fake.async_client() as client:
            await client.keys.create(name="ci", scopes=["usage:read"])
            return [key.id async for key in client.keys.list()]

    assert asyncio.run(story())
    assert [call.operation for call in fake.calls] == ["keys.create", "keys.list"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"id": 1}, "$.id"),
        ({}, "$"),
        ([], "$"),
    ],
)
def test_an_answer_that_the_document_does_not_allow_is_refused(fake: FakeServer, value: object, said: str) -> None:
    with pytest.raises(FakeServerError, match="the document does not allow this answer") as refused:
        fake.on("keys.retrieve").answer(value)
    assert said in str(refused.value)
    fake.on("keys.retrieve").answer(value, check=False)


def test_what_is_not_there_is_named(fake: FakeServer) -> None:
    with pytest.raises(FakeServerError, match=r"no method 'keys\.retriev'; there are keys\.list"):
        fake.on("keys.retriev")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    with pytest.raises(FakeServerError, match="no operation of the document is GET /v9/keys"), fake.client() as client:
        client.request("GET", "/v9/keys")
    with pytest.raises(FakeServerError, match="200 is not an error"):
        fake.on("me").error(200)
    with pytest.raises(FakeServerError, match="the document has no status 299"):
        fake.on("me").answer({}, status=299)


def test_the_same_seed_gives_the_same_values() -> None:
    one, same, other = (FakeServer(seed=seed).factory(types.UsageEvent) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_a_client_of_your_own_reaches_it(fake: FakeServer) -> None:
    with httpx.Client(transport=fake.transport()) as http, Tollkeeper(api_key="mine", http_client=http) as client:
        client.me()
    assert fake.calls[0].headers["authorization"] == "Bearer mine"
    assert "mine" not in repr(fake.calls[0])


MODELS = [
    name for name in dir(types) if isinstance(getattr(types, name), type) and hasattr(getattr(types, name), "_decode")
]


@pytest.mark.parametrize("name", MODELS)
def test_every_model_has_a_factory(name: str) -> None:
    model = getattr(types, name)
    made = factory(model)
    assert type(made) is model
    assert model.from_dict(made.to_dict()) == made


def test_a_factory_takes_values_and_checks_them() -> None:
    assert factory(types.ApiKey, rate_limit={"limit": 5, "window_seconds": 60}).rate_limit == types.KeyRateLimit(
        limit=5, window_seconds=60
    )
    assert factory(types.KeyStatus) in list(types.KeyStatus)
    with pytest.raises(FakeServerError, match="ApiKey has no attribute 'nmae'"):
        factory(types.ApiKey, nmae="x")
    with pytest.raises(Exception, match=r"\$\.name"):
        factory(types.ApiKey, name=1)
    with pytest.raises(FakeServerError, match="int is not a model"):
        factory(int)


def test_a_signed_webhook_is_verified() -> None:
    delivery = signed_webhook(factory(types.KeyCreatedEvent))
    assert isinstance(webhooks.verify(delivery.payload, delivery.headers, SECRET), types.KeyCreatedEvent)
    old = signed_webhook(factory(types.KeyCreatedEvent), timestamp=1_000_000)
    with pytest.raises(Exception, match="too old"):
        webhooks.verify(old.payload, old.headers, SECRET)
