"""The document is good, and not only our reading of it: clients that others generate from it speak with the server.

Each client runs in an environment and a process of its own, through sockets; ``story_*.py`` are its user's programs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "server"))

from live import Live, Running
from sqlalchemy.engine import URL
from support.sdks import ROOT

PEERS = ROOT / ".cache/peers"
DOCUMENT = ROOT / "openapi/v1.yaml"
TOLD = [
    "a key with a secret",
    "a list of two pages",
    "403 with a problem that names the scope",
    "401, 404 and 422 are problems too",
    "a key is verified",
    "usage is recorded and queried",
    "an endpoint, a test event of the right class, and the endpoint is gone",
]
WEBHOOK = """
openapi: 3.1.0
info: {title: Acme, version: '1'}
paths: {}
webhooks:
  made:
    post:
      operationId: onMade
      tags: [hooks]
      parameters: [{name: webhook-id, in: header, required: true, schema: {type: string}}]
      responses: {'204': {description: Thank you.}}
"""

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("other-clients")]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with Running(URL.create("sqlite", database=str(tmp_path_factory.mktemp("clients") / "clients.db"))) as live:
        yield live


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What openapi-generator makes of the document without ``webhooks`` (see the test below), and of that section.

    One program of Java makes both: half of what it takes is to start.
    """
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine: apt-get install default-jre-headless")
    jars = list(PEERS.rglob("openapi-generator.jar"))
    if not jars:
        pytest.skip("openapi-generator is not installed: `make test` installs it into .cache/peers")
    folder = tmp_path_factory.mktemp("generated")
    document = yaml.load(DOCUMENT.read_bytes(), yaml.CSafeLoader)
    del document["webhooks"]
    (folder / "v1.json").write_text(json.dumps(document, default=str))
    (folder / "made.yaml").write_text(WEBHOOK)
    without = dict.fromkeys(("apiTests", "modelTests", "apiDocs", "modelDocs"), "false")
    for spec, client, more in (("v1.json", "client", {"globalProperties": without}), ("made.yaml", "hooks", {})):
        wish = {"generatorName": "python", "packageName": "acme", "inputSpec": spec, "outputDir": client, **more}
        (folder / f"{client}.json").write_text(json.dumps(wish))
    java = ["java", "-XX:TieredStopAtLevel=1", "-jar", str(jars[0])]
    run([*java, "batch", "--threads", "1", "--fail-fast", "client.json", "hooks.json"], folder)
    return folder


def run(command: Sequence[str], where: Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=where, env=environment or None, capture_output=True, text=True, check=False, timeout=300,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def told(python: Path, story: str, client: Path, live: Live) -> list[str]:
    """What a program said that uses a client which lies in a folder."""
    program = str(Path(__file__).parent / story)
    said = run([str(python), program, live.url, live.tenant().secret], client, PYTHONPATH=str(client))
    return said.splitlines()


def test_a_client_of_openapi_generator_works(live: Live, clients: Path) -> None:
    story = told(PEERS / "bin/python", "story_openapi_generator.py", clients / "client", live)
    assert story == [*TOLD[:4], "a key is verified, and another renamed", *TOLD[5:]]


def test_openapi_generator_writes_no_valid_python_for_webhooks_of_any_document(clients: Path) -> None:
    """Types of parameters are missing. When this fails, give it the whole document above and in openapi/AGENTS.md."""
    written = (clients / "hooks/acme/api/hooks_api.py").read_text("utf-8")
    assert "webhook_id: ,\n" in written
    with pytest.raises(SyntaxError):
        compile(written, "hooks_api.py", "exec")


def test_a_client_of_openapi_python_client_as_it_comes_works(live: Live, tmp_path: Path) -> None:
    """Our engine, with its own templates and its own reading of the document."""
    names = "package_name_override: acme\nproject_name_override: acme\npost_hooks: []\n"
    (tmp_path / "config.yml").write_text(names)
    engine = str(Path(sys.executable).with_name("openapi-python-client"))
    run([engine, "generate", "--path", str(DOCUMENT), "--output-path", "client", "--config", "config.yml"], tmp_path)
    assert told(Path(sys.executable), "story_openapi_python_client.py", tmp_path / "client", live) == TOLD
