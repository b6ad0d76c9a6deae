"""Organizations as they are shown."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Organization
from tollkeeper_server.db.prepared import Prepared

_ORGANIZATION: Prepared[tuple[Any, ...]] = Prepared(
    select(Organization.id, Organization.name).where(Organization.id == bindparam("organization_id")), tuple
)


def show_organization(call: Call) -> dict[str, Any]:
    """The caller's ``Organization``."""
    organization = call.repository.find(_ORGANIZATION, {})
    assert organization is not None, "organizations are never deleted"
    return {"id": organization[0], "name": organization[1]}
