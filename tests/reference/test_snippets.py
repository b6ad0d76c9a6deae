"""Every example of docs/api.md runs: it makes the request that the document describes, and no other."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from example_server import ExampleServer
from pages import ROOT, Snippet, of
from support.checking import mypy
from support.document import Document

SOURCE = str(ROOT / "sdks/python/src")
PYTHON = [*of("Python"), *of("Python, asynchronous")]


@pytest.mark.parametrize("title", ["curl", "Python", "Python, asynchronous", "Command line"])
def test_every_operation_has_an_example(document: Document, title: str) -> None:
    assert sorted(snippet.operation for snippet in of(title)) == sorted(o.id for o in document.operations)


@pytest.mark.parametrize("snippet", PYTHON, ids=lambda snippet: snippet.id)
def test_a_python_example_runs(
    environment: ExampleServer, snippet: Snippet, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(environment.served)
    exec(compile(snippet.text, snippet.id, "exec"), {})
    assert environment.refused == []
    assert set(environment.served[before:]) == {snippet.operation}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("snippet", of("curl"), ids=lambda snippet: snippet.id)
def test_a_curl_example_runs(environment: ExampleServer, snippet: Snippet) -> None:
    command = snippet.text.replace("https://api.tollkeeper.dev", environment.url)
    assert command != snippet.text
    before = len(environment.served)
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} --silent --show-error --fail-with-body --noproxy '*'"],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert environment.refused == []
    assert environment.served[before:] == [snippet.operation]


@pytest.mark.parametrize("snippet", of("Command line"), ids=lambda snippet: snippet.operation)
def test_a_command_line_example_runs(
    environment: ExampleServer, snippet: Snippet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = len(environment.served)
    words = shlex.split(snippet.text.replace("\\\n", ""))
    if "stream" in words:  # goes on for ever
        command = [sys.executable, "-c", "import sys; from tollkeeper._cli import main; main()", *words[1:]]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": SOURCE}) as process:
            assert process.stdout is not None
            assert process.stdout.readline()
            process.terminate()
    else:
        from tollkeeper._cli import main

        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as done:
            main()
        assert done.value.code in {0, None}, capsys.readouterr().err
    assert environment.refused == []
    assert set(environment.served[before:]) == {snippet.operation}


@pytest.mark.slow
@pytest.mark.xdist_group("typed-examples")  # as those of guides
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_the_python_examples_are_typed(tmp_path: Path, checker: str) -> None:
    for number, snippet in enumerate(PYTHON):
        (tmp_path / f"example_{number}.py").write_text(snippet.text + "\n", "utf-8")
    if checker == "mypy":
        done = mypy(tmp_path, ".", MYPYPATH=SOURCE)
    else:
        (tmp_path / "pyrightconfig.json").write_text(f'{{"typeCheckingMode": "strict", "extraPaths": ["{SOURCE}"]}}')
        command = [str(ROOT / "node_modules/.bin/pyright"), "--pythonpath", sys.executable]
        environment = {**os.environ, "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_python_examples_are_formatted(tmp_path: Path) -> None:
    for number, snippet in enumerate(PYTHON):
        (tmp_path / f"example_{number}.py").write_text(snippet.text + "\n", "utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    for arguments in (["format", "--diff"], ["check", "--target-version", "py310", "--select", "F,I,UP"]):
        done = subprocess.run(
            [*ruff, *arguments, "--isolated", "."], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
