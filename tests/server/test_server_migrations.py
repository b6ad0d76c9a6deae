"""Migrations make the tables that the models describe, on both databases, once."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import URL
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.migrations import upgrade
from tollkeeper_server.db.models import Base


def test_a_migrated_database_has_what_the_models_say_and_a_second_start_changes_nothing(database_url: URL) -> None:
    database = Database(database_url)
    try:
        upgrade(database)
        upgrade(database)
        with database.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    finally:
        database.close()
