"""``webhooks.events.list``, ``.retrieve`` and ``.resend``."""

from __future__ import annotations

from tollkeeper_server.actions.webhooks_sending import resend
from tollkeeper_server.context import Answer, Call, answer
from tollkeeper_server.cursors import page_of_rows
from tollkeeper_server.db.models import Event
from tollkeeper_server.queries.webhooks_deliveries import show_delivery
from tollkeeper_server.queries.webhooks_events import events, get_event, show_event
from tollkeeper_server.registry import handles


@handles("webhooks.events.list")
def list_events(call: Call) -> Answer:
    """Newest first, whether or not an endpoint got them."""
    return page_of_rows(call, events(call), Event.sequence, show_event)


@handles("webhooks.events.retrieve")
def retrieve(call: Call) -> Answer:
    """With the content of the webhook that carried it."""
    return answer(200, show_event(get_event(call)))


@handles("webhooks.events.resend")
def resend_event(call: Call) -> Answer:
    """New deliveries with the same ``webhook-id``."""
    event = get_event(call)
    return answer(202, {"event_id": event.id, "deliveries": [show_delivery(made) for made in resend(call, event)]})
