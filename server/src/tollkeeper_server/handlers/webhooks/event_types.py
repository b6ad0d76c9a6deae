"""``webhooks.event_types.list``."""

from __future__ import annotations

from tollkeeper_server.context import Answer, Call
from tollkeeper_server.cursors import page_of_items
from tollkeeper_server.queries.webhooks_events import event_types
from tollkeeper_server.registry import handles


@handles("webhooks.event_types.list")
def list_event_types(call: Call) -> Answer:
    """The same for everybody."""
    return page_of_items(call, event_types(call.services.api), "type")
