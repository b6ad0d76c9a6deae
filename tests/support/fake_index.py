"""A package index on a loopback socket that can fail on demand: the legacy upload API, the simple API as JSON or HTML.

It keeps the public index's rules: the same bytes may come again, other bytes never; the name of a deleted file is
burnt; a release is closed 14 days after its first file; and it says so in the public index's words, on the status line.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum, auto
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

JSON = "application/vnd.pypi.simple.v1+json"
OPEN_FOR = timedelta(days=14)


class Fault(Enum):
    """What happens to one upload."""

    ANSWER_500_BEFORE = auto()
    ANSWER_500_AFTER = auto()
    ANSWER_507 = auto()
    ANSWER_429 = auto()
    HANG_UP_BEFORE = auto()
    HANG_UP_AFTER = auto()
    KILL_BEFORE = auto()
    KILL_AFTER = auto()
    SWALLOW = auto()
    """200, and the file is nowhere."""
    GO_DOWN = auto()
    """The file is stored, and from then on everything is answered with 503."""

    @property
    def stores(self) -> bool:
        return self in {Fault.ANSWER_500_AFTER, Fault.HANG_UP_AFTER, Fault.KILL_AFTER, Fault.GO_DOWN}


@dataclass(frozen=True)
class Stored:
    name: str
    project: str
    version: str
    content: bytes
    uploaded: datetime
    yanked: str | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class World:
    """What the index holds, and how it behaves."""

    files: dict[str, Stored] = field(default_factory=dict[str, Stored])
    burnt: set[str] = field(default_factory=set[str])
    faults: list[Fault | None] = field(default_factory=list[Fault | None])
    uploads: list[str] = field(default_factory=list[str])
    logins: set[str] = field(default_factory=set[str])
    password: str = ""
    """What everybody has to show, as anyone; empty: everybody may read and upload."""
    asked: list[str] = field(default_factory=list[str])
    """Who asked for pages and files, as the header said it."""
    status: int = 200
    speaks_html: bool = False
    tells_hashes: bool = True
    tells_times: bool = True
    lag: int = 0
    """How many listings a new file is missing from."""
    clock: timedelta = timedelta()
    pause: float = 0
    victim: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.clock

    def put(self, name: str, content: bytes, *, age: timedelta = timedelta()) -> Stored:
        """A file that was there before."""
        match = re.match(r"(.+?)-(\d[^-]*?)(?:-[^-]+-[^-]+-[^-]+\.whl|\.tar\.gz)$", name)
        assert match, f"{name} is not a name of a file of a release"
        project, version = match.groups()
        stored = Stored(name, normal(project), version, content, self.now - age)
        self.files[name] = stored
        return stored

    def delete(self, name: str) -> None:
        self.burnt.add(name)
        del self.files[name]

    def yank(self, version: str, reason: str) -> None:
        for name, stored in self.files.items():
            if stored.version == version:
                self.files[name] = replace(stored, yanked=reason)

    @property
    def hashes(self) -> dict[str, str]:
        return {name: stored.sha256 for name, stored in sorted(self.files.items())}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _form(content_type: str, body: bytes) -> dict[str, tuple[str, bytes]]:
    """The fields of multipart/form-data (RFC 7578): name to file name and value."""
    boundary = content_type.partition("boundary=")[2].strip('"').encode()
    fields: dict[str, tuple[str, bytes]] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, value = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        names = dict(re.findall(r'(\bname|filename)="([^"]*)"', head.decode()))
        fields[names["name"]] = (names.get("filename", ""), value.removesuffix(b"\r\n"))
    return fields


class _Handler(BaseHTTPRequestHandler):
    @property
    def index(self) -> FakeIndex:
        assert isinstance(self.server, FakeIndex)
        return self.server

    def do_POST(self) -> None:
        world = self.index.world
        body = self.rfile.read(int(self.headers["content-length"]))
        with world.lock:
            if world.status != 200:
                return self._say(world.status, "The index is not well")
            form = _form(self.headers["content-type"], body)
            name, content = form["content"]
            world.uploads.append(name)
            world.logins.add(self.headers.get("authorization", ""))
            if not self._may():
                return self._say(403, "Invalid or non-existent authentication information.")
            fault = world.faults.pop(0) if world.faults else None
        time.sleep(world.pause)
        return self._upload(form, name, content, fault)

    def _upload(self, form: dict[str, Any], name: str, content: bytes, fault: Fault | None) -> None:
        world = self.index.world
        answer = (200, "OK")
        if fault is None or fault.stores:
            with world.lock:
                answer = self._store(form, name, content)
        if fault in {Fault.KILL_BEFORE, Fault.KILL_AFTER}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(world.victim, signal.SIGKILL)
        if fault in {Fault.HANG_UP_BEFORE, Fault.HANG_UP_AFTER, Fault.KILL_BEFORE, Fault.KILL_AFTER}:
            self.connection.shutdown(socket.SHUT_RDWR)
            return None
        if fault is Fault.GO_DOWN:
            world.status = 503
        answers: dict[Fault | None, tuple[int, str]] = {
            Fault.GO_DOWN: (503, "Service Unavailable"),
            Fault.ANSWER_500_BEFORE: (500, "Internal Server Error"),
            Fault.ANSWER_500_AFTER: (500, "Internal Server Error"),
            Fault.ANSWER_507: (507, "Insufficient Storage"),
            Fault.ANSWER_429: (429, "Too many requests"),
        }
        return self._say(*answers.get(fault, answer))

    def _may(self) -> bool:
        given = base64.b64decode(self.headers.get("authorization", "").removeprefix("Basic "))
        return not self.index.world.password or given.decode().partition(":")[2] == self.index.world.password

    def _store(self, form: dict[str, Any], name: str, content: bytes) -> tuple[int, str]:
        world = self.index.world
        project, version = normal(form["name"][1].decode()), form["version"][1].decode()
        stored = Stored(name, project, version, content, world.now)
        if form["sha256_digest"][1].decode() != stored.sha256:
            return 400, "The digest supplied does not match a digest calculated from the uploaded file."
        there = world.files.get(name)
        if there is not None:
            if there.sha256 == stored.sha256:
                return 200, "OK"
            return 400, "File already exists. See the help for more information."
        if name in world.burnt:
            return 400, "This filename has already been used, use a different version."
        same = [file.uploaded for file in world.files.values() if (file.project, file.version) == (project, version)]
        if same and world.now - min(same) > OPEN_FOR:
            return 400, "The release is too old: files can be added to it for 14 days."
        world.files[name] = stored
        return 200, "OK"

    def do_GET(self) -> None:
        world = self.index.world
        if world.status != 200:
            return self._say(world.status, "The index is not well")
        world.asked.append(self.headers.get("authorization", ""))
        if not self._may():
            return self._say(401, "Unauthorized")
        kind, _, name = self.path.strip("/").partition("/")
        if (kind, name) == ("simple", ""):
            return self._send(200, "OK", "text/html", b"<!DOCTYPE html><html><body></body></html>")
        with world.lock:
            if kind == "files" and name in world.files:
                return self._send(200, "OK", "application/octet-stream", world.files[name].content)
            files = [file for file in world.files.values() if kind == "simple" and file.project == name]
            if world.lag and files:
                world.lag -= 1
                files = [file for file in files if file.name not in world.uploads]
        if not files:
            return self._say(404, "Not Found")
        page = self._html(files) if world.speaks_html else self._json(name, files)
        return self._send(200, "OK", "text/html" if world.speaks_html else JSON, page.encode())

    do_HEAD = do_GET

    def _json(self, project: str, files: list[Stored]) -> str:
        world = self.index.world
        entries: list[dict[str, Any]] = []
        for file in files:
            entry: dict[str, Any] = {"filename": file.name, "url": f"{self.index.url}/files/{file.name}"}
            entry["hashes"] = {"sha256": file.sha256} if world.tells_hashes else {}
            entry["yanked"] = False if file.yanked is None else file.yanked or True
            if world.tells_times:
                entry["upload-time"] = file.uploaded.isoformat()
            entries.append(entry)
        return json.dumps({"meta": {"api-version": "1.1"}, "name": project, "files": entries})

    def _html(self, files: list[Stored]) -> str:
        rows: list[str] = []
        for file in files:
            fragment = f"#sha256={file.sha256}" if self.index.world.tells_hashes else ""
            yanked = "" if file.yanked is None else f' data-yanked="{escape(file.yanked)}"'
            rows.append(f'<a href="../../files/{file.name}{fragment}"{yanked}>{file.name}</a><br>')
        return "<!DOCTYPE html><html><body>" + "\n".join(rows) + "</body></html>"

    def _say(self, status: int, text: str) -> None:
        self._send(status, text, "text/html", f"<html><h1>{status} {text}</h1></html>".encode())

    def _send(self, status: int, reason: str, content_type: str, content: bytes) -> None:
        self.send_response_only(status, reason)
        if status == 401:
            self.send_header("www-authenticate", 'Basic realm="index"')
        self.send_header("date", format_datetime(self.index.world.now, usegmt=True))
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(b"" if self.command == "HEAD" else content)

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class FakeIndex(ThreadingHTTPServer):
    """The index. ``world`` may be changed at any time."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0, world: World | None = None) -> None:
        self.world = world or World()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def simple(self) -> str:
        return f"{self.url}/simple/"

    @property
    def upload(self) -> str:
        return f"{self.url}/legacy/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextlib.contextmanager
def serve_index() -> Generator[FakeIndex]:
    server = FakeIndex()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
