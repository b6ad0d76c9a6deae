"""The guides are true: their programs run, against the reference server or against the API that they speak of."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))
sys.path.insert(0, str(Path(__file__).parents[1] / "server"))

from blocks import ROOT, blocks
from live import Live, Running
from sqlalchemy.engine import URL
from support.sdks import generate_to, import_sdk

pytestmark = pytest.mark.xdist_group("guides")

GUIDES = sorted(path.name for path in (ROOT / "docs/guides").glob("*.md"))
WITH_SERVER = ("quickstart.md", "errors-and-retries.md", "webhooks.md", "testing.md")
ALONE = ("paging.md", "streaming.md", "async.md", "accounts.md", "network.md", "logging.md", "files.md")
WALKED = ("add-an-endpoint.md", "newcomer.md")  # by tests/walkthrough and tests/adopt/test_newcomer.py
MIGRATIONS = ("migrate-from-openapi-generator.md", "migrate-from-openapi-python-client.md")

ACME = """\
openapi: 3.0.3
info: {title: Acme, version: '1.0'}
servers: [{url: 'https://api.acme.example'}]
security: [{key: []}]
paths:
  /anvils:
    get:
      operationId: listAnvils
      responses:
        '200':
          description: All anvils.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
"""


def code(guide: str, language: str = "python") -> list[str]:
    return [block.text for block in blocks(f"docs/guides/{guide}") if block.language == language]


def run(guide: str, texts: list[str], **names: Any) -> None:
    """Run the blocks of a guide one after another, as one program."""
    scope: dict[str, Any] = {"__name__": "__main__", **names}
    for number, text in enumerate(texts, 1):
        exec(compile(text, f"{guide} block {number}", "exec"), scope)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    import_sdk(ROOT / "sdks/python/src", "tollkeeper")
    with Running(URL.create("sqlite", database=str(tmp_path_factory.mktemp("guides") / "docs.db"))) as live:
        yield live


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The API of the migration guides on a real socket, and the folder with its document and its SDK."""

    class Anvils(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = (self.path, self.headers.get("X-Key")) == ("/anvils", "k")
            answer = json.dumps(["small", "large"] if known else {"code": "no"}).encode()
            self.send_response(200 if known else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            return

    folder = tmp_path_factory.mktemp("acme")
    assert generate_to(folder, ACME, "acme").lost == ()
    with ThreadingHTTPServer(("127.0.0.1", 0), Anvils) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()


@pytest.mark.parametrize("guide", WITH_SERVER)
def test_the_programs_of_a_guide_run_against_the_server(
    live: Live, guide: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOLLKEEPER_API_KEY", live.tenant("Acme Maps").secret)
    monkeypatch.setenv("TOLLKEEPER_BASE_URL", live.url)
    texts = code(guide)
    assert texts
    run(guide, texts)


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The two SDKs that the guides use."""
    folder = tmp_path_factory.mktemp("files")
    generate_to(folder, (ROOT / "tests/golden/files/spec.yaml").read_bytes(), "files_sdk")
    import_sdk(folder / "src", "files_sdk")
    import_sdk(ROOT / "sdks/python/src", "tollkeeper")


@pytest.mark.parametrize("guide", ALONE)
@pytest.mark.usefixtures("sdks")
def test_the_programs_of_a_guide_run_alone(guide: str) -> None:
    texts = code(guide)
    assert texts
    run(guide, texts)


@pytest.mark.parametrize("guide", MIGRATIONS)
def test_the_program_after_a_migration_runs(acme: tuple[str, Path], guide: str) -> None:
    url, folder = acme
    _forget_acme()  # other tests have packages of this name
    sys.path.insert(0, str(folder / "src"))
    try:
        run(guide, code(guide), HERE=url)
    finally:
        sys.path.remove(str(folder / "src"))
        _forget_acme()


def _forget_acme() -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "acme"]:
        del sys.modules[name]


def _stock(document: Path, folder: Path) -> None:
    """The package as openapi-python-client alone makes it."""
    (folder / "config.yml").write_text("package_name_override: acme_client\npost_hooks: []\n", "utf-8")
    generator = str(Path(sys.executable).with_name("openapi-python-client"))
    options = ["--path", str(document), "--output-path", str(folder / "out"), "--config", str(folder / "config.yml")]
    done = subprocess.run([generator, "generate", *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _step_one(document: Path, folder: Path) -> None:
    """The command of the guide's first step, where the document and the old configuration are."""
    (command,) = [text for text in code("migrate-from-openapi-python-client.md", "sh") if "--layout" in text]
    (folder / "openapi.yaml").write_bytes(document.read_bytes())
    (folder / "config.yml").write_text("package_name_override: acme_client\npost_hooks: []\n", "utf-8")
    words = command.replace("--output acme-client", "--output out").split()
    trueline = Path(sys.executable).with_name("trueline")
    done = subprocess.run([trueline, *words[1:]], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("make", [_stock, _step_one])
def test_the_users_program_runs_before_and_after_the_first_step(
    acme: tuple[str, Path], tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    url, folder = acme
    make(folder / "openapi.yaml", tmp_path)
    (program,) = code("migrate-from-openapi-python-client.md", "py")
    program = f"import sys; sys.path.insert(0, {str(tmp_path / 'out')!r}); HERE = {url!r}\n{program}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("guide", GUIDES)
def test_every_python_block_is_run_here_or_is_the_old_generators(guide: str) -> None:
    assert not code(guide) or guide in {*WITH_SERVER, *ALONE, *MIGRATIONS, *WALKED}
    assert not code(guide, "py") or guide in MIGRATIONS
    for text in code(guide, "py"):
        compile(text, guide, "exec")


def test_every_guide_is_on_the_site() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert [guide for guide in GUIDES if f"docs/guides/{guide}" not in navigation] == []
