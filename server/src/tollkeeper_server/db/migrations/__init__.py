"""Migrations (Alembic). ``upgrade`` brings a database to this version of the server; the server runs it at start."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tollkeeper_server.db.engine import Database

_HERE = Path(__file__).parent


def upgrade(database: Database, revision: str = "head") -> None:
    """Run what is missing up to a revision, in one transaction. Of several servers that start at once, one does it."""
    with database.migrating() as connection:
        _lock(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def newest() -> str:
    """The revision of this version of the server."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    assert found is not None
    return found


def is_known(revision: str | None) -> bool:
    """Whether this version has heard of a revision: a newer version's is not among its own."""
    known = ScriptDirectory.from_config(_config()).walk_revisions()
    return revision is None or revision in {script.revision for script in known}


def revision_of(database: Database) -> str | None:
    """The revision that a database is at; ``None`` for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return config


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7465636)")
