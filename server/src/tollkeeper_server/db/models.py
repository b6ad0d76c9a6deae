"""Tables. Times are microseconds since 1970 (``times``), the same on both databases.

Every row of an organization has its ``organization_id``; ``Repository`` is the one way to reach them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tollkeeper_server.db.exact import Exact

# Ids are compared byte by byte on both databases: they sort by time, whatever the locale of the server.
Identifier = String(64).with_variant(String(64, collation="C"), "postgresql")
Json = JSON().with_variant(JSONB(), "postgresql")
JsonOrNull = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Serial = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts only in INTEGER columns


class Base(DeclarativeBase):
    """All tables."""


class Organization(Base):
    """Owns everything else."""

    __tablename__ = "organizations"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[int] = mapped_column(BigInteger)


class Owned:
    """A row of one organization."""

    organization_id: Mapped[str] = mapped_column(Identifier, ForeignKey("organizations.id"))


class ApiKey(Owned, Base):
    """A key. ``digest`` is all that is kept of its secret; ``version`` counts changes for its ETag."""

    __tablename__ = "api_keys"
    __table_args__ = (
        Index("ix_api_keys_organization", "organization_id", "id"),
        Index("ix_api_keys_expiry", "expires_at"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    environment: Mapped[str] = mapped_column(String(8))
    last4: Mapped[str] = mapped_column(String(4))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    pepper_version: Mapped[int] = mapped_column(Integer)
    scopes: Mapped[list[str]] = mapped_column(Json)
    enabled: Mapped[bool] = mapped_column(default=True)
    rate_limit: Mapped[dict[str, int] | None] = mapped_column(JsonOrNull)
    metadata_: Mapped[dict[str, str]] = mapped_column("metadata", Json)
    created_by: Mapped[str | None] = mapped_column(Identifier)
    created_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int | None] = mapped_column(BigInteger)
    last_used_at: Mapped[int | None] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)
    rotated_to: Mapped[str | None] = mapped_column(Identifier)
    version: Mapped[int] = mapped_column(Integer, default=1)
    expiry_told_at: Mapped[int | None] = mapped_column(BigInteger)


class AuditEvent(Owned, Base):
    """Something that was changed. Written in the transaction of the change, never altered."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_organization", "organization_id", "id"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    action: Mapped[str] = mapped_column(String(64))
    actor_type: Mapped[str] = mapped_column(String(16))
    actor_key_id: Mapped[str | None] = mapped_column(Identifier)
    target_type: Mapped[str] = mapped_column(String(32))
    target_id: Mapped[str] = mapped_column(Identifier)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    request_id: Mapped[str | None] = mapped_column(Identifier)
    ip_address: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[int] = mapped_column(BigInteger)


class IdempotencyRecord(Owned, Base):
    """The first answer to a request with an idempotency key. ``body`` is encrypted."""

    __tablename__ = "idempotency_records"

    organization_id: Mapped[str] = mapped_column(Identifier, ForeignKey("organizations.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int] = mapped_column(Integer)
    headers: Mapped[dict[str, str]] = mapped_column(Json)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)


class Meter(Owned, Base):
    """What is counted, and how."""

    __tablename__ = "meters"
    __table_args__ = (UniqueConstraint("organization_id", "key"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    key: Mapped[str] = mapped_column(String(63))
    name: Mapped[str] = mapped_column(Text)
    event_type: Mapped[str] = mapped_column(String(100))
    aggregation: Mapped[str] = mapped_column(String(16))
    unique_dimension: Mapped[str | None] = mapped_column(String(40))
    dimensions: Mapped[list[str]] = mapped_column(Json)
    thresholds: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    created_at: Mapped[int] = mapped_column(BigInteger)
    archived_at: Mapped[int | None] = mapped_column(BigInteger)


class UsageEvent(Owned, Base):
    """Something that was used. ``sequence`` is the order of arrival."""

    __tablename__ = "usage_events"
    __table_args__ = (
        UniqueConstraint("organization_id", "source", "event_id"),
        Index("ix_usage_events_time", "organization_id", "type", "time"),
        Index("ix_usage_events_sequence", "organization_id", "sequence"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(Serial, primary_key=True)
    source: Mapped[str] = mapped_column(String(100))
    event_id: Mapped[str] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(128))
    time: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[Decimal] = mapped_column(Exact)
    dimensions: Mapped[dict[str, str]] = mapped_column(Json)
    received_at: Mapped[int] = mapped_column(BigInteger)


class UsageTotal(Owned, Base):
    """Usage events added up, in the transaction that stores them: a row per grain of time and what it is about.

    ``level`` says how finely (``usage_totals.levels``); ``subject`` and ``digest``, of the dimensions, are empty where
    a row is about all. Rows that every event of a type changes have slots on PostgreSQL: so no writer waits.
    """

    __tablename__ = "usage_totals"
    __table_args__ = (
        Index("ix_usage_totals_start", "organization_id", "type", "level", "grain", "start"),
        {"sqlite_with_rowid": False},
    )

    organization_id: Mapped[str] = mapped_column(Identifier, ForeignKey("organizations.id"), primary_key=True)
    type: Mapped[str] = mapped_column(String(100), primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    grain: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String(128), primary_key=True)
    start: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    dimensions: Mapped[dict[str, str]] = mapped_column(Json)
    count: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[Decimal] = mapped_column(Exact)
    least: Mapped[Decimal] = mapped_column(Exact)
    greatest: Mapped[Decimal] = mapped_column(Exact)
    latest_time: Mapped[int] = mapped_column(BigInteger)
    latest_sequence: Mapped[int] = mapped_column(BigInteger)
    latest_value: Mapped[Decimal] = mapped_column(Exact)


class DistinctCount(Owned, Base):
    """How many values of its dimension a ``unique_count`` meter with thresholds has seen of a subject in a window."""

    __tablename__ = "distinct_counts"

    meter_id: Mapped[str] = mapped_column(Identifier, ForeignKey("meters.id"), primary_key=True)
    window: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject: Mapped[str] = mapped_column(String(128), primary_key=True)
    window_start: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)
    count: Mapped[int] = mapped_column(BigInteger)


class DistinctValue(Owned, Base):
    """One of those values."""

    __tablename__ = "distinct_values"

    meter_id: Mapped[str] = mapped_column(Identifier, ForeignKey("meters.id"), primary_key=True)
    window: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject: Mapped[str] = mapped_column(String(128), primary_key=True)
    window_start: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)
    value: Mapped[str] = mapped_column(String(200), primary_key=True)


class ThresholdHit(Owned, Base):
    """A threshold that was told about: once per meter, threshold, subject and window."""

    __tablename__ = "threshold_hits"

    meter_id: Mapped[str] = mapped_column(Identifier, ForeignKey("meters.id"), primary_key=True)
    threshold: Mapped[Decimal] = mapped_column(Exact, primary_key=True)
    window: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject: Mapped[str] = mapped_column(String(128), primary_key=True)
    window_start: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class Event(Owned, Base):
    """An event to tell about: the outbox, the stream and the list. ``payload`` holds the bytes that are sent.

    ``sequence`` orders the stream; ``stream.order`` says how far it may be read.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_organization", "organization_id", "sequence"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(Serial, primary_key=True)
    id: Mapped[str] = mapped_column(Identifier, unique=True)
    type: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)
    created_at: Mapped[int] = mapped_column(BigInteger)


class WebhookEndpoint(Owned, Base):
    """A URL that events are sent to. Deleted ones stay for the sake of their deliveries, without secrets."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (Index("ix_webhook_endpoints_organization", "organization_id", "id"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    event_types: Mapped[list[str]] = mapped_column(Json)
    enabled: Mapped[bool] = mapped_column(default=True)
    disabled_reason: Mapped[str | None] = mapped_column(String(16))
    metadata_: Mapped[dict[str, str]] = mapped_column("metadata", Json)
    created_at: Mapped[int] = mapped_column(BigInteger)
    updated_at: Mapped[int] = mapped_column(BigInteger)
    deleted_at: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(Integer, default=1)
    failing_since: Mapped[int | None] = mapped_column(BigInteger)
    throttled_until: Mapped[int | None] = mapped_column(BigInteger)


class EndpointSecret(Owned, Base):
    """A signing secret, encrypted. ``expires_at`` is set while a rotation overlaps."""

    __tablename__ = "endpoint_secrets"

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    endpoint_id: Mapped[str] = mapped_column(Identifier, ForeignKey("webhook_endpoints.id"), index=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int | None] = mapped_column(BigInteger)


class Delivery(Owned, Base):
    """One event on its way to one endpoint. A worker that holds it says until when in ``leased_until``."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_organization", "organization_id", "id"),
        Index("ix_deliveries_due", "status", "next_attempt_at"),
        Index("ix_deliveries_endpoint", "endpoint_id", "event_id"),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    event_id: Mapped[str] = mapped_column(Identifier, index=True)
    event_type: Mapped[str] = mapped_column(String(64))
    endpoint_id: Mapped[str] = mapped_column(Identifier, ForeignKey("webhook_endpoints.id"))
    status: Mapped[str] = mapped_column(String(16), default="pending")
    attempt_count: Mapped[int] = mapped_column(Integer, default=0)
    next_attempt_at: Mapped[int | None] = mapped_column(BigInteger)
    leased_until: Mapped[int | None] = mapped_column(BigInteger)
    leased_by: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[int] = mapped_column(BigInteger)
    completed_at: Mapped[int | None] = mapped_column(BigInteger)


class DeliveryAttempt(Owned, Base):
    """One attempt of a delivery."""

    __tablename__ = "delivery_attempts"
    __table_args__ = (UniqueConstraint("delivery_id", "number"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    delivery_id: Mapped[str] = mapped_column(Identifier, ForeignKey("deliveries.id"))
    number: Mapped[int] = mapped_column(Integer)
    attempted_at: Mapped[int] = mapped_column(BigInteger)
    latency_ms: Mapped[int] = mapped_column(Integer)
    response_status: Mapped[int | None] = mapped_column(Integer)
    response_excerpt: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(String(32))


class PortalSession(Owned, Base):
    """A short-lived way into the portal. Only the digest of its token is kept."""

    __tablename__ = "portal_sessions"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    return_url: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[str | None] = mapped_column(Identifier)
    created_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)


class SecretVersion(Base):
    """A digest of a known text under each master secret that was in use: another one of that version gives another."""

    __tablename__ = "secret_versions"

    version: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
