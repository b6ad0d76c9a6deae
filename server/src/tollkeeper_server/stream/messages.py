"""Server-sent events (HTML standard, section 9.2) of one organization."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection

import anyio.to_thread
from sqlalchemy.exc import SQLAlchemyError

from tollkeeper_server.auth import is_valid
from tollkeeper_server.context import StreamCall
from tollkeeper_server.db.models import ApiKey
from tollkeeper_server.observability.logs import logger
from tollkeeper_server.stream.tail import Row

RETRY_MS = 3_000
_HEARTBEAT = b": still here\n\n"


async def messages(call: StreamCall, position: int, types: Collection[str] | None) -> AsyncIterator[bytes]:
    """Chunks of the stream until its time is over, its key is no longer valid, or the server stops.

    It begins with an ``id`` alone, which no client shows: one that loses the connection before the first event
    goes on from here too.
    """
    services, options = call.services, call.services.options
    tail, clock = services.tail, asyncio.get_running_loop().time
    ends = clock() + options.stream_lifetime
    beat = clock() + options.stream_heartbeat
    fresh = True
    yield f": events follow\nid: {position}\n\n".encode()
    with tail.following():
        while not tail.closed and clock() < ends:
            try:
                patience = max(0.0, min(beat, ends) - clock())
                found, position = await tail.after(call.principal.organization_id, position, patience)
                wanted = [row for row in found if types is None or row.type in types]
                if wanted:
                    yield b"".join(message(row, retry=fresh and row is wanted[0]) for row in wanted)
                    fresh = False
                if clock() >= beat:
                    if not await anyio.to_thread.run_sync(_still_valid, call):
                        return
                    yield _HEARTBEAT
                    beat = clock() + options.stream_heartbeat
            except SQLAlchemyError as error:  # the client connects again and goes on where it was
                logger().error("stream_failed", request_id=call.origin.request_id, exc_info=error)
                return


def message(row: Row, *, retry: bool = False) -> bytes:
    """One ``EventStreamMessage``. A payload is JSON on one line."""
    wait = f"retry: {RETRY_MS}\n" if retry else ""
    return f"{wait}id: {row.sequence}\nevent: {row.type}\ndata: {row.payload}\n\n".encode()


def _still_valid(call: StreamCall) -> bool:
    with call.services.database.reading(call.principal.organization_id) as session:
        key = session.get(ApiKey, call.principal.key_id)
        needed = set(call.operation.required_scopes)
        return key is not None and is_valid(key, call.services.clock()) and needed <= set(key.scopes)
