"""The Tollkeeper API, bound from its OpenAPI document at start. ``create_app`` makes the ASGI application.

What is named here is imported when it is asked for: a command of the operator needs no server.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tollkeeper_server.app import create_app
    from tollkeeper_server.settings import Settings

__all__ = ["Settings", "create_app"]

_PLACES = {"Settings": "settings", "create_app": "app"}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
