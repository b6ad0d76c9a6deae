"""Usage and thresholds are decimals with all their digits. What was stored becomes its shortest spelling."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_IDENTIFIER = sa.String(64)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # By way of text: a cast to numeric alone rounds to 15 digits.
        op.execute("ALTER TABLE usage_events ALTER COLUMN value TYPE NUMERIC USING value::text::numeric")
        op.execute("ALTER TABLE threshold_hits ALTER COLUMN threshold TYPE NUMERIC USING threshold::text::numeric")
        return
    driver: Any = op.get_bind().connection.driver_connection
    driver.create_function("spelled", 1, _spelled, deterministic=True)
    op.execute("ALTER TABLE usage_events RENAME COLUMN value TO double_value")
    op.execute("ALTER TABLE usage_events ADD COLUMN value TEXT NOT NULL DEFAULT '0'")
    op.execute("UPDATE usage_events SET value = spelled(double_value)")
    op.execute("ALTER TABLE usage_events DROP COLUMN double_value")
    op.execute("ALTER TABLE threshold_hits RENAME TO double_hits")
    op.create_table(
        "threshold_hits",
        sa.Column("meter_id", _IDENTIFIER, sa.ForeignKey("meters.id"), primary_key=True),
        sa.Column("threshold", sa.Text(), primary_key=True),
        sa.Column("window", sa.String(8), primary_key=True),
        sa.Column("subject", sa.String(128), primary_key=True),
        sa.Column("window_start", sa.BigInteger(), primary_key=True),
        sa.Column("organization_id", _IDENTIFIER, sa.ForeignKey("organizations.id"), nullable=False),
    )
    columns = "meter_id, {}, window, subject, window_start, organization_id"
    op.execute(
        f"INSERT INTO threshold_hits ({columns.format('threshold')}) "  # noqa: S608 - names of our own
        f"SELECT {columns.format('spelled(threshold)')} FROM double_hits"
    )
    op.drop_table("double_hits")


def _spelled(value: float) -> str:
    found = Decimal(repr(float(value))).normalize()
    return f"{found if found else Decimal(0):f}"
