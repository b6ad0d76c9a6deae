"""The database: engine and transactions, models, migrations, and the one way to reach an organization's rows."""

from tollkeeper_server.db.engine import Database
from tollkeeper_server.db.repository import Repository

__all__ = ["Database", "Repository"]
