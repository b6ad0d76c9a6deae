"""Indexes for what is purged by time, and a digest under each master secret."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_index("ix_threshold_hits_window_start", "threshold_hits", ["window_start"])
    op.create_index("ix_portal_sessions_expires_at", "portal_sessions", ["expires_at"])
    op.create_table(
        "secret_versions",
        sa.Column("version", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        about = "(SELECT current_setting('tollkeeper.organization_id', true))"
        op.execute(f"CREATE POLICY tenant ON secret_versions USING ({about} = '*')")
        op.execute("ALTER TABLE secret_versions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
