"""The document's examples made true of a running server: ids that are there, names that are free, times that are near.

What an example says otherwise stays as it is. Nothing is left out: an operation without a line here is sent as shown.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from support.arguments import Call, make_call
from support.document import Operation
from tollkeeper_server import times
from world import VALID, World

Json = dict[str, Any]
SUBJECT = "customer_42"


class Seeded(World):
    """A world in which the examples find something."""

    @cached_property
    def tiles(self) -> str:
        """The meter of the examples, with the usage that they ask for."""
        self._post("/v1/usage/meters", METER)
        for number in range(2):
            event = {"id": f"seed-{number}", "type": "tile.served", "subject": SUBJECT, "value": 16}
            self.http.post("/v1/usage/events", json=event).raise_for_status()
        return str(METER["key"])

    @cached_property
    def listed(self) -> None:
        """Two of everything that is listed."""
        assert self.tiles
        assert self.event
        self.new_meter()
        self.new_key()
        self.new_endpoint()

    @cached_property
    def target(self) -> str:
        return self.new_key()

    def around(self, hours: int) -> str:
        """A time so many hours from now."""
        return times.show(self.live.clock() + hours * times.HOUR)


METER = {
    "key": "tiles_served", "name": "Map tiles served", "event_type": "tile.served", "aggregation": "sum",
    "dimensions": ["region", "style"],
}  # fmt: skip

PARAMETERS: dict[str, Callable[[Seeded], Any]] = {
    "from": lambda world: world.around(-24),
    "to": lambda world: world.around(24),
    "actor_key_id": lambda world: world.tenant.key_id,
    "target_id": lambda world: world.target,
    "endpoint_id": lambda world: world.endpoint,
    "event_id": lambda world: world.event,
    "Idempotency-Key": lambda world: f"{world.number()}-0b9c1d52-6f7e-4d0a-9a43-3c1f8a2e5b71",
}
STATES = {"webhooks.deliveries.list": {"status": "pending"}}
LEFT_OUT = {"cursor", "Last-Event-ID"}
"""Positions in a list and in a stream: ``test_lists_are_paged_through`` and the stream's own test use real ones."""


def _event(world: Seeded, body: Json) -> Json:
    return {**body, "id": f"{world.number()}-{body['id']}", **({"time": world.around(-1)} if "time" in body else {})}


BODIES: dict[str, Callable[[Seeded, Json], Json]] = {
    "keys.create": lambda world, body: {**body, **({"expires_at": world.around(900)} if "expires_at" in body else {})},
    "keys.rotate": lambda world, body: {**body, **({"expires_at": world.around(900)} if "expires_at" in body else {})},
    "keys.verify": lambda world, body: {**body, "key": world.tenant.secret},
    "usage.meters.create": lambda world, body: {**body, "key": f"{body['key']}_{world.number()}"},
    "usage.events.record": _event,
    "usage.events.record_batch": lambda world, body: {"events": [_event(world, event) for event in body["events"]]},
    "usage.query": lambda world, body: {**body, "meter": world.tiles},
    "webhooks.endpoints.recover": lambda world, body: {
        **body, "since": world.around(-2), **({"until": world.around(-1)} if "until" in body else {}),
    },
    "webhooks.events.resend": lambda world, body: {**body, "endpoint_id": world.endpoint} if body else body,
}  # fmt: skip


def seeded(world: Seeded, operation: Operation, body: Json | None, *, optional: bool = True) -> Call:
    """The call that the document shows, of things that are there. ``body`` is an example of its body."""
    if operation.pagination or operation.id == "usage.summary":
        assert world.listed is None
    path = VALID[operation.id](world).path
    values = {**STATES.get(operation.id, {}), **path}
    parameters = [
        {**parameter, "example": _value(world, operation, parameter, values)}
        for parameter in operation.parameters
        if parameter["name"] not in LEFT_OUT
    ]
    if body is not None and operation.id in BODIES:
        body = BODIES[operation.id](world, copy.deepcopy(body))
    return make_call(replace(operation, parameters=tuple(parameters)), body, optional=optional)


def _value(world: Seeded, operation: Operation, parameter: Json, values: Json) -> Any:
    name = parameter["name"]
    if name in values:
        return values[name]
    if name == "If-Match":
        return world.http.get(operation.path.format(**values)).headers["etag"]
    return PARAMETERS[name](world) if name in PARAMETERS else parameter["example"]
