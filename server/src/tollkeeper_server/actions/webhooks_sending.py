"""What sends events: a test, one event again, what was missed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_, select

from tollkeeper_server import times
from tollkeeper_server.audit import record_audit
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Delivery, Event, WebhookEndpoint
from tollkeeper_server.events import add_delivery, endpoints_for, record_event
from tollkeeper_server.problems import invalid
from tollkeeper_server.queries.webhooks_endpoints import get_enabled_endpoint
from tollkeeper_server.times import DAY

TEST = "webhook.test"
_FURTHEST = 14 * DAY


def send_test(call: Call) -> Delivery:
    """A test event for one endpoint, whatever types it asked for."""
    endpoint = get_enabled_endpoint(call, call.path["endpoint_id"])
    data = {"endpoint_id": endpoint.id, "message": call.body["message"]}
    event = record_event(call.repository, TEST, data, call.now, only=endpoint)
    session = call.repository.session
    session.flush()
    return session.scalars(call.repository.rows(Delivery).where(Delivery.event_id == event.id)).one()


def resend(call: Call, event: Event) -> list[Delivery]:
    """New deliveries of an event, to one endpoint or to all that want its type."""
    wanted: str | None = call.body.get("endpoint_id")
    chosen = endpoints_for(call.repository, event.type) if wanted is None else [get_enabled_endpoint(call, wanted)]
    made = [add_delivery(call.repository, event, endpoint, call.now) for endpoint in chosen]
    record_audit(call, "event.resent", ("event", event.id), [])
    return made


def recover(call: Call) -> tuple[int, int, int]:
    """Begin, end, and how many events are sent again that an endpoint should have got in between."""
    endpoint = get_enabled_endpoint(call, call.path["endpoint_id"])
    since, until = _range(call)
    missed = call.repository.session.scalars(
        call.repository.rows(Event)
        .where(Event.created_at >= max(since, endpoint.created_at), Event.created_at < until)
        .where(_is_for(endpoint), ~_delivery(endpoint, Delivery.status.in_(("succeeded", "pending"))))
        .order_by(Event.sequence)
    ).all()
    for event in missed:
        add_delivery(call.repository, event, endpoint, call.now)
    shown = {"since": times.show(since), "until": times.show(until), "delivery_count": len(missed)}
    changes = [{"field": name, "before": None, "after": value} for name, value in shown.items()]
    record_audit(call, "webhook_endpoint.recovered", ("webhook_endpoint", endpoint.id), changes)
    return since, until, len(missed)


def _is_for(endpoint: WebhookEndpoint) -> ColumnElement[bool]:
    """Events of its types; and whatever was made for it before, such as a test."""
    types = Event.type.in_(endpoint.event_types) if endpoint.event_types else Event.type != TEST
    return or_(and_(types, Event.type != TEST), _delivery(endpoint))


def _delivery(endpoint: WebhookEndpoint, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = (Delivery.endpoint_id == endpoint.id, Delivery.event_id == Event.id)
    return exists(select(Delivery.id).where(*mine, *conditions))


def _range(call: Call) -> tuple[int, int]:
    since = times.parse(call.body["since"])
    until = min(times.parse(call.body["until"]), call.now) if call.body.get("until") else call.now
    if since < call.now - _FURTHEST:
        raise invalid("/since", "since is more than 14 days ago.", "time_too_old")
    if since >= call.now:
        raise invalid("/since", "since is in the future.", "time_in_future")
    if until <= since:
        raise invalid("/until", "until is not after since.", "invalid_time_range")
    return since, until
