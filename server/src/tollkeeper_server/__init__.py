"""The Tollkeeper API, bound from its OpenAPI document at start. ``create_app`` makes the ASGI application."""

from tollkeeper_server.app import create_app
from tollkeeper_server.settings import Settings

__all__ = ["Settings", "create_app"]
