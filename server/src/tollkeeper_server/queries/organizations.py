"""Organizations as they are shown."""

from __future__ import annotations

from typing import Any

from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Organization


def show_organization(call: Call) -> dict[str, Any]:
    """The caller's ``Organization``."""
    organization = call.repository.session.get_one(Organization, call.organization_id)
    return {"id": organization.id, "name": organization.name}
