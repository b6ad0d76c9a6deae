"""``health``."""

from __future__ import annotations

from tollkeeper_server.context import Answer, PublicCall, answer
from tollkeeper_server.registry import handles


@handles("health")
def health(call: PublicCall) -> Answer:
    """Up, as long as this runs."""
    return answer(200, {"status": "ok", "version": call.services.api.version})
