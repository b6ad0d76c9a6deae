"""``webhooks.deliveries.*``."""

from __future__ import annotations

from tollkeeper_server.context import Answer, Call, answer
from tollkeeper_server.cursors import page_of_rows
from tollkeeper_server.db.models import Delivery
from tollkeeper_server.queries.webhooks_deliveries import attempts_of, deliveries, get_delivery, show_delivery
from tollkeeper_server.registry import handles


@handles("webhooks.deliveries.list")
def list_deliveries(call: Call) -> Answer:
    """Newest first, without their attempts."""
    return page_of_rows(call, deliveries(call), Delivery.id, show_delivery)


@handles("webhooks.deliveries.retrieve")
def retrieve(call: Call) -> Answer:
    """With every attempt."""
    delivery = get_delivery(call)
    return answer(200, {**show_delivery(delivery), "attempts": attempts_of(call, delivery)})
