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

import httpx
from sqlalchemy.engine import URL

from tollkeeper_server import collector, times
from tollkeeper_server.actions.organizations import create_first_key, create_organization
from tollkeeper_server.app import create_app, create_services
from tollkeeper_server.db.engine import EVERY_ORGANIZATION
from tollkeeper_server.db.migrations import upgrade
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
        upgrade(services.database)
        answers = asyncio.run(probe(services))
        services.close()
    sys.stdout.write(json.dumps({"scopes": list(services.api.scopes), "answers": answers}) + "\n")


async def probe(services: Services) -> Answers:
    """Ask every operation as everybody."""
    keys = _keys(services)
    transport = httpx.ASGITransport(create_app(services, housekeeping=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://probe") as client:
        found: Answers = {}
        for operation in services.api.operations.values():
            path = re.sub(r"{\w+}", "x", operation.path)
            found[operation.id] = {
                who: (await client.request(operation.method, path, params={"probe": "1"}, headers=headers)).status_code
                for who, headers in keys.items()
            }
    return found


def _keys(services: Services) -> Mapping[str, Mapping[str, str]]:
    scopes = list(services.api.scopes)
    wanted: dict[str, Sequence[str]] = {"": [], **{scope: [scope] for scope in scopes}, EVERYTHING: scopes}
    headers: dict[str, Mapping[str, str]] = {NOBODY: {}}
    with services.database.writing(EVERY_ORGANIZATION) as session:
        organization = create_organization(session, "Probe", times.now())
        for who, held in wanted.items():
            _, secret = create_first_key(session, services.vault, organization, held, times.now())
            headers[who] = {"Authorization": f"Bearer {secret}"}
    return headers


if __name__ == "__main__":
    with collector.paused():
        main()
