"""``python -m tollkeeper_server.probe``: ask a real server, in this process, which scopes each operation enforces.

For every operation it sends a request that no handler ever sees (it has an unknown query parameter): without a key,
with a key that holds nothing, with each scope alone, and with all. Prints JSON: the scopes that the server knows,
and per operation the answers.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy.engine import URL
from starlette.types import ASGIApp, Message, Scope

from tollkeeper_server import collector, times
from tollkeeper_server.actions.organizations import create_first_key, create_organization
from tollkeeper_server.app import create_app, create_services
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.models import Base
from tollkeeper_server.observability.logs import configure_logs
from tollkeeper_server.services import Services
from tollkeeper_server.settings import Rate, Settings
from tollkeeper_server.spec.document import load_api

NOBODY = "(no key)"
EVERYTHING = "(all scopes)"

Answers = dict[str, dict[str, int]]
"""Status by who asked, by operationId."""


def main() -> None:
    """Print what was found for the document that the first argument names."""
    configure_logs(logging.CRITICAL)  # standard output is for the answer alone
    document = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(prefix="tollkeeper-probe-") as folder:
        url = URL.create("sqlite", database=str(Path(folder) / "probe.db"))
        settings = Settings(url, {1: b"of no use outside this process....."}, rate=Rate(1_000_000, 60))
        services = create_services(settings, api=load_api(document))
        Base.metadata.create_all(services.database.engine)  # what migrations make, in a tenth of their time
        answers = asyncio.run(probe(services))
        services.close()
    sys.stdout.write(json.dumps({"scopes": list(services.api.scopes), "answers": answers}) + "\n")


async def probe(services: Services) -> Answers:
    """Ask every operation as everybody."""
    keys = _keys(services)
    app = create_app(services, housekeeping=False)
    found: Answers = {}
    for operation in services.api.operations.values():
        path = re.sub(r"{\w+}", "x", operation.path)
        found[operation.id] = {who: await _status(app, operation.method, path, sent) for who, sent in keys.items()}
    return found


async def _status(app: ASGIApp, method: str, path: str, headers: Sequence[tuple[bytes, bytes]]) -> int:
    """Of the answer of the application to a request without a body, as a server hands it over."""
    seen: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            seen.append(message["status"])

    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "method": method,
        "path": path, "raw_path": path.encode(), "query_string": b"probe=1", "root_path": "",
        "headers": [(b"host", b"probe"), *headers], "client": ("127.0.0.1", 123), "server": ("probe", None),
    }  # fmt: skip
    await app(scope, receive, send)
    return seen[0]


def _keys(services: Services) -> Mapping[str, Sequence[tuple[bytes, bytes]]]:
    scopes = list(services.api.scopes)
    wanted: dict[str, Sequence[str]] = {"": [], **{scope: [scope] for scope in scopes}, EVERYTHING: scopes}
    headers: dict[str, Sequence[tuple[bytes, bytes]]] = {NOBODY: ()}
    with services.database.writing(EVERY_ORGANIZATION) as session:
        organization = create_organization(session, "Probe", times.now())
        for who, held in wanted.items():
            _, secret = create_first_key(session, services.vault, organization, held, times.now())
            headers[who] = [(b"authorization", f"Bearer {secret}".encode())]
    return headers


if __name__ == "__main__":
    with collector.paused():
        main()
