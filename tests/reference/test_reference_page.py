"""``GET /`` of the server: the interactive reference, whole, without an error, and from nowhere but the server."""

from __future__ import annotations

import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from pages import ROOT
from support.browser import CHROMIUM, Visit, visit
from support.document import Document

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))

from live import Live, Running
from sqlalchemy.engine import URL
from tollkeeper_server.reference import files

pytestmark = pytest.mark.xdist_group("reference-page")
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with Running(URL.create("sqlite", database=str(tmp_path_factory.mktemp("page") / "docs.db"))) as live:
        yield live


@pytest.fixture(scope="module")
def seen(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    return visit(f"{live.url}/", tmp_path_factory.mktemp("browser"))


@in_a_browser
def test_every_operation_is_on_the_page(seen: Visit, document: Document) -> None:
    assert [
        o.raw["summary"] for o in document.operations if o.raw["summary"] not in seen.dom.replace("&amp;", "&")
    ] == []
    assert seen.dom.count('class="opblock opblock-') == len(document.operations) + len(document.webhooks)


@in_a_browser
def test_the_console_is_silent(seen: Visit) -> None:
    assert seen.console == ()


@in_a_browser
def test_no_request_leaves_the_server(seen: Visit, live: Live) -> None:
    assert {url.removeprefix(live.url) for url in seen.requests} == {
        "/openapi.yaml",
        *(f"/reference/{name}" for name in ("page.css", "page.js", "swagger-ui-bundle.js", "swagger-ui.css")),
    }


@in_a_browser
def test_requests_are_tried_on_the_server_itself(seen: Visit, live: Live) -> None:
    assert f'<option value="{live.url}">' in seen.dom
    assert "https://api.tollkeeper.dev" not in seen.dom.split("servers-title")[1].split("</select>")[0]


def test_the_policy_allows_nothing_from_elsewhere_and_no_code_in_the_page(live: Live) -> None:
    answer = httpx.get(f"{live.url}/", timeout=30)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "<script>" not in answer.text
    assert "style=" not in answer.text


def test_a_file_that_did_not_change_is_not_sent_again(live: Live) -> None:
    url = f"{live.url}/reference/swagger-ui-bundle.js"
    first = httpx.get(url, timeout=30)
    assert len(first.content) > 1_000_000
    again = httpx.get(url, timeout=30, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/reference/files.py", "/reference/../app.py", "/reference/", "/reference/x.js"])
def test_no_other_file_is_served(live: Live, path: str) -> None:
    assert httpx.get(f"{live.url}{path}", timeout=30).status_code == 404


def test_without_the_files_there_is_a_plain_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BUILT", ("not-there.js",))
    with Running(URL.create("sqlite", database=str(tmp_path / "plain.db"))) as live:
        answer = httpx.get(f"{live.url}/", timeout=30)
    assert answer.status_code == 200
    assert "openapi.yaml" in answer.text


@pytest.mark.slow
def test_the_servers_wheel_has_the_page_and_its_licence(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path),
        str(ROOT / "server"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = {name.rpartition("/")[2] for name in zipfile.ZipFile(wheel).namelist() if "/reference/" in name}
    assert {*files.OWN, *files.BUILT, "LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"} <= names


@in_a_browser
def test_the_browser_would_tell_of_an_error_and_of_a_request_elsewhere(tmp_path: Path) -> None:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<script>console.error('boom')</script><img src='http://elsewhere.invalid/x.png'>")

        def log_message(self, format: str, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        seen = visit(f"http://127.0.0.1:{server.server_port}/", tmp_path)
        server.shutdown()
    assert any("boom" in line for line in seen.console)
    assert "http://elsewhere.invalid/x.png" in seen.requests
