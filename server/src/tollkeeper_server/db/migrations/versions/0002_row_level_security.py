"""PostgreSQL: rows of an organization are seen and written by transactions about it alone.

``Database`` says at the start of each transaction whose rows it is about. The policies hold for the owner of the tables
too (FORCE), not for superusers and roles with BYPASSRLS. Without the setting no row is seen.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_ID_COLUMNS = {
    "organizations": "id",
    **dict.fromkeys(
        (
            "api_keys", "audit_events", "deliveries", "delivery_attempts", "endpoint_secrets", "events",
            "idempotency_records", "meters", "portal_sessions", "threshold_hits", "usage_events", "webhook_endpoints",
        ),
        "organization_id",
    ),
}  # fmt: skip
# One look at the setting per statement, not per row.
_ABOUT = "(SELECT current_setting('tollkeeper.organization_id', true))"


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in _ID_COLUMNS.items():
        op.execute(f"CREATE POLICY tenant ON {table} USING ({column} = {_ABOUT} OR {_ABOUT} = '*')")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in _ID_COLUMNS:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
        op.execute(f"DROP POLICY tenant ON {table}")
