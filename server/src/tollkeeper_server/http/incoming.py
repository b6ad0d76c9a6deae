"""What arrives: headers, query and body as text and bytes, with bounds."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from tollkeeper_server.problems import Problem
from tollkeeper_server.spec.body import LARGEST

MOST_READ = 16 * LARGEST
"""So much is read of a body that is too large: a connection that is closed before loses the answer on its way."""
BODY_SECONDS = 60.0
"""A body has so long to arrive."""
_MOST_FIELDS = 500


def header_list(request: Request) -> list[tuple[str, str]]:
    """Every header as it was sent, names in lower case, duplicates kept."""
    return [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.headers.raw]


def query_list(request: Request) -> list[tuple[str, str]]:
    """Every pair of the query. Raises ``Problem`` 400 for one that is not UTF-8."""
    raw: bytes = request.scope.get("query_string", b"")
    try:
        return parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise Problem("invalid_parameter", "The query is not UTF-8, or has more than 500 parts.") from None


async def read_body(request: Request) -> bytes:
    """The body. Raises ``Problem``: 415 for an encoded one, 408 for one that takes too long, 413 for one too large."""
    _refuse_encoded(request)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read(request)
    except TimeoutError:
        detail = f"The body did not come within {BODY_SECONDS:.0f} seconds."
        raise Problem("request_timeout", detail, headers={"Connection": "close"}) from None


def _refuse_encoded(request: Request) -> None:
    sent = ", ".join(request.headers.getlist("content-encoding")).strip()
    if any(part.strip().lower() not in {"", "identity"} for part in sent.split(",")):
        # The body stays unread: the connection can't be used again.
        headers = {"Accept-Encoding": "identity", "Connection": "close"}
        detail = f"Send the body as it is, without Content-Encoding: {sent[:100]}."
        raise Problem("unsupported_media_type", detail, headers=headers)


async def _read(request: Request) -> bytes:
    """Without keeping what is beyond the most that a body may hold."""
    declared = request.headers.get("content-length", "0")
    kept: list[bytes] = []
    size = int(declared[:12]) if declared.isdecimal() and int(declared[:12]) > MOST_READ else 0
    if size:
        raise _too_large()
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > MOST_READ:
                raise _too_large()
            if size <= LARGEST:
                kept.append(chunk)
    except ClientDisconnect:
        raise Problem("request_timeout", "The connection ended before the body did.") from None
    if size > LARGEST:
        raise _too_large()
    return b"".join(kept)


def _too_large() -> Problem:
    # The body may not have been read to its end: then the connection can't be used again.
    headers = {"Connection": "close"}
    return Problem("payload_too_large", f"A request body holds at most {LARGEST} bytes.", headers=headers)
