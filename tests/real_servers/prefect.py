"""Prefect: a FastAPI server whose document says 200 where it answers 201."""

from __future__ import annotations

from uuid import uuid4

from .server import RealServer
from .visit import Visit, items

SERVER = RealServer(
    package="prefect",
    command=lambda port, work: ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
    environment=lambda port, work: {
        "PREFECT_HOME": str(work / "home"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    },
    document="/openapi.json",
    base="/api",
)


def story(visit: Visit) -> None:
    """Flows, runs and their states, deployments, limits."""
    sdk, step = visit.sdk, visit.step
    with visit.client() as client:
        flow = step("create a flow", lambda: client.flows.create(name="story", tags=["a"]))
        for number in range(4):
            client.flows.create(name=f"story-{number}")
        pages = step("list flows in pages", lambda: items(client.flows.paginate(limit=2), "results", 5))
        assert {each.name for each in pages} <= {"story", *(f"story-{n}" for n in range(4))}
        found = step("filter flows", lambda: client.flows.filter(sort="NAME_ASC"))
        assert [each.name for each in found] == ["story", *(f"story-{n}" for n in range(4))]
        run = step("create a run", lambda: client.flow_runs.create(flow_id=flow.id, state={"type": "SCHEDULED"}))
        done = sdk.types.StateCreate(type="COMPLETED", name="Completed")
        result = step("set its state", lambda: client.flow_runs.set_state(run.id, state=done))
        assert result.status == "ACCEPT"
        assert step("read the run", lambda: client.flow_runs.retrieve(run.id)).state.type == "COMPLETED"
        step("create a task run", lambda: client.task_runs.create(flow_run_id=run.id, task_key="t", dynamic_key="0"))
        deployment = step("create a deployment", lambda: client.deployments.create(name="d", flow_id=flow.id))
        assert deployment.flow_id == flow.id
        limit = step("create a limit", lambda: client.concurrency_limits.create(tag="gpu", concurrency_limit=2))
        assert limit.concurrency_limit == 2
        step("update the flow", lambda: client.flows.update(flow.id, tags=["b"]))
        assert client.flows.retrieve(flow.id).tags == ["b"]
        with visit.refused("read what is not there", sdk.NotFoundError, "404"):
            client.flows.retrieve(uuid4())
        with visit.refused("send what is not valid", sdk.UnprocessableEntityError, "body.name: Field required"):
            client.request("POST", "/flows/", json={"tags": 1})
        assert step("delete the flow", lambda: client.flows.delete(flow.id)) is None
