"""``webhooks.portal_sessions.create``."""

from __future__ import annotations

from tollkeeper_server.actions.webhooks_portal import create_portal_session
from tollkeeper_server.context import Answer, Call, answer
from tollkeeper_server.registry import handles
from tollkeeper_server.times import show


@handles("webhooks.portal_sessions.create")
def create(call: Call) -> Answer:
    """The one answer that holds the URL."""
    session, url = create_portal_session(call)
    return answer(201, {"url": url, "return_url": session.return_url, "expires_at": show(session.expires_at)})
