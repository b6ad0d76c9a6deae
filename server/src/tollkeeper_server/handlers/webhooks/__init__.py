"""``webhooks.*``."""

from tollkeeper_server.handlers.webhooks import pending

__all__ = ["pending"]
