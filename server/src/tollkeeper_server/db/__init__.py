"""The database: engine and transactions, models, migrations, and the one way to reach an organization's rows."""
