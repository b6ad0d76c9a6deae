"""``trueline diff`` as people and scripts run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from trueline.cli import main
from trueline.diff import Source, both, compare
from trueline.errors import DocumentError, UsageError

_OLD = """\
openapi: 3.1.0
info: {title: Acme, version: 1.0.0}
paths:
  /keys:
    get: {operationId: keys.list, responses: {'204': {description: ok}}}
    post:
      operationId: keys.create
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [name], properties: {name: {type: string}, size: {type: integer}}}
      responses: {'204': {description: ok}}
"""
_BROKEN = _OLD.replace(", size: {type: integer}", "")
_EXTENDED = _OLD.replace("{name: {type: string},", "{name: {type: string}, color: {type: string},")
_REWORDED = _OLD.replace("operationId: keys.list,", "operationId: keys.list, summary: All keys,")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose tag ``v1`` has the old document; the working directory is its top."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api").mkdir()
    (tmp_path / "api/openapi.yaml").write_text(_OLD, "utf-8")
    identity = ["-c", "user.name=A", "-c", "user.email=a@a.example"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "one"], ["tag", "v1"]):
        subprocess.run(["git", *command], check=True)
    return tmp_path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """The documents as files, by what they are."""
    texts = {"old": _OLD, "broken": _BROKEN, "extended": _EXTENDED, "reworded": _REWORDED}
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return {name: str(tmp_path / f"{name}.yaml") for name in texts}


@pytest.mark.parametrize(
    ("new", "fail_on", "code"),
    [
        ("broken", "major", 1),
        ("broken", "minor", 1),
        ("broken", "patch", 1),
        ("extended", "major", 0),
        ("extended", "minor", 1),
        ("extended", "patch", 1),
        ("reworded", "major", 0),
        ("reworded", "minor", 0),
        ("reworded", "patch", 1),
        ("old", "patch", 0),
        ("broken", "", 0),
    ],
)
def test_the_exit_code_says_whether_the_level_was_reached(
    new: str, fail_on: str, code: int, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", files["old"], files[new], *(["--fail-on", fail_on] if fail_on else [])]) == code
    assert capsys.readouterr().out.startswith(("level ", "no changes"))


@pytest.mark.parametrize(
    ("new", "fail_on", "code"),
    [("broken", "warning", 1), ("broken", "error", 0), ("extended", "warning", 0), ("old", "warning", 0)],
)
def test_the_exit_code_says_whether_the_wire_was_broken(
    new: str, fail_on: str, code: int, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", files["old"], files[new], "--fail-on-wire", fail_on]) == code
    assert ("--fail-on-wire warning was asked for" in capsys.readouterr().err) == bool(code)


def test_json_has_every_field(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", files["old"], files["broken"], "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "level": "major",
        "changes": [
            {
                "rule": "request-property-removed",
                "old": "/paths/~1keys/post/requestBody/content/application~1json/schema/properties/size",
                "new": "/paths/~1keys/post/requestBody/content/application~1json/schema",
                "wire": "warning",
                "sdk": "major",
                "group": "keys",
                "sentence": "`KeysCreateRequest` no longer takes the property `size`.",
                "before": "client.keys.create(size=...)",
                "after": "",
            }
        ],
    }


def test_markdown_shows_what_was_written(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", files["old"], files["broken"], "--format", "markdown"]) == 0
    written = capsys.readouterr().out
    assert "## Breaking" in written
    assert "### keys" in written
    assert "  - client.keys.create(size=...)" in written


def test_text_of_a_document_is_no_markdown_and_no_terminal_code(
    tmp_path: Path, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = tmp_path / "hostile.yaml"
    name = '"<img src=x>\\n# a heading ``` \\e[31m"'
    hostile.write_text(_OLD.replace("size: {type: integer}", f"{name}: {{type: integer}}"), "utf-8")
    for form in ("text", "markdown", "json"):
        assert main(["diff", files["old"], str(hostile), "--format", form]) == 0
        written = capsys.readouterr().out
        assert "\x1b" not in written
        assert "\n# a heading" not in written


def test_a_revision_of_git_is_a_document(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "api/openapi.yaml").write_text(_BROKEN, "utf-8")
    assert main(["diff", "v1:api/openapi.yaml", "api/openapi.yaml", "--fail-on", "major"]) == 1
    assert "level major: 1 changes" in capsys.readouterr().out


def test_a_path_of_a_revision_may_count_from_here(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "api")
    assert main(["diff", "HEAD:./openapi.yaml", "openapi.yaml", "--fail-on", "patch"]) == 0


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nowhere:api/openapi.yaml", "git knows no revision 'nowhere' here"),
        ("v1:api/gone.yaml", "api/gone.yaml is not a file in v1"),
        ("v1:api", "api is not a file in v1"),
        ("--output=x:api/openapi.yaml", "'--output=x' is not a revision"),
        ("-n1:api/openapi.yaml", "'-n1' is not a revision"),
        ("v1 --help:api/openapi.yaml", "'v1 --help' is not a revision"),
    ],
)
@pytest.mark.usefixtures("repository")
def test_what_git_does_not_have_is_refused_with_what_to_do(
    source: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "--", source, "api/openapi.yaml"]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "\n  " in error, "every error says what to do"
    assert not Path("x").exists()


def test_outside_of_a_repository_there_is_no_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="git knows no revision"):
        Source("HEAD:openapi.yaml").read()


def test_a_file_that_is_there_is_a_file_even_with_a_colon(
    tmp_path: Path, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("v1:openapi.yaml").write_text(_OLD, "utf-8")
    assert main(["diff", "v1:openapi.yaml", files["old"], "--fail-on", "patch"]) == 0


def test_one_document_may_come_from_standard_input(files: dict[str, str]) -> None:
    command = [sys.executable, "-m", "trueline", "diff", "-", files["broken"], "--fail-on", "major"]
    done = subprocess.run(command, input=_OLD.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stdout[:11]) == (1, b"level major")


def test_both_documents_from_standard_input_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "-", "-"]) == 2
    assert "one of the two documents can be standard input" in capsys.readouterr().err


def test_an_overlay_is_applied_to_both(tmp_path: Path, files: dict[str, str]) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: Without sizes, version: '1'}\n"
        "actions:\n  - target: $.paths['/keys'].post.requestBody\n    description: not yet\n    remove: true\n",
        "utf-8",
    )
    assert main(["diff", files["old"], files["broken"], "--fail-on", "patch", "--overlay", str(overlay)]) == 0


def test_an_invalid_document_exits_with_3(tmp_path: Path, files: dict[str, str]) -> None:
    (tmp_path / "bad.yaml").write_text("openapi: 3.1.0\ninfo: [", "utf-8")
    assert main(["diff", files["old"], str(tmp_path / "bad.yaml")]) == 3
    assert main(["diff", files["old"], str(tmp_path / "gone.yaml")]) == 3


@pytest.fixture
def large(tmp_path: Path) -> tuple[Path, Path]:
    """Two documents that are prepared in two processes."""
    item = "  /p{0}: {{get: {{operationId: p{0}.list, description: {1}, responses: {{'204': {{description: ok}}}}}}}}\n"
    paths = "".join(item.format(number, "x" * 2000) for number in range(600))
    head = "openapi: 3.1.0\ninfo: {title: Acme, version: 1.0.0}\npaths:\n"
    old, new = tmp_path / "old-large.yaml", tmp_path / "new-large.yaml"
    old.write_text(head + paths, "utf-8")
    new.write_text(head + paths.replace("  /p7:", "  /q7:"), "utf-8")
    return old, new


def test_large_documents_are_prepared_side_by_side_with_the_same_result(large: tuple[Path, Path]) -> None:
    old, new = (Source(str(path)) for path in large)
    together, apart = compare(*both(old, new)), compare(old.read(), new.read())
    assert together == apart
    assert [change.rule for change in together.changes] == ["operation-moved"]


def test_an_error_of_the_other_process_is_the_error(large: tuple[Path, Path]) -> None:
    old, new = large
    new.write_text(new.read_text("utf-8").replace("openapi: 3.1.0", "openapi: 9.9.9"), "utf-8")
    with pytest.raises(DocumentError, match=r"9\.9\.9"):
        both(Source(str(old)), Source(str(new)))
