"""What arrives: headers, query and body as text and bytes, with bounds."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from tollkeeper_server.problems import Problem
from tollkeeper_server.spec.body import LARGEST

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
    """The body. Raises ``Problem`` 413 as soon as it is too large, without reading the rest."""
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared[:12]) > LARGEST:
        raise _too_large()
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > LARGEST:
                raise _too_large()
            chunks.append(chunk)
    except ClientDisconnect:
        raise Problem("request_timeout", "The connection ended before the body did.") from None
    return b"".join(chunks)


def _too_large() -> Problem:
    # The rest of the body is not read, so the connection can't be used again.
    headers = {"Connection": "close"}
    return Problem("payload_too_large", f"A request body holds at most {LARGEST} bytes.", headers=headers)
