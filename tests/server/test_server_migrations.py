"""Migrations make the tables that the models describe, on both databases, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from live import SECRETS
from sqlalchemy.engine import URL
from tollkeeper_server.app import create_services
from tollkeeper_server.db import migrations
from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.migrations import is_known, newest, upgrade
from tollkeeper_server.db.models import Base
from tollkeeper_server.serve import first_key
from tollkeeper_server.settings import Settings
from tollkeeper_server.spec.document import load_api


def test_processes_that_start_at_once_migrate_once_and_wait_for_each_other(empty_url: URL) -> None:
    databases = [Database(empty_url) for _ in range(4)]  # each with connections of its own, as processes have
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(upgrade, database) for database in databases]:
            done.result()
    for database in databases:
        database.close()


def test_of_servers_that_start_at_once_one_makes_the_first_key(empty_url: URL) -> None:
    settings = Settings(database_url=empty_url, secrets=SECRETS)
    services = [create_services(settings, api=load_api()) for _ in range(4)]
    upgrade(services[0].database)
    with ThreadPoolExecutor(4) as pool:
        keys = [done.result() for done in [pool.submit(first_key, one) for one in services]]
    assert len([key for key in keys if key is not None]) == 1
    for one in services:
        one.close()


def test_a_migrated_database_has_what_the_models_say_and_a_second_start_changes_nothing(
    empty_url: URL,
) -> None:
    database = Database(empty_url)
    try:
        upgrade(database)
        upgrade(database)
        with database.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    finally:
        database.close()


def test_revisions_are_told_without_alembic_as_alembic_tells_them() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert newest() == scripts.get_current_head()
    known = [script.revision for script in scripts.walk_revisions()]
    assert known
    assert all(is_known(revision) for revision in known)
    assert not is_known("9999")
