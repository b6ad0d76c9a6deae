"""``webhooks.*``."""

from tollkeeper_server.handlers.webhooks import deliveries, endpoints, event_types, events, portal_sessions, stream

__all__ = ["deliveries", "endpoints", "event_types", "events", "portal_sessions", "stream"]
