"""What has to exist before an example can run against the live server, and what the example calls it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import httpx

BASE_URL = "https://api.tollkeeper.dev"


def _ok(response: httpx.Response) -> Any:
    response.raise_for_status()
    return response.json()


def _key(http: httpx.Client) -> str:
    return str(_ok(http.post("/v1/keys", json={"name": "ci", "scopes": ["usage:read", "usage:write"]}))["id"])


def _secret(http: httpx.Client) -> str:
    return str(_ok(http.post("/v1/keys", json={"name": "ci", "scopes": ["usage:read"]}))["secret"])


def _meter(http: httpx.Client) -> str:
    made = {"key": "tiles_served", "name": "Tiles", "event_type": "tile.served", "aggregation": "sum"}
    return str(_ok(http.post("/v1/usage/meters", json={**made, "dimensions": ["region", "style"]}))["key"])


def _endpoint(http: httpx.Client) -> str:
    return str(_ok(http.post("/v1/webhooks/endpoints", json={"url": "https://example.com/hooks"}))["id"])


def _event(http: httpx.Client) -> str:
    _key(http)  # making a key is an event
    return str(_ok(http.get("/v1/webhooks/events"))["data"][0]["id"])


def _delivery(http: httpx.Client) -> str:
    _endpoint(http)
    _key(http)
    return str(_ok(http.get("/v1/webhooks/deliveries"))["data"][0]["id"])


#: What the document's examples name, and how one is made. The order is that of making.
OBJECTS: dict[str, Callable[[httpx.Client], str]] = {
    "tk_live_4fQ8mZx1VbT7nRk2WcY9sJd5LpH3gEa6UoXyBvNtA0C": _secret,
    "key_01K8Q2W7VJ3XN5RFTY6B9M": _key,
    "whe_01K8Q9HX5PB3VM6ZRJD7TE": _endpoint,
    "evt_01K8R6A9TC4WKZ7YQNF2JD": _event,
    "dlv_01K8R6BQ2MZ5HN9DXWT4CK": _delivery,
}
#: Operations that make what they name, so that it must not be there before.
MAKERS = {"usage.meters.create"}


def prepared(operation: str, text: str, http: httpx.Client) -> str:
    """The example with the objects that it names made, and their real ids in place of the document's."""
    for named, make in OBJECTS.items():
        if named in text:
            text = text.replace(named, make(http))
    if "tiles_served" in text and operation not in MAKERS:
        _meter(http)
    if operation == "webhooks.events.resend":
        _endpoint(http)
    if operation == "webhooks.endpoints.recover":  # which takes times of the last 14 days
        today = dt.datetime.now(dt.timezone.utc).date()
        for example, day in (
            ((2026, 3, 3), today - dt.timedelta(days=3)),
            ((2026, 3, 4), today - dt.timedelta(days=2)),
        ):
            text = text.replace(dt.date(*example).isoformat(), day.isoformat())
            text = text.replace("({}, {}, {},".format(*example), f"({day.year}, {day.month}, {day.day},")
    return re.sub(r"(Idempotency-Key: )[0-9a-f-]{36}", lambda match: match[1] + str(uuid.uuid4()), text)
