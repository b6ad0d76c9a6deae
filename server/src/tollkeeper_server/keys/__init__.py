"""API keys as text: their format with its checksum, and the digest that is kept of them."""

from tollkeeper_server.keys.format import Environment, is_key, last4, new_key, prefix

__all__ = ["Environment", "is_key", "last4", "new_key", "prefix"]
