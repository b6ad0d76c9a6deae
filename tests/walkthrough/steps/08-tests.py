# tests/server/world.py, after: "webhooks.portal_sessions.create": _with(lambda _: {"expires_in_seconds": 60}),
    "plans.list": _plain,
    "plans.create": _with(lambda _: {"name": "Small"}),

# tests/server/test_server_plans.py, new
"""Plans, through the SDK."""

from __future__ import annotations

from types import ModuleType

import pytest
from live import Live, Tenant


def test_a_plan_is_created_listed_and_told_about(sdk: ModuleType, live: Live, acme: Tenant) -> None:
    with sdk.Tollkeeper(api_key=acme.secret, base_url=live.url) as client:
        plan = client.plans.create(name="Small", included_units=1000)
        assert [shown.to_dict() for shown in client.plans.list()] == [plan.to_dict()]
        (event,) = client.webhooks.events.list(event_types=["plan.created"])
        assert isinstance(event, sdk.types.PlanCreatedEvent)
        assert event.data.plan.id == plan.id
        (entry,) = client.audit_events.list(target_id=plan.id)
        assert entry.action == "plan.created"


def test_a_write_scope_does_not_imply_the_read_scope(sdk: ModuleType, live: Live, acme: Tenant) -> None:
    _, secret = live.key(acme.organization_id, ["plans:write"])
    with sdk.Tollkeeper(api_key=secret, base_url=live.url) as client:
        assert client.plans.create(name="Free").included_units == 0
        with pytest.raises(sdk.PermissionDeniedError) as refused:
            client.plans.list()
        assert refused.value.missing_scopes == ("plans:read",)
