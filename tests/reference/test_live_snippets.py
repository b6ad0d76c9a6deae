"""Every example of docs/api.md against the reference server: curl, both clients, the command line."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from live_scenes import BASE_URL, prepared
from pages import ROOT, Snippet, of
from support.once import shared
from support.sdks import import_sdk

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))

from live import Live, Running, Tenant
from postgres import Cluster, find_binaries
from sqlalchemy.engine import URL

pytestmark = pytest.mark.xdist_group("live-snippets")

STREAM = "webhooks.events.stream"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server that checks its own answers: one that the document does not describe is a 500."""
    import_sdk(ROOT / "sdks/python/src", "tollkeeper")
    with Running(URL.create("sqlite", database=str(tmp_path_factory.mktemp("live") / "docs.db"))) as live:
        yield live


@pytest.fixture(scope="module")
def live_on_postgresql() -> Iterator[Live]:
    """The same on the other database."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("there is no PostgreSQL on this machine: apt-get install postgresql")
    import_sdk(ROOT / "sdks/python/src", "tollkeeper")
    cluster = Cluster(binaries)
    try:
        with shared("postgresql") as folder:
            cluster.start(kept=folder / "data")
        with Running(cluster.database()) as live:
            yield live
    finally:
        cluster.stop()


@pytest.fixture
def tenant(live: Live, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """An organization of the example's own; the environment is what a reader sets."""
    return _tenant(live, monkeypatch)


def _tenant(live: Live, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    tenant = live.tenant("Acme Maps")
    monkeypatch.setenv("TOLLKEEPER_API_KEY", tenant.secret)
    monkeypatch.setenv("TOLLKEEPER_BASE_URL", live.url)
    return tenant


@contextmanager
def _happening(snippet: Snippet, tenant: Tenant) -> Generator[None]:
    """While a stream is read, what it tells of happens."""
    stop = threading.Event()

    def make_keys() -> None:
        while snippet.operation == STREAM and not stop.wait(0.1):
            tenant.http.post("/v1/keys", json={"name": "ci", "scopes": ["usage:read"]}).raise_for_status()

    thread = threading.Thread(target=make_keys)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _first_line(command: list[str]) -> None:
    """Run what goes on for ever until it has something to say."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.terminate()


def _ready(snippet: Snippet, tenant: Tenant) -> str:
    return prepared(snippet.operation, snippet.text, tenant.http)


@pytest.mark.parametrize("snippet", [*of("Python"), *of("Python, asynchronous")], ids=lambda snippet: snippet.id)
def test_a_python_example_runs_against_the_server(
    tenant: Tenant, snippet: Snippet, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _ready(snippet, tenant)
    with _happening(snippet, tenant):
        exec(compile(text, snippet.id, "exec"), {})


@pytest.mark.parametrize("snippet", of("Python"), ids=lambda snippet: snippet.operation)
def test_a_python_example_runs_on_postgresql_too(
    live_on_postgresql: Live, monkeypatch: pytest.MonkeyPatch, snippet: Snippet, capsys: pytest.CaptureFixture[str]
) -> None:
    tenant = _tenant(live_on_postgresql, monkeypatch)
    text = _ready(snippet, tenant)
    with _happening(snippet, tenant):
        exec(compile(text, snippet.id, "exec"), {})


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("snippet", of("curl"), ids=lambda snippet: snippet.operation)
def test_a_curl_example_runs_against_the_server(live: Live, tenant: Tenant, snippet: Snippet) -> None:
    command = _ready(snippet, tenant).replace(BASE_URL, live.url)
    command += " --silent --show-error --fail-with-body --noproxy '*'"
    if snippet.operation == STREAM:
        with _happening(snippet, tenant):
            _first_line(["/bin/sh", "-c", f"exec {command}"])
        return
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("snippet", of("Command line"), ids=lambda snippet: snippet.operation)
def test_a_command_line_example_runs_against_the_server(
    tenant: Tenant, snippet: Snippet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tollkeeper._cli import main

    words = shlex.split(_ready(snippet, tenant).replace("\\\n", ""))
    if snippet.operation == STREAM:
        monkeypatch.setenv("PYTHONPATH", str(ROOT / "sdks/python/src"))
        program = "import sys; from tollkeeper._cli import main; main()"
        with _happening(snippet, tenant):
            _first_line([sys.executable, "-c", program, *words[1:]])
        return
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code in {0, None}, capsys.readouterr().err
