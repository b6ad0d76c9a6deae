"""Rows that hot paths read: frozen, with the names of the model's columns, and no session behind them."""

from __future__ import annotations

from typing import Any, NamedTuple, Unpack

from sqlalchemy import Select, bindparam, func, select

from tollkeeper_server.db.engine import SETTING
from tollkeeper_server.db.models import ApiKey
from tollkeeper_server.db.prepared import Prepared


class KeyRow(NamedTuple):
    """A row of ``ApiKey`` as a request looks at it."""

    id: str
    organization_id: str
    digest: bytes
    name: str
    environment: str
    last4: str
    scopes: list[str]
    enabled: bool
    rate_limit: dict[str, int] | None
    metadata_: dict[str, str]
    created_by: str | None
    created_at: int
    expires_at: int | None
    last_used_at: int | None
    revoked_at: int | None
    rotated_to: str | None
    version: int


def _keys() -> Select[Unpack[tuple[Any, ...]]]:
    return select(*(getattr(ApiKey, name) for name in KeyRow._fields))


def own_keys() -> Select[Unpack[tuple[Any, ...]]]:
    """The keys of one organization, to be narrowed."""
    return _keys().where(ApiKey.organization_id == bindparam("organization_id"))


_IS_DIGEST = ApiKey.digest == bindparam("digest")

KEY_BY_DIGEST = Prepared(_keys().where(_IS_DIGEST), KeyRow._make)
KEY_THAT_TURNS = Prepared(
    _keys().add_columns(func.set_config(SETTING, ApiKey.organization_id, True)).where(_IS_DIGEST),
    lambda found: KeyRow._make([*found][:-1]),
)
"""The same on PostgreSQL, where the transaction then is about the key's organization: one message less."""
OWN_KEY_BY_DIGEST = Prepared(own_keys().where(_IS_DIGEST), KeyRow._make)
OWN_KEY_BY_ID = Prepared(own_keys().where(ApiKey.id == bindparam("id")), KeyRow._make)
