"""``scopes.list``."""

from __future__ import annotations

from tollkeeper_server.context import Answer, Call
from tollkeeper_server.cursors import page_of_items
from tollkeeper_server.registry import handles


@handles("scopes.list")
def list_scopes(call: Call) -> Answer:
    """Every scope of the document, in alphabetical order."""
    known = call.services.api.scopes
    return page_of_items(call, [{"name": name, "description": text} for name, text in known.items()], "name")
