"""Which key made which: a key ends no later than the one that made it, however either is changed.

A key that was rotated lives on in its successor, with all that it made. A key that rotated itself made no child: its
successor has its place, under whoever made it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from tollkeeper_server.context import Call
from tollkeeper_server.db.models import ApiKey, Organization


def hold_keys(call: Call) -> None:
    """One change of an organization's keys at a time: each sees what the one before it did."""
    query = select(Organization.id).where(Organization.id == call.organization_id)
    call.repository.session.execute(query.with_for_update(key_share=True))


def maker_of(call: Call, key: ApiKey) -> ApiKey | None:
    """The key that a key is a child of; ``None`` for one that no key made."""
    maker = _by_id(call, key.created_by)
    while maker is not None and maker.rotated_to is not None:
        if maker.rotated_to == key.id:
            key, maker = maker, _by_id(call, maker.created_by)
        else:
            maker = _by_id(call, maker.rotated_to)
    return maker


def descendants(call: Call, key: ApiKey) -> Iterator[ApiKey]:
    """The keys that a key made, those that they made, and so on; locked. None of one that was rotated."""
    seen = {key.id}
    level = set[str]() if key.rotated_to is not None else seen | _predecessors(call, key.id)
    while level:
        made = call.repository.rows(ApiKey).where(ApiKey.created_by.in_(level), ApiKey.id.not_in(seen | level))
        seen |= level
        children = call.repository.session.scalars(made.order_by(ApiKey.id).with_for_update()).all()
        yield from children
        level = {child.id for child in children}


def _predecessors(call: Call, key_id: str) -> set[str]:
    """The keys whose place this one has, through any number of rotations."""
    found: set[str] = set()
    level = {key_id}
    while level:
        query = select(ApiKey.id).where(ApiKey.organization_id == call.organization_id, ApiKey.rotated_to.in_(level))
        level = set(call.repository.session.scalars(query)) - found
        found |= level
    return found


def _by_id(call: Call, key_id: str | None) -> ApiKey | None:
    return None if key_id is None else call.repository.get(ApiKey, key_id)
