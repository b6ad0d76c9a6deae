"""``keys.*``."""

from __future__ import annotations

from tollkeeper_server.actions.keys import create_key, revoke_key, rotate_key, update_key
from tollkeeper_server.context import Answer, Call, answer
from tollkeeper_server.cursors import page_of_prepared
from tollkeeper_server.db.models import ApiKey
from tollkeeper_server.db.rows import KeyRow
from tollkeeper_server.etags import check_if_match, etag
from tollkeeper_server.queries.keys import get_key, key_pages, key_with_id, read_key, show_key
from tollkeeper_server.queries.verification import keys_with_secret, verdict
from tollkeeper_server.registry import handles, is_quick


@handles("keys.list")
def list_keys(call: Call) -> Answer:
    """Newest first, in every state unless one is asked for."""
    statements = key_pages(call.query["status"])
    return page_of_prepared(call, statements, {"now": call.now}, lambda key: show_key(key, call.now))


@handles("keys.create")
def create(call: Call) -> Answer:
    """The one answer that holds the secret."""
    return _with_secret(call, *create_key(call))


@handles("keys.verify")
@is_quick("keys.verify", keys_with_secret)
def verify(call: Call) -> Answer:
    """200 for valid keys and invalid ones alike."""
    return answer(200, verdict(call))


@handles("keys.retrieve")
@is_quick("keys.retrieve", lambda call: [key_with_id(call.path["key_id"])])
def retrieve(call: Call) -> Answer:
    """In whatever state it is."""
    return _shown(call, read_key(call, call.path["key_id"]))


@handles("keys.update")
def update(call: Call) -> Answer:
    """Only if it is still the version that the caller saw."""
    key = get_key(call, lock=True)
    check_if_match(call, key)
    update_key(call, key)
    return _shown(call, key)


@handles("keys.rotate")
def rotate(call: Call) -> Answer:
    """Of two at once, the row's lock lets one win."""
    return _with_secret(call, *rotate_key(call, get_key(call, lock=True)))


@handles("keys.revoke")
def revoke(call: Call) -> Answer:
    """At once and for good."""
    key = get_key(call, lock=True)
    revoke_key(call, key)
    return _shown(call, key)


def _shown(call: Call, key: ApiKey | KeyRow) -> Answer:
    return answer(200, show_key(key, call.now), {"ETag": etag(key)})


def _with_secret(call: Call, key: ApiKey, secret: str) -> Answer:
    return answer(201, {**show_key(key, call.now), "secret": secret}, {"ETag": etag(key)})
