"""``migrate``, ``check`` and ``purge``."""

from __future__ import annotations

import argparse
from typing import Any

from tollkeeper_server import times
from tollkeeper_server.commands.opening import bring_up, check_schema, check_secrets, in_words, opened
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.migrations import newest, revision_of
from tollkeeper_server.delivery.options import read_options
from tollkeeper_server.errors import StartError
from tollkeeper_server.purging import purge
from tollkeeper_server.settings import PREFIX, Settings
from tollkeeper_server.vault import Vault

REDIS_AWAY = (
    f"Redis does not answer: each process would count its limits for itself. Start it, or correct {PREFIX}REDIS_URL."
)


def migrate(settings: Settings, _arguments: argparse.Namespace) -> dict[str, Any]:
    """Bring the database to this version. Again, nothing happens."""
    with in_words():
        database = Database(settings.database_url, pool_size=1)
        try:
            before = revision_of(database)
            bring_up(database)
            return {"from": before, "to": newest(), "changed": before != newest()}
        finally:
            database.close()


def check(settings: Settings, _arguments: argparse.Namespace) -> dict[str, Any]:
    """Whether a server would start: database, schema, secrets, Redis. Raises ``StartError`` with every fault."""
    with in_words():
        database = Database(settings.database_url, pool_size=1)
        try:
            faults = _faults_of(database, Vault(settings.secrets))
            warnings = [] if settings.is_sqlite or database.is_walled else ["row-level security holds for no superuser"]
        finally:
            database.close()
    faults += _faults_of_redis(settings)
    if faults:
        raise StartError("a server would not run as configured", faults)
    return {"database": "ok", "schema": newest(), "secrets": "ok", "warnings": warnings}


def purge_now(settings: Settings, _arguments: argparse.Namespace) -> dict[str, Any]:
    """Remove what is no longer kept, as the server does once an hour."""
    with opened(settings) as (database, _):
        return {"removed": purge(database, times.now(), read_options(settings).usage_kept)}


def _faults_of(database: Database, vault: Vault) -> list[str]:
    try:
        check_schema(database)
        check_secrets(database, vault)
    except StartError as error:
        return [error.what, *error.faults, error.cure]
    return []


def _faults_of_redis(settings: Settings) -> list[str]:
    if settings.redis_url is None:
        return []
    from tollkeeper_server.shared_limits import RedisLimiter  # noqa: PLC0415 - an extra

    limiter = RedisLimiter(settings.redis_url)
    try:
        return [] if limiter.answers() else [REDIS_AWAY]
    finally:
        limiter.close()
