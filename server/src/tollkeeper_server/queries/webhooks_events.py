"""Events as they are shown, finding them, and their types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select

from tollkeeper_server import times
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Event
from tollkeeper_server.exact import load_json
from tollkeeper_server.problems import not_found
from tollkeeper_server.times import DAY

if TYPE_CHECKING:
    from tollkeeper_server.spec.document import Api

KEPT = 30 * DAY
"""How long events and deliveries can be read."""


def events(call: Call) -> Select[Event]:
    """Those that the request's filters keep."""
    filters = call.query
    query = call.repository.rows(Event).where(Event.created_at >= call.now - KEPT)
    if filters["event_types"] is not None:
        query = query.where(Event.type.in_(filters["event_types"]))
    if filters["from"] is not None:
        query = query.where(Event.created_at >= times.parse(filters["from"]))
    if filters["to"] is not None:
        query = query.where(Event.created_at < times.parse(filters["to"]))
    return query


def get_event(call: Call) -> Event:
    """The event that the path names. Raises ``Problem`` 404."""
    event = call.repository.first(Event, Event.id == call.path["event_id"], Event.created_at >= call.now - KEPT)
    if event is None:
        raise not_found("event with this id in the last 30 days")
    return event


def show_event(event: Event) -> dict[str, Any]:
    """An ``Event`` of the document: the content of the webhook that carried it."""
    shown: dict[str, Any] = load_json(event.payload)
    return shown


def event_types(api: Api) -> list[dict[str, Any]]:
    """Every type of the document with a schema that needs no other."""
    schemas: dict[str, Any] = api.refs.document["components"]["schemas"]
    descriptions: dict[str, str] = schemas["EventType"]["x-enum-descriptions"]
    mapping: dict[str, str] = schemas["Event"]["discriminator"]["mapping"]
    return [
        {"type": name, "description": text, "schema": api.refs.inline({"$ref": mapping[name]})}
        for name, text in descriptions.items()
    ]
