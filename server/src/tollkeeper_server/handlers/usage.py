"""``usage.*``."""

from __future__ import annotations

from collections.abc import Sequence

from tollkeeper_server.actions.meters import archive_meter, create_meter
from tollkeeper_server.actions.usage import record_usage, record_usage_batches
from tollkeeper_server.context import Answer, Call, answer
from tollkeeper_server.cursors import page_of_rows
from tollkeeper_server.db.models import Meter, UsageEvent
from tollkeeper_server.problems import Problem
from tollkeeper_server.queries.meters import get_meter, meters, show_meter
from tollkeeper_server.queries.usage import query_usage, summarize
from tollkeeper_server.queries.usage_events import show_usage_event, usage_events
from tollkeeper_server.registry import committed_together, handles


@handles("usage.meters.list")
def list_meters(call: Call) -> Answer:
    """Newest first."""
    return page_of_rows(call, meters(call, archived=bool(call.query["include_archived"])), Meter.id, show_meter)


@handles("usage.meters.create")
def create(call: Call) -> Answer:
    """A meter does not change afterwards, apart from being archived."""
    return answer(201, show_meter(create_meter(call)))


@handles("usage.meters.retrieve")
def retrieve(call: Call) -> Answer:
    """Archived or not."""
    return answer(200, show_meter(get_meter(call, call.path["meter_key"])))


@handles("usage.meters.archive")
def archive(call: Call) -> Answer:
    """For good."""
    meter = get_meter(call, call.path["meter_key"], lock=True)
    archive_meter(call, meter)
    return answer(200, show_meter(meter))


@handles("usage.events.list")
def list_events(call: Call) -> Answer:
    """By arrival, the last one first."""
    return page_of_rows(call, usage_events(call), UsageEvent.sequence, show_usage_event)


@handles("usage.events.record")
@committed_together("usage.events.record")
def record(calls: Sequence[Call]) -> list[Answer | Problem]:
    """Stored for good when the answer arrives."""
    return [found if isinstance(found, Problem) else answer(202, found) for found in record_usage(calls)]


@handles("usage.events.record_batch")
@committed_together("usage.events.record_batch")
def record_batch(calls: Sequence[Call]) -> list[Answer]:
    """A result per event, in the order sent."""
    return [answer(202, found) for found in record_usage_batches(calls)]


@handles("usage.query")
def query(call: Call) -> Answer:
    """Nothing is stored."""
    return answer(200, query_usage(call, get_meter(call, call.body["meter"])))


@handles("usage.summary")
def summary(call: Call) -> Answer:
    """One number per meter."""
    return answer(200, summarize(call))
