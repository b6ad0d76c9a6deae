"""``webhooks.endpoints.*``."""

from __future__ import annotations

from typing import Any

from tollkeeper_server.actions.webhooks_endpoints import (
    create_endpoint,
    delete_endpoint,
    rotate_secret,
    update_endpoint,
)
from tollkeeper_server.actions.webhooks_sending import recover, send_test
from tollkeeper_server.context import Answer, Call, answer, no_content
from tollkeeper_server.cursors import page_of_rows
from tollkeeper_server.db.models import WebhookEndpoint
from tollkeeper_server.delivery.connecting import leads_inside
from tollkeeper_server.delivery.urls import parse_target
from tollkeeper_server.etags import check_if_match, etag
from tollkeeper_server.problems import invalid
from tollkeeper_server.queries.webhooks_deliveries import show_delivery
from tollkeeper_server.queries.webhooks_endpoints import endpoints, get_endpoint, has_status, show_endpoint
from tollkeeper_server.registry import handles, precedes
from tollkeeper_server.services import Services
from tollkeeper_server.times import show, show_optional


@handles("webhooks.endpoints.list")
def list_endpoints(call: Call) -> Answer:
    """Newest first, without secrets."""
    query = endpoints(call.repository)
    if call.query["status"] is not None:
        query = query.where(has_status(call.query["status"]))
    return page_of_rows(call, query, WebhookEndpoint.id, show_endpoint)


@precedes("webhooks.endpoints.create")
@precedes("webhooks.endpoints.update")
async def check_host(services: Services, body: dict[str, Any]) -> None:
    """Raises ``Problem`` for a name that leads inside. No transaction waits for a stranger's name server."""
    allow_loopback = services.options.allow_loopback
    try:
        target = parse_target(body.get("url", ""), allow_loopback=allow_loopback)
    except ValueError:
        return  # there is none, or the action says what is wrong with it
    if await leads_inside(target.host, target.port, allow_loopback=allow_loopback):
        raise invalid("/url", "The URL leads to an address that is not public.")


@handles("webhooks.endpoints.create")
def create(call: Call) -> Answer:
    """The answer holds the secret, this once."""
    endpoint, secret = create_endpoint(call)
    return answer(201, {**show_endpoint(endpoint), "secret": secret}, {"ETag": etag(endpoint)})


@handles("webhooks.endpoints.retrieve")
def retrieve(call: Call) -> Answer:
    """Without its secret."""
    return _shown(get_endpoint(call.repository, call.path["endpoint_id"]))


@handles("webhooks.endpoints.update")
def update(call: Call) -> Answer:
    """Only if it is still the version that the caller saw."""
    endpoint = get_endpoint(call.repository, call.path["endpoint_id"], lock=True)
    check_if_match(call, endpoint)
    update_endpoint(call, endpoint)
    return _shown(endpoint)


@handles("webhooks.endpoints.delete")
def delete(call: Call) -> Answer:
    """404 from now on."""
    delete_endpoint(call, get_endpoint(call.repository, call.path["endpoint_id"], lock=True))
    return no_content()


@handles("webhooks.endpoints.rotate_secret")
def rotate(call: Call) -> Answer:
    """The other answer that holds a secret."""
    endpoint = get_endpoint(call.repository, call.path["endpoint_id"], lock=True)
    secret, ends = rotate_secret(call, endpoint)
    body = {"endpoint_id": endpoint.id, "secret": secret, "previous_secret_expires_at": show_optional(ends)}
    return answer(200, body)


@handles("webhooks.endpoints.test")
def test(call: Call) -> Answer:
    """The delivery says how it went, later."""
    return answer(202, show_delivery(send_test(call)))


@handles("webhooks.endpoints.recover")
def recover_endpoint(call: Call) -> Answer:
    """How many events are on their way."""
    since, until, count = recover(call)
    body = {"endpoint_id": call.path["endpoint_id"], "since": show(since), "until": show(until)}
    return answer(202, {**body, "delivery_count": count})


def _shown(endpoint: WebhookEndpoint) -> Answer:
    return answer(200, show_endpoint(endpoint), {"ETag": etag(endpoint)})
