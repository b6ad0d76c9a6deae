"""What Alembic runs: on the connection that ``upgrade`` hands over, or, for developers, on the configured database."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from tollkeeper_server.db.models import Base


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=connection.dialect.name == "sqlite"
    )
    context.run_migrations()


connection: Connection | None = context.config.attributes.get("connection")
if connection is not None:
    _run(connection)
else:
    from tollkeeper_server.db.engine import Database
    from tollkeeper_server.settings import read_settings

    database = Database(read_settings(os.environ).database_url)
    with database.migrating() as connection:
        _run(connection)
