"""Operations that are not built yet: 503, and the gate ``routes`` fails as long as one is listed here."""

from __future__ import annotations

from tollkeeper_server.context import Answer, Call
from tollkeeper_server.problems import Problem
from tollkeeper_server.registry import handles

PENDING = (
    "webhooks.event_types.list",
    "webhooks.endpoints.list",
    "webhooks.endpoints.create",
    "webhooks.endpoints.retrieve",
    "webhooks.endpoints.update",
    "webhooks.endpoints.delete",
    "webhooks.endpoints.rotate_secret",
    "webhooks.endpoints.test",
    "webhooks.endpoints.recover",
    "webhooks.events.list",
    "webhooks.events.retrieve",
    "webhooks.events.resend",
    "webhooks.events.stream",
    "webhooks.deliveries.list",
    "webhooks.deliveries.retrieve",
    "webhooks.portal_sessions.create",
)


def pending(_call: Call) -> Answer:
    raise Problem("service_unavailable", "This operation is not built yet.")


for _name in PENDING:
    handles(_name)(pending)
