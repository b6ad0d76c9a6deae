"""Pages in a headless Chromium, as wide as a desktop and a phone: what would a reader stumble over?"""

from __future__ import annotations

import functools
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

from support.browser import CHROMIUM, QUIET

PROBE = Path(__file__).with_name("probe.html")
DESKTOP, PHONE = 1280, 390


@dataclass(frozen=True)
class Shown:
    """A page at a width. ``overflow`` is in pixels; ``faint`` maps elements to contrast and text."""

    url: str
    width: int
    scheme: str
    overflow: int
    faint: dict[str, str]


@dataclass(frozen=True)
class Probe:
    """What was seen. ``found`` are the links of the search's results."""

    shown: tuple[Shown, ...]
    found: tuple[str, ...]


def probe(site: Path, folder: Path, pages: Sequence[str], search: str = "") -> Probe:
    """Open the pages at both widths, light and dark; type ``search`` into the search of the first page of the site."""
    answers: Queue[Any] = Queue()
    asked = {"pages": list(pages), "widths": [DESKTOP, PHONE], "schemes": ["default", "slate"], "search": search}

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/probe.html":
                self._say(PROBE.read_bytes(), "text/html; charset=utf-8")
            elif self.path == "/asked.json":
                self._say(json.dumps(asked).encode(), "application/json")
            else:
                super().do_GET()

        def do_POST(self) -> None:
            answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._say(b"", "text/plain")

        def _say(self, body: bytes, media_type: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site))) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            answer = _opened(f"http://127.0.0.1:{server.server_port}/probe.html", folder, answers)
        finally:
            server.shutdown()
    assert "error" not in answer, answer
    return Probe(tuple(Shown(**each) for each in answer["seen"]), tuple(answer["found"]))


def _opened(url: str, folder: Path, answers: Queue[Any]) -> Any:
    assert CHROMIUM is not None
    command = [CHROMIUM, *QUIET, "--remote-debugging-port=0", f"--user-data-dir={folder / 'profile'}", url]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as browser:
        try:
            return answers.get(timeout=180)
        finally:
            browser.kill()
