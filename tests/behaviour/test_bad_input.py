"""Documents that are none: one clear error, exit code 3, and the output folder as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from trueline.cli import main

Refuse = Callable[[str], str]
EMPTY_API = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
LAUGHS = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12))

DOCUMENTS = {
    "not YAML": (b"openapi: 3.1.0\ninfo: {title: [\n", ("not valid YAML",)),
    "YAML with a duplicate key": (
        b"openapi: 3.1.0\ninfo:\n  title: T\n  version: '1'\n  title: U\npaths: {}\n",
        (":5:3", "duplicate key", "title"),
    ),
    "Swagger 1.2": (b"swagger: '1.2'\ninfo: {title: T, version: '1'}\npaths: {}\n", ("Swagger", "1.2", "not")),
    "a $ref to nowhere": (
        EMPTY_API.encode() + b"components:\n  schemas:\n    A: {$ref: '#/components/schemas/Missing'}\n",
        ("#/components/schemas/Missing",),
    ),
    "a schema that is only a $ref to itself through others": (
        EMPTY_API.encode()
        + b"components:\n  schemas:\n"
        + b"    A: {$ref: '#/components/schemas/B'}\n"
        + b"    B: {$ref: '#/components/schemas/C'}\n"
        + b"    C: {$ref: '#/components/schemas/A'}\n",
        ("/components/schemas/",),
    ),
    "an unknown OpenAPI version": (EMPTY_API.replace("3.1.0", "4.7.1").encode(), ("4.7.1",)),
    "no version at all": (b"info: {title: T, version: '1'}\npaths: {}\n", ("openapi",)),
    "JSON nested 100,000 deep": (b'{"openapi": "3.1.0", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", ("deep",)),
    "objects nested 100,000 deep": (b'{"x": ' * 100_000 + b"1" + b"}" * 100_000, ("deep",)),
    "YAML nested 100,000 deep": (b"openapi: 3.1.0\nx: " + b"[" * 100_000, ("deep",)),
    "a billion laughs": (f"openapi: 3.1.0\nl0: &l0 [ha, ha]\n{LAUGHS}\n".encode(), ("alias",)),
    "an empty file": (b"", ("empty",)),
    "only a comment": (b"# nothing here\n", ("null",)),
    "a list": (b"- openapi: 3.1.0\n", ("object",)),
    "bytes that are not text": (b"\xff\xfe\x00\xd8\x00", ()),
}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder with something in it that must be there afterwards."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "precious.txt").write_text("mine")
    return folder


@pytest.fixture(scope="module")
def not_found() -> Iterator[str]:
    """The URL of a document that is not there."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/openapi.yaml"
        server.shutdown()
        thread.join()


@pytest.fixture
def refuse(output: Path, capsys: pytest.CaptureFixture[str]) -> Refuse:
    """What is written to stderr for a document that must be refused, less the names of the stages."""

    def refused(spec: str) -> str:
        code = main(["generate", spec, "--output", str(output), "--package", "some_api"])
        out, err = capsys.readouterr()
        assert code == 3, err
        assert out == ""
        assert "Traceback" not in err
        lines = err.splitlines()
        errors = [line for line in lines if line.startswith("error: ")]
        assert len(errors) == 1, "one error, said once"
        assert [(p.name, p.read_text()) for p in output.iterdir()] == [("precious.txt", "mine")]
        return "\n".join(lines[lines.index(errors[0]) :])

    return refused


@pytest.mark.parametrize(("content", "said"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_bad_document_is_refused_with_one_clear_error(
    tmp_path: Path, refuse: Refuse, content: bytes, said: tuple[str, ...]
) -> None:
    spec = tmp_path / ("openapi.json" if content.startswith(b"{") else "openapi.yaml")
    spec.write_bytes(content)

    error = refuse(str(spec))

    assert spec.name in error
    for words in said:
        assert words.lower() in error.lower()
    assert len(error) < 1000


def test_a_folder_is_no_document(tmp_path: Path, refuse: Refuse) -> None:
    assert "folder" in refuse(str(tmp_path))


def test_a_file_that_is_not_there_is_no_document(tmp_path: Path, refuse: Refuse) -> None:
    assert "missing.yaml" in refuse(str(tmp_path / "missing.yaml"))


def test_a_url_that_answers_404_is_no_document(not_found: str, refuse: Refuse) -> None:
    assert "404" in refuse(not_found)


def test_a_url_where_nobody_answers_is_no_document(refuse: Refuse) -> None:
    assert "127.0.0.1" in refuse("http://127.0.0.1:1/openapi.yaml")
