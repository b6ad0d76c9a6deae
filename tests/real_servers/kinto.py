"""Kinto: a Pyramid server that cornice describes in Swagger 2.0, with ETags, and pages that only a header tells of."""

from __future__ import annotations

from pathlib import Path

from .server import RealServer
from .visit import Visit

SETTINGS = """\
[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}

[app:main]
use = egg:kinto
kinto.userid_hmac_secret = a-secret-of-a-story
multiauth.policies = basicauth
kinto.storage_backend = kinto.core.storage.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.permission_backend = kinto.core.permission.memory
kinto.bucket_create_principals = system.Authenticated
"""


def command(port: int, work: Path) -> list[str]:
    """The program, with its settings in a file."""
    settings = work / "kinto.ini"
    settings.write_text(SETTINGS.format(port=port), "utf-8")
    return ["kinto", "start", "--ini", str(settings), "--port", str(port)]


SERVER = RealServer(
    package="kinto",
    command=command,
    environment=lambda port, work: {},
    document="/v1/__api__",
    base="/v1",
)


def story(visit: Visit) -> None:
    """Buckets, collections, records in pages, ETags, a merge patch."""
    sdk, step = visit.sdk, visit.step
    with visit.client(basicauth=("story", "a-password-of-a-story")) as client:
        assert client.utilities.retrieve()["project_name"] == "kinto"
        bucket = step("create a bucket", lambda: client.buckets.create(data={"id": "story", "title": "a"}))
        assert bucket.data.additional_properties["title"] == "a" and bucket.permissions.write
        step("create a collection", lambda: client.collections.create("story", data={"id": "tales"}))
        for number in range(5):
            client.records.create("story", "tales", data={"id": f"tale-{number}", "number": number})
        first = step("list records in pages", lambda: client.records.list("story", "tales", limit=2, sort=["number"]))
        assert [each["number"] for each in first] == [0, 1, 2, 3, 4]
        raw = client.records.with_raw_response.retrieve("story", "tales", "tale-0")
        etag = raw.headers["etag"]
        patched = step(
            "merge a patch",
            lambda: client.records.update(
                "story", "tales", "tale-0", data={"number": 9}, content_type="application/merge-patch+json"
            ),
        )
        assert patched.data["number"] == 9
        with visit.refused("change what has changed", sdk.PreconditionFailedError, "412"):
            client.records.replace("story", "tales", "tale-0", data={"number": 1}, if_match=etag)
        with visit.refused("send what is not valid", sdk.BadRequestError, "path: Invalid object id"):
            client.buckets.create(data={"id": "!!"})
        with visit.refused("read what is not there", sdk.NotFoundError, "404"):
            client.records.retrieve("story", "tales", "no-such-tale")
        assert step("delete the record", lambda: client.records.delete("story", "tales", "tale-1")).data["deleted"]
        with (
            visit.client(basicauth=("other", "another-password")) as other,
            visit.refused("read what is another's", sdk.PermissionDeniedError, "This user cannot access this resource"),
        ):
            other.buckets.retrieve("story")
        step("delete the bucket", lambda: client.buckets.delete("story"))
