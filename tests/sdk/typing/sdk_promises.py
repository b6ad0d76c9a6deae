"""Code that type-checks against this release. The next one has to pass it with ``mypy --strict``, or be a major one."""

from __future__ import annotations

import datetime as dt

from tollkeeper import AsyncTollkeeper, Scope, Tollkeeper
from tollkeeper.types import ApiKey, ApiKeyWithSecret


def made(client: Tollkeeper) -> ApiKeyWithSecret:
    """By keywords: members of enums and their values, with and without what is optional."""
    client.keys.create(name="ci", scopes=["usage:read"], metadata={"team": "a"}, timeout=3.0)
    return client.keys.create(name="ci", scopes=[Scope.USAGE_READ], expires_at=None, idempotency_key="once")


def read(client: Tollkeeper) -> dt.datetime | None:
    """By attributes."""
    key: ApiKey = client.keys.retrieve("key_0")
    name: str = key.name
    return key.expires_at if name else key.created_at


def paged(client: Tollkeeper) -> list[str]:
    """Over all pages, and one by one."""
    first = client.keys.list(limit=10)
    cursor: str | None = first.next_cursor
    return [key.id for key in first if cursor]


async def awaited(client: AsyncTollkeeper) -> list[str]:
    """The same, awaited."""
    await client.keys.revoke("key_0", reason="leaked")
    return [key.id async for key in client.keys.list()]
