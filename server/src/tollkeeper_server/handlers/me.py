"""``me``."""

from __future__ import annotations

from tollkeeper_server.context import Answer, Call, answer
from tollkeeper_server.db.rows import OWN_KEY_BY_ID
from tollkeeper_server.queries.keys import show_key
from tollkeeper_server.queries.organizations import show_organization
from tollkeeper_server.registry import handles, is_quick


@handles("me")
@is_quick("me")
def me(call: Call) -> Answer:
    """The organization and the key of the request."""
    key = call.repository.find(OWN_KEY_BY_ID, {"id": call.principal.key_id})
    assert key is not None, "keys are never deleted"
    return answer(200, {"organization": show_organization(call), "key": show_key(key, call.now)})
