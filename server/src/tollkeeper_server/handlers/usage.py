"""``usage.*``."""

from tollkeeper_server.handlers.webhooks.pending import pending
from tollkeeper_server.registry import handles

for _name in [
    "usage.meters.list",
    "usage.meters.create",
    "usage.meters.retrieve",
    "usage.meters.archive",
    "usage.events.list",
    "usage.events.record",
    "usage.events.record_batch",
    "usage.query",
    "usage.summary",
]:
    handles(_name)(pending)
