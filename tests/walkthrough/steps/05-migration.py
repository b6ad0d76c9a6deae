# server/src/tollkeeper_server/db/migrations/versions/0006_plans.py, new
"""Plans. No key that exists gets their scopes: whoever made it did not ask for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

ABOUT = "(SELECT current_setting('tollkeeper.organization_id', true))"
IDENTIFIER = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("included_units", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_plans_organization", "plans", ["organization_id", "id"])
    if op.get_bind().dialect.name == "postgresql":  # docs/decisions/027-row-level-security.md
        op.execute(f"CREATE POLICY tenant ON plans USING (organization_id = {ABOUT} OR {ABOUT} = '*')")
        op.execute("ALTER TABLE plans ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_index("ix_plans_organization", table_name="plans")
    op.drop_table("plans")
