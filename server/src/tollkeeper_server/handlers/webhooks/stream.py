"""``webhooks.events.stream``."""

from __future__ import annotations

import anyio.to_thread

from tollkeeper_server.context import StreamAnswer, StreamCall
from tollkeeper_server.registry import handles
from tollkeeper_server.stream.messages import messages
from tollkeeper_server.stream.positions import first_position


@handles("webhooks.events.stream")
async def stream(call: StreamCall) -> StreamAnswer:
    """From the next event on, or from the one after ``Last-Event-ID``."""
    last: str | None = call.headers["Last-Event-ID"]
    position = await anyio.to_thread.run_sync(first_position, call.services.database, last, call.now)
    return StreamAnswer(messages(call, position, call.query["event_types"]))
