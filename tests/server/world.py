"""One organization with one of everything, and a valid request for every operation on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
from live import Live, Tenant

URL = "https://example.com/hook"


class World:
    """Makes objects when they are asked for. What is changed by a request is made anew each time."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.tenant: Tenant = live.tenant("World")
        self._made = 0

    @property
    def http(self) -> httpx.Client:
        return self.tenant.http

    def number(self) -> int:
        self._made += 1
        return self._made

    def new_key(self) -> str:
        return str(self._post("/v1/keys", {"name": "k", "scopes": ["usage:read"]})["id"])

    def new_meter(self) -> str:
        body = {"key": f"m{self.number()}", "name": "m", "event_type": "tile.served", "aggregation": "sum"}
        return str(self._post("/v1/usage/meters", body)["key"])

    def new_endpoint(self) -> str:
        return str(self._post("/v1/webhooks/endpoints", {"url": URL})["id"])

    @cached_property
    def meter(self) -> str:
        return self.new_meter()

    @cached_property
    def endpoint(self) -> str:
        return self.new_endpoint()

    @cached_property
    def event(self) -> str:
        assert self.endpoint
        self.new_key()
        return str(self.http.get("/v1/webhooks/events").json()["data"][0]["id"])

    @cached_property
    def delivery(self) -> str:
        assert self.event
        return str(self.http.get("/v1/webhooks/deliveries").json()["data"][0]["id"])

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        done = self.http.post(path, json=body)
        assert done.status_code == 201, done.text
        found: dict[str, Any] = done.json()
        return found


@dataclass(frozen=True)
class Valid:
    """A request that succeeds: values of the path, and the body."""

    path: dict[str, str]
    body: dict[str, Any] | None = None


def _plain(_: World) -> Valid:
    return Valid({})


def _on(name: str, make: Callable[[World], str], body: dict[str, Any] | None = None) -> Callable[[World], Valid]:
    return lambda world: Valid({name: make(world)}, body)


def _with(body: Callable[[World], dict[str, Any]]) -> Callable[[World], Valid]:
    return lambda world: Valid({}, body(world))


def _usage(world: World) -> dict[str, Any]:
    return {"id": f"u{world.number()}", "type": "tile.served", "subject": "c1"}


def _meter(world: World) -> dict[str, Any]:
    return {"key": f"x{world.number()}", "name": "x", "event_type": "t", "aggregation": "count"}


SPAN = {"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"}

VALID: dict[str, Callable[[World], Valid]] = {
    "health": _plain,
    "me": _plain,
    "scopes.list": _plain,
    "audit_events.list": _plain,
    "keys.list": _plain,
    "keys.create": _with(lambda _: {"name": "new", "scopes": ["usage:read"]}),
    "keys.verify": _with(lambda world: {"key": world.tenant.secret}),
    "keys.retrieve": _on("key_id", World.new_key),
    "keys.update": _on("key_id", World.new_key, {"name": "renamed"}),
    "keys.rotate": _on("key_id", World.new_key, {"overlap_seconds": 5}),
    "keys.revoke": _on("key_id", World.new_key, {"reason": "tests"}),
    "usage.meters.list": _plain,
    "usage.meters.create": _with(_meter),
    "usage.meters.retrieve": _on("meter_key", lambda world: world.meter),
    "usage.meters.archive": _on("meter_key", World.new_meter),
    "usage.events.list": _plain,
    "usage.events.record": _with(_usage),
    "usage.events.record_batch": _with(lambda world: {"events": [_usage(world), _usage(world)]}),
    "usage.query": _with(lambda world: {"meter": world.meter, **SPAN}),
    "usage.summary": _plain,
    "webhooks.event_types.list": _plain,
    "webhooks.endpoints.list": _plain,
    "webhooks.endpoints.create": _with(lambda _: {"url": URL}),
    "webhooks.endpoints.retrieve": _on("endpoint_id", lambda world: world.endpoint),
    "webhooks.endpoints.update": _on("endpoint_id", lambda world: world.endpoint, {"description": "changed"}),
    "webhooks.endpoints.delete": _on("endpoint_id", World.new_endpoint),
    "webhooks.endpoints.rotate_secret": _on("endpoint_id", World.new_endpoint, {"overlap_seconds": 5}),
    "webhooks.endpoints.test": _on("endpoint_id", lambda world: world.endpoint, {"message": "hello"}),
    "webhooks.endpoints.recover": lambda world: Valid({"endpoint_id": world.endpoint}, {"since": _an_hour_ago(world)}),
    "webhooks.events.list": _plain,
    "webhooks.events.retrieve": _on("event_id", lambda world: world.event),
    "webhooks.events.resend": _on("event_id", lambda world: world.event, {"endpoint_id": None}),
    "webhooks.events.stream": _plain,
    "webhooks.deliveries.list": _plain,
    "webhooks.deliveries.retrieve": _on("delivery_id", lambda world: world.delivery),
    "webhooks.portal_sessions.create": _with(lambda _: {"expires_in_seconds": 60}),
}
"""A valid request for every operation of the document; a test compares the names."""


def _an_hour_ago(world: World) -> str:
    from tollkeeper_server import times

    return times.show(world.live.clock() - times.HOUR)


def unknown(valid: Valid) -> Valid:
    """The same request about something that is not there."""
    path = {
        name: f"{value}_none" if name == "meter_key" else value[:-1] + ("1" if value[-1] == "0" else "0")
        for name, value in valid.path.items()
    }
    body = {**valid.body, "meter": "no_such_meter"} if valid.body and "meter" in valid.body else valid.body
    return Valid(path, body)


def send(client: httpx.Client, live: Live, operation_id: str, valid: Valid, **more: Any) -> httpx.Response:
    """Send a request for an operation. A stream is closed after its head."""
    operation = live.services.api.operations[operation_id]
    body: dict[str, Any] = {} if valid.body is None else {"json": valid.body}
    with client.stream(operation.method, operation.path.format(**valid.path), **{**body, **more}) as response:
        if response.headers.get("content-type", "").startswith("text/event-stream"):
            return response
        response.read()
        return response
