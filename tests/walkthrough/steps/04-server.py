# server/src/tollkeeper_server/ids.py, instead of: Prefix = Literal["org", "key", "mtr", "whe", "evt", "dlv", "aud", "req", "prt"]
Prefix = Literal["org", "key", "mtr", "whe", "evt", "dlv", "aud", "req", "prt", "pln"]

# server/src/tollkeeper_server/db/models.py, at the end


class Plan(Owned, Base):
    """Something that customers can buy."""

    __tablename__ = "plans"
    __table_args__ = (Index("ix_plans_organization", "organization_id", "id"),)

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    included_units: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[int] = mapped_column(BigInteger)

# server/src/tollkeeper_server/queries/plans.py, new
"""Plans as they are shown."""

from __future__ import annotations

from typing import Any

from tollkeeper_server import times
from tollkeeper_server.db.models import Plan


def show_plan(plan: Plan) -> dict[str, Any]:
    """A ``Plan`` of the document."""
    return {
        "id": plan.id,
        "name": plan.name,
        "included_units": plan.included_units,
        "created_at": times.show(plan.created_at),
    }

# server/src/tollkeeper_server/actions/plans.py, new
"""What changes plans: create."""

from __future__ import annotations

from tollkeeper_server.audit import changes_between, record_audit
from tollkeeper_server.context import Call
from tollkeeper_server.db.models import Plan
from tollkeeper_server.events import record_event
from tollkeeper_server.ids import new_id
from tollkeeper_server.queries.plans import show_plan


def create_plan(call: Call) -> Plan:
    """A new plan, its entry in the audit log and its event, in the transaction of the request."""
    plan = Plan(
        id=new_id("pln", call.now),
        organization_id=call.organization_id,
        name=call.body["name"],
        included_units=call.body["included_units"],
        created_at=call.now,
    )
    call.repository.add(plan)
    shown = show_plan(plan)
    record_audit(call, "plan.created", ("plan", plan.id), changes_between({}, shown))
    record_event(call.repository, "plan.created", {"plan": shown}, call.now)
    return plan

# server/src/tollkeeper_server/handlers/plans.py, new
"""``plans.*``."""

from __future__ import annotations

from tollkeeper_server.actions.plans import create_plan
from tollkeeper_server.context import Answer, Call, answer
from tollkeeper_server.cursors import page_of_rows
from tollkeeper_server.db.models import Plan
from tollkeeper_server.queries.plans import show_plan
from tollkeeper_server.registry import handles


@handles("plans.list")
def list_plans(call: Call) -> Answer:
    """Newest first."""
    return page_of_rows(call, call.repository.rows(Plan), Plan.id, show_plan)


@handles("plans.create")
def create(call: Call) -> Answer:
    """A plan does not change afterwards."""
    return answer(201, show_plan(create_plan(call)))

# server/src/tollkeeper_server/handlers/__init__.py, instead of: from tollkeeper_server.handlers import audit_events, health, keys, me, scopes, usage, webhooks
from tollkeeper_server.handlers import audit_events, health, keys, me, plans, scopes, usage, webhooks

# server/src/tollkeeper_server/handlers/__init__.py, instead of: __all__ = ["audit_events", "health", "keys", "me", "scopes", "usage", "webhooks"]
__all__ = ["audit_events", "health", "keys", "me", "plans", "scopes", "usage", "webhooks"]
