"""Migrations (Alembic). ``upgrade`` brings a database to this version of the server; the server runs it at start.

Alembic is imported where there is something to migrate: nearly always there is nothing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect

from tollkeeper_server.db.engine import Database

_HERE = Path(__file__).parent


def upgrade(database: Database, revision: str = "head") -> None:
    """Run what is missing up to a revision, in one transaction. Of several servers that start at once, one does it."""
    if revision == "head" and revision_of(database) == newest():
        return
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    with database.migrating() as connection:
        _lock(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def newest() -> str:
    """The revision of this version of the server."""
    return max(_known())


def is_known(revision: str | None) -> bool:
    """Whether this version has heard of a revision: a newer version's is not among its own."""
    return revision is None or revision in _known()


def revision_of(database: Database) -> str | None:
    """The revision that a database is at; ``None`` for an empty one."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return found


@cache
def _known() -> frozenset[str]:
    """Names of files begin with their revision, and each follows the one before it."""
    return frozenset(path.name.partition("_")[0] for path in (_HERE / "versions").glob("[0-9]*_*.py"))


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7465636)")
