"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

IDENTIFIER = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
DOUBLE: sa.Double[float] = sa.Double()
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
JSON_OR_NULL = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0001"
down_revision = None


def _organizations() -> None:
    op.create_table(
        "organizations",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("environment", sa.String(length=8), nullable=False),
        sa.Column("last4", sa.String(length=4), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("pepper_version", sa.Integer(), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("rate_limit", JSON_OR_NULL, nullable=True),
        sa.Column("metadata", JSON, nullable=False),
        sa.Column("created_by", IDENTIFIER, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("rotated_to", IDENTIFIER, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expiry_told_at", sa.BigInteger(), nullable=True),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_api_keys_expiry", "api_keys", ["expires_at"], unique=False)
    op.create_index("ix_api_keys_organization", "api_keys", ["organization_id", "id"], unique=False)


def _audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("actor_type", sa.String(length=16), nullable=False),
        sa.Column("actor_key_id", IDENTIFIER, nullable=True),
        sa.Column("target_type", sa.String(length=32), nullable=False),
        sa.Column("target_id", IDENTIFIER, nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("request_id", IDENTIFIER, nullable=True),
        sa.Column("ip_address", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_events_organization", "audit_events", ["organization_id", "id"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("sequence", SERIAL, nullable=False),
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_organization", "events", ["organization_id", "sequence"], unique=False)


def _idempotency_records() -> None:
    op.create_table(
        "idempotency_records",
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", JSON, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("organization_id", "key"),
    )
    op.create_index(op.f("ix_idempotency_records_expires_at"), "idempotency_records", ["expires_at"], unique=False)


def _meters() -> None:
    op.create_table(
        "meters",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("event_type", sa.String(length=100), nullable=False),
        sa.Column("aggregation", sa.String(length=16), nullable=False),
        sa.Column("unique_dimension", sa.String(length=40), nullable=True),
        sa.Column("dimensions", JSON, nullable=False),
        sa.Column("thresholds", JSON, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organization_id", "key"),
    )


def _portal_sessions() -> None:
    op.create_table(
        "portal_sessions",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("return_url", sa.Text(), nullable=True),
        sa.Column("created_by", IDENTIFIER, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_digest"),
    )


def _usage_events() -> None:
    op.create_table(
        "usage_events",
        sa.Column("sequence", SERIAL, nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("value", DOUBLE, nullable=False),
        sa.Column("dimensions", JSON, nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("organization_id", "source", "event_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_usage_events_sequence", "usage_events", ["organization_id", "sequence"], unique=False)
    op.create_index("ix_usage_events_time", "usage_events", ["organization_id", "type", "time"], unique=False)


def _webhook_endpoints() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("event_types", JSON, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("disabled_reason", sa.String(length=16), nullable=True),
        sa.Column("metadata", JSON, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("throttled_until", sa.BigInteger(), nullable=True),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_webhook_endpoints_organization", "webhook_endpoints", ["organization_id", "id"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("event_id", IDENTIFIER, nullable=False),
        sa.Column("event_type", sa.String(length=64), nullable=False),
        sa.Column("endpoint_id", IDENTIFIER, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoints.id"]),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["status", "next_attempt_at"], unique=False)
    op.create_index("ix_deliveries_endpoint", "deliveries", ["endpoint_id", "event_id"], unique=False)
    op.create_index(op.f("ix_deliveries_event_id"), "deliveries", ["event_id"], unique=False)
    op.create_index("ix_deliveries_organization", "deliveries", ["organization_id", "id"], unique=False)


def _endpoint_secrets() -> None:
    op.create_table(
        "endpoint_secrets",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("endpoint_id", IDENTIFIER, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoints.id"]),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_endpoint_secrets_endpoint_id"), "endpoint_secrets", ["endpoint_id"], unique=False)


def _threshold_hits() -> None:
    op.create_table(
        "threshold_hits",
        sa.Column("meter_id", IDENTIFIER, nullable=False),
        sa.Column("threshold", DOUBLE, nullable=False),
        sa.Column("window", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=128), nullable=False),
        sa.Column("window_start", sa.BigInteger(), nullable=False),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["meter_id"], ["meters.id"]),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("meter_id", "threshold", "window", "subject", "window_start"),
    )


def _delivery_attempts() -> None:
    op.create_table(
        "delivery_attempts",
        sa.Column("id", SERIAL, nullable=False),
        sa.Column("delivery_id", IDENTIFIER, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.BigInteger(), nullable=False),
        sa.Column("latency_ms", sa.Integer(), nullable=False),
        sa.Column("response_status", sa.Integer(), nullable=True),
        sa.Column("response_excerpt", sa.Text(), nullable=True),
        sa.Column("error", sa.String(length=32), nullable=True),
        sa.Column("organization_id", IDENTIFIER, nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"]),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("delivery_id", "number"),
    )


def upgrade() -> None:
    _organizations()
    _api_keys()
    _audit_events()
    _events()
    _idempotency_records()
    _meters()
    _portal_sessions()
    _usage_events()
    _webhook_endpoints()
    _deliveries()
    _endpoint_secrets()
    _threshold_hits()
    _delivery_attempts()


def downgrade() -> None:
    op.drop_table("delivery_attempts")
    op.drop_table("threshold_hits")
    op.drop_index(op.f("ix_endpoint_secrets_endpoint_id"), table_name="endpoint_secrets")

    op.drop_table("endpoint_secrets")
    op.drop_index("ix_deliveries_organization", table_name="deliveries")
    op.drop_index(op.f("ix_deliveries_event_id"), table_name="deliveries")
    op.drop_index("ix_deliveries_endpoint", table_name="deliveries")
    op.drop_index("ix_deliveries_due", table_name="deliveries")

    op.drop_table("deliveries")
    op.drop_index("ix_webhook_endpoints_organization", table_name="webhook_endpoints")

    op.drop_table("webhook_endpoints")
    op.drop_index("ix_usage_events_time", table_name="usage_events")
    op.drop_index("ix_usage_events_sequence", table_name="usage_events")

    op.drop_table("usage_events")
    op.drop_table("portal_sessions")
    op.drop_table("meters")
    op.drop_index(op.f("ix_idempotency_records_expires_at"), table_name="idempotency_records")

    op.drop_table("idempotency_records")
    op.drop_index("ix_events_organization", table_name="events")

    op.drop_table("events")
    op.drop_index("ix_audit_events_organization", table_name="audit_events")

    op.drop_table("audit_events")
    op.drop_index("ix_api_keys_organization", table_name="api_keys")
    op.drop_index("ix_api_keys_expiry", table_name="api_keys")

    op.drop_table("api_keys")
    op.drop_table("organizations")
