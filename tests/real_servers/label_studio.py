"""Label Studio: a Django REST framework server that drf-spectacular describes, with page numbers and uploads."""

from __future__ import annotations

from .server import RealServer
from .visit import Visit, items

TOKEN = "0123456789abcdef" * 2 + "01234567"
CONFIG = '<View><Text name="text" value="$text"/><Choices name="c" toName="text"><Choice value="yes"/></Choices></View>'
SERVER = RealServer(
    package="label-studio",
    command=lambda port, work: [
        *("label-studio", "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port)),
        *("--username", "story@example.com", "--password", "a-password-of-a-story", "--user-token", TOKEN),
        "--enable-legacy-api-token",
    ],
    environment=lambda port, work: {
        "LABEL_STUDIO_BASE_DATA_DIR": str(work / "home"),
        "LATEST_VERSION_CHECK": "0",
        "COLLECT_ANALYTICS": "False",
    },
    document="/docs/api/schema/json/",
)


def story(visit: Visit) -> None:
    """Projects, tasks that are imported, annotations."""
    sdk, step = visit.sdk, visit.step
    with visit.client(api_key=f"Token {TOKEN}") as client:
        project = step("create a project", lambda: client.projects.create(title="story", label_config=CONFIG))
        for number in range(4):
            client.projects.create(title=f"story-{number}")
        pages = step("list projects in pages", lambda: items(client.projects.counts(page_size=2), "results", 5))
        assert {each.title for each in pages} <= {"story", *(f"story-{n}" for n in range(4))}
        step("update the project", lambda: client.projects.update(project.id, title="renamed"))
        assert client.projects.get(project.id).title == "renamed"
        task = step("create a task", lambda: client.tasks.create(project=project.id, data={"text": "hello"}))
        assert client.tasks.get(str(task.id)).data == {"text": "hello"}
        with visit.refused("read what is not there", sdk.NotFoundError, "404"):
            client.projects.get(987_654)
        with visit.refused("send what is not valid", sdk.BadRequestError, "title: "):
            client.projects.create(title="x" * 100)
        assert step("delete the task", lambda: client.tasks.delete(str(task.id))) is None
        assert step("delete the project", lambda: client.projects.delete(project.id)) is None
