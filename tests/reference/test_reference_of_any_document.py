"""Other documents than ours: curl and Python make the same request, whatever the parameters, bodies and keys."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from pages import Snippet, snippets
from support.multipart import parts_of
from support.sdks import fresh_name, generate_to, import_sdk

from trueline.reference.command import reference
from trueline.request import Request

DOCUMENT = Path(__file__).with_name("odds.yaml").read_text("utf-8")
pytestmark = pytest.mark.xdist_group("odds")
KEYS = {"HEADER": "h", "QUERY": "q", "COOKIE": "c"}


class Recorder:
    """Answers 204 to everything and remembers the last request."""

    def __init__(self) -> None:
        self.last: dict[str, Any] = {}
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def _any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                recorder.last = {"method": self.command, "target": self.path, "body": body, "headers": self.headers}
                self.send_response(204)
                self.end_headers()

            do_GET = do_POST = do_PUT = _any

            def log_message(self, format: str, *args: Any) -> None:
                return

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def request(self) -> dict[str, Any]:
        """The last request, in a form in which two that mean the same are equal."""
        headers = self.last["headers"]
        kind = (headers.get("content-type") or "").split(";")[0]
        cookies = sorted(part.strip() for part in (headers.get("cookie") or "").split(";"))
        named = {name: headers.get(name) for name in ("x-key", "x-trace", "authorization")}
        return {
            **{key: self.last[key] for key in ("method", "target")},
            "headers": {**named, "content-type": kind, "cookies": cookies},
            "body": _meaning(kind, headers.get("content-type") or "", self.last["body"]),
        }


def _meaning(kind: str, whole: str, body: bytes) -> Any:
    if kind == "application/json":
        return json.loads(body)
    if kind == "application/x-www-form-urlencoded":
        return parse_qsl(body.decode())
    if kind == "multipart/form-data":
        return [(part.name, part.content) for part in parts_of(whole, body)]
    return body


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.http.shutdown()
    recorder.http.server_close()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder, package = tmp_path_factory.mktemp("odds"), fresh_name("odds")
    assert generate_to(folder, DOCUMENT, package).lost == ()
    import_sdk(folder / "src", package)
    return reference(Request(str(folder / "openapi.yaml"), package)).replace("http://odds.example", "@HERE@")


@pytest.fixture(scope="module")
def examples(page: str) -> dict[str, dict[str, Snippet]]:
    found: dict[str, dict[str, Snippet]] = {}
    for snippet in snippets(page):
        found.setdefault(snippet.operation, {})[snippet.title] = snippet
    return found


def _run_command_line(text: str, package: str) -> None:
    distribution = package.replace("_", "-")
    program = f"{sys.executable} -c 'from {package}._cli import main; main()' "
    assert f"{distribution} " in text
    source = Path(sys.modules[package].__file__ or "").parents[1]
    done = subprocess.run(
        ["/bin/sh", "-c", text.replace(f"{distribution} ", program)],
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    "operation", ["things.put", "things.create", "forms.send", "files.upload", "files.send", "misc.nothing"]
)
@pytest.mark.filterwarnings("ignore:misc.nothing is deprecated:DeprecationWarning")
def test_curl_the_command_line_and_both_clients_make_one_request(
    examples: dict[str, dict[str, Snippet]],
    recorder: Recorder,
    operation: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = f"http://127.0.0.1:{recorder.http.server_port}"
    found = examples[operation]
    (package,) = set(re.findall(r"^from (\w+) import", found["Python"].text, re.MULTILINE)) - {"decimal", "uuid"}
    prefix, client = package.upper(), f"{package.title().replace('_', '')}()"
    for name, value in {**KEYS, "BASE_URL": f"{here}/base", "CREDENTIAL": "me:secret"}.items():
        monkeypatch.setenv(f"{prefix}_{name}", value)
    command = found["curl"].text.replace("@HERE@", here)
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} --silent --show-error --noproxy '*'"],
        env=dict(os.environ),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    by_curl = recorder.request
    if operation != "forms.send":  # user and password come from a profile, which `login` asks for
        _run_command_line(found["Command line"].text, package)
        assert recorder.request == by_curl, "Command line"
    for title in ("Python", "Python, asynchronous"):
        assert client in found[title].text
        text = found[title].text.replace(client, f"{client[:-1]}login=('me', 'secret'))")
        exec(compile(text, title, "exec"), {})
        assert recorder.request == by_curl, title


def test_an_example_that_is_none_gives_way_to_one_that_is(examples: dict[str, dict[str, Snippet]]) -> None:
    assert '"size": "small"' in examples["things.create"]["curl"].text


def test_a_value_that_can_not_end_is_not_made_up(page: str, examples: dict[str, dict[str, Snippet]]) -> None:
    assert "endless.make" not in examples
    assert "No value of these types can be shown" in page


def test_what_is_deprecated_is_marked(page: str) -> None:
    assert "**Deprecated.** GET /none is deprecated." in page


def test_a_title_is_text(page: str) -> None:
    assert "# Odds &lt;b&gt;and&lt;/b&gt; ends API reference" in page


def test_the_page_is_the_same_twice(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    request = Request(str(tmp_path / "openapi.yaml"), "odds")
    assert reference(request) == reference(request)
