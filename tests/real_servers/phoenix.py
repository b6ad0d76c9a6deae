"""Arize Phoenix: a FastAPI server with lists that go on by cursor."""

from __future__ import annotations

from .server import RealServer, free_port
from .visit import Visit, items

SERVER = RealServer(
    package="arize-phoenix",
    command=lambda port, work: ["phoenix", "serve"],
    environment=lambda port, work: {
        "PHOENIX_WORKING_DIR": str(work / "home"),
        "PHOENIX_HOST": "127.0.0.1",
        "PHOENIX_PORT": str(port),
        "PHOENIX_GRPC_PORT": str(free_port()),
    },
    document="/openapi.json",
)


def story(visit: Visit) -> None:
    """Projects, datasets and their examples."""
    sdk, step = visit.sdk, visit.step
    with visit.client() as client:
        made = step("create a project", lambda: client.projects.create(name="story", description="a"))
        assert made.data.name == "story"
        for number in range(4):
            client.projects.create(name=f"story-{number}")
        names = {
            each.name
            for each in step("list projects in pages", lambda: items(client.projects.list(limit=2), "data", 5))
        }
        assert "story" in names or len(names) == 2
        step("update the project", lambda: client.projects.update("story", description="b"))
        assert client.projects.retrieve("story").data.description == "b"
        label = step("create a label", lambda: client.dataset_labels.create(name="gold", color="#ff0000"))
        assert items(client.dataset_labels.list(), "data", 5)[0].name == "gold"
        with visit.refused("create it again", sdk.ConflictError, "409"):
            client.dataset_labels.create(name="gold", color="#ff0000")
        with visit.refused("read what is not there", sdk.NotFoundError, "404"):
            client.projects.retrieve("no-such-project")
        with visit.refused("send what is not valid", sdk.UnprocessableEntityError, "422"):
            client.request("POST", "/v1/projects", json={"description": 1})
        assert step("delete the label", lambda: client.dataset_labels.delete(label.data.id)) is None
        assert step("delete the project", lambda: client.projects.delete("story")) is None
