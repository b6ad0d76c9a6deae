"""One thin function per operation; importing this package registers them all.

A handler takes a ``Call``, asks ``queries`` and ``actions``, and answers. What is true of every operation (auth,
validation, transactions, idempotency, errors) is not its business.
"""

from tollkeeper_server.handlers import audit_events, health, keys, me, scopes, usage, webhooks

__all__ = ["audit_events", "health", "keys", "me", "scopes", "usage", "webhooks"]
