"""Commands of a document that is not Tollkeeper's: names that clash, all kinds of bodies and credentials, bad text."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_program import Program
from cli_wire import Api, Reply, reply
from support.sdks import generate_to

pytestmark = pytest.mark.xdist_group("cli-any")

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Odd", "version": "1", "description": "Odd \u001b[31mAPI\u202e [red]x[/red] {{ 7 * 7 }} %s"},
    "security": [{"basic": []}],
    "components": {
        "securitySchemes": {
            "basic": {"type": "http", "scheme": "basic"},
            "in_query": {"type": "apiKey", "in": "query", "name": "key"},
            "in_cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
            "machine": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "https://127.0.0.1:1/token", "scopes": {}}},
            },
        }
    },
    "paths": {},
}


def _add(path: str, method: str, operation_id: str, **more: Any) -> None:
    answers: dict[str, Any] = {"200": {"description": "ok", "content": {"application/json": {"schema": {}}}}}
    operation: dict[str, Any] = {"operationId": operation_id, "responses": answers, **more}
    DOCUMENT["paths"].setdefault(path, {})[method] = operation


def _query(*names: str, **schemas: Any) -> list[dict[str, Any]]:
    found = {name: {"type": "string"} for name in names} | schemas
    return [{"name": name.rstrip("_"), "in": "query", "schema": schema} for name, schema in found.items()]


_add("/login", "get", "login.show")
_add("/logout", "post", "logout")
_add("/clash", "get", "clash.get", parameters=_query("help", "output", "query", "query-param", "dry_run", "profile"))
_add("/only", "get", "only.query", security=[{"in_query": []}, {"in_cookie": []}])
_add("/cookie", "get", "only.cookie", security=[{"in_cookie": []}])
_add("/machine", "get", "only.machine", security=[{"machine": []}])
_add(
    "/kinds",
    "get",
    "kinds.get",
    parameters=_query(
        number={"type": "number"},
        flag={"type": "boolean"},
        on={"type": ["boolean", "null"]},
        day={"type": "string", "format": "date"},
        span={"type": "string", "format": "duration"},
        id={"type": "string", "format": "uuid"},
        either={"anyOf": [{"type": "string"}, {"type": "integer"}]},
        level={"type": "integer", "enum": [1, 2]},
        tags={"type": "array", "items": {"type": "integer"}},
        deep={"type": "object", "additionalProperties": {"type": "string"}},
    ),
)
_add(
    "/odd",
    "get",
    "odd.get",
    deprecated=True,
    summary="a\u001b]0;t\u0007b",
    description="c\u009bd\n\n```\ncode\n  x\n```",
)
_BINARY = {"type": "string", "format": "binary"}
_UPLOAD = {"type": "object", "required": ["file"], "properties": {"file": _BINARY, "note": {"type": "string"}}}
_add("/upload", "post", "files.upload", requestBody={"content": {"multipart/form-data": {"schema": _UPLOAD}}})
_add(
    "/raw",
    "put",
    "files.put",
    requestBody={"required": True, "content": {"application/octet-stream": {"schema": _BINARY}}},
)
_add("/text", "put", "files.text", requestBody={"content": {"text/plain": {"schema": {"type": "string"}}}})
_add("/form", "post", "files.form", requestBody={"content": {"application/x-www-form-urlencoded": {"schema": _UPLOAD}}})
_add(
    "/download",
    "get",
    "files.download",
    responses={"200": {"description": "", "content": {"application/pdf": {"schema": _BINARY}}}},
)
_add(
    "/list",
    "post",
    "lists.post",
    requestBody={"content": {"application/json": {"schema": {"type": "array", "items": {}}}}},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    report = generate_to(folder, json.dumps(DOCUMENT).encode(), "oddly", suffix=".json")
    assert not report.lost, report.lost
    return folder


@pytest.fixture
def odd(api: Api, folder: Path, tmp_path: Path) -> Program:
    env = {
        "ODDLY_BASE_URL": api.url,
        "ODDLY_IN_QUERY": "secret-q",
        "ODDLY_IN_COOKIE": "secret-c",
        "ODDLY_CONFIG_DIR": str(tmp_path),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    return Program("oddly", folder / "src", "oddly", env)


@pytest.fixture
def basic(odd: Program) -> Program:
    """Logged in with user and password."""
    assert odd("cli-login", "--credential", "basic", stdin=b"me:pa:ss\n").code == 0
    return odd


def test_the_apis_own_words_win_and_the_command_lines_get_a_prefix(api: Api, basic: Program) -> None:
    text = basic("--help").out
    assert "cli-login " in text
    assert "cli-logout " in text
    assert basic("login", "show").code == 0
    assert api.last.path == "/login"
    assert basic("logout").code == 0
    assert (api.last.method, api.last.path) == ("POST", "/logout")
    assert basic("cli-logout").code == 0


def test_parameters_called_like_shared_options_are_there_under_another_name(api: Api, basic: Program) -> None:
    args = ["--help-param", "a", "--output-param", "b", "--query-param", "c", "--query-param-param", "d"]
    done = basic("clash", "get", *args, "--dry-run-param", "e", "--profile-param", "f")
    assert done.code == 0, done.err
    assert dict(api.last.query) == {
        "help": "a",
        "output": "b",
        "query": "c",
        "query-param": "d",
        "dry_run": "e",
        "profile": "f",
    }


def test_every_kind_of_value_is_read_as_what_it_is(api: Api, basic: Program) -> None:
    done = basic(
        *("kinds", "get", "--number", "1.5", "--no-flag", "--on", "true", "--day", "2026-02-28", "--span", "PT1H"),
        *(
            "--id",
            "6f1c8b1e-7d7c-4b7e-9c53-0c2f6a3b1d11",
            "--either",
            "abc",
            "--level",
            "2",
            "--tags",
            "1",
            "--tags",
            "2",
        ),
        *("--deep", '{"a": "b"}'),
    )
    assert done.code == 0, done.err
    assert api.last.query == [
        *[("number", "1.5"), ("flag", "false"), ("on", "true"), ("day", "2026-02-28"), ("span", "PT1H")],
        *[
            ("id", "6f1c8b1e-7d7c-4b7e-9c53-0c2f6a3b1d11"),
            ("either", "abc"),
            ("level", "2"),
            ("tags", "1"),
            ("tags", "2"),
        ],
        ("a", "b"),
    ]
    assert basic("kinds", "get", "--level", "3").code == 2
    assert basic("kinds", "get", "--day", "2026-02-30").code == 2
    assert basic("kinds", "get", "--number", "1e").code == 2


def test_basic_credentials_go_out_and_a_dry_run_names_their_variables(api: Api, basic: Program) -> None:
    assert basic("kinds", "get").code == 0
    assert api.last.headers["authorization"] == "Basic bWU6cGE6c3M="
    dry = basic("kinds", "get", "--dry-run").out
    assert '$(printf %s "${ODDLY_BASIC_USER}:${ODDLY_BASIC_PASSWORD}" | base64)' in dry
    if shutil.which("curl"):
        env = basic.environment(ODDLY_BASIC_USER="me", ODDLY_BASIC_PASSWORD="pa:ss")
        subprocess.run(["sh", "-c", dry], env=env, check=True, capture_output=True, timeout=120)
        assert api.last.headers["authorization"] == "Basic bWU6cGE6c3M="


def test_keys_in_the_query_and_in_cookies_are_hidden_in_a_dry_run(api: Api, odd: Program) -> None:
    dry = odd("only", "query", "--dry-run").out
    assert '/only?key=$ODDLY_IN_QUERY"' in dry
    cookie = odd("only", "cookie", "--dry-run").out
    assert '"cookie: sid=$ODDLY_IN_COOKIE"' in cookie
    assert "secret-" not in dry + cookie
    if shutil.which("curl"):
        subprocess.run(["sh", "-c", dry], env=odd.environment(), check=True, capture_output=True, timeout=120)
        assert api.last.query == [("key", "secret-q")]


def test_a_dry_run_of_an_oauth_client_asks_for_no_token(api: Api, odd: Program) -> None:
    done = odd("only", "machine", "--dry-run")
    assert done.code == 0, done.err
    assert '"authorization: Bearer $ODDLY_MACHINE"' in done.out
    assert api.seen == []


def test_files_are_uploaded_from_paths_and_standard_input(api: Api, basic: Program, tmp_path: Path) -> None:
    (tmp_path / "a b.bin").write_bytes(b"\x00\xff\r\n--x")
    assert basic("files", "upload", "--file", str(tmp_path / "a b.bin"), "--note", "n").code == 0
    assert b'filename="a b.bin"' in api.last.body
    assert b"\x00\xff\r\n--x" in api.last.body
    assert basic("files", "put", "--body", f"@{tmp_path / 'a b.bin'}").code == 0
    assert api.last.body == b"\x00\xff\r\n--x"
    assert basic("files", "put", "--body", "-", stdin=b"\x01\x02").code == 0
    assert api.last.body == b"\x01\x02"
    assert basic("files", "text", "--body", "h\u00e9llo").code == 0
    assert api.last.body == "h\u00e9llo".encode()
    assert basic("files", "upload", "--file", str(tmp_path / "missing")).code == 2
    assert basic("files", "put").code == 2


def test_a_binary_body_of_a_dry_run_survives_the_shell(api: Api, basic: Program) -> None:
    dry = basic("files", "put", "--body", "-", "--dry-run", stdin=b"\x00\xfe\n'").out
    assert "base64 --decode | curl" in dry
    if shutil.which("curl"):
        subprocess.run(["sh", "-c", dry], env=basic.environment(), check=True, capture_output=True, timeout=120)
        assert api.last.body == b"\x00\xfe\n'"


def test_a_download_goes_out_as_it_is_or_into_a_file(api: Api, basic: Program, tmp_path: Path) -> None:
    api.answer = lambda _: Reply(body=b"%PDF\x00\xff", media_type="application/pdf")
    assert basic("files", "download").raw == b"%PDF\x00\xff"
    done = basic("files", "download", "--save", str(tmp_path / "out.pdf"))
    assert (done.code, done.raw) == (0, b"")
    assert (tmp_path / "out.pdf").read_bytes() == b"%PDF\x00\xff"


def test_a_body_that_is_a_list_is_given_whole(api: Api, basic: Program) -> None:
    api.answer = lambda _: reply([1, "two"])
    done = basic("lists", "post", "--body", '[{"a": 1}, null]', "-o", "jsonl")
    assert api.last.json == [{"a": 1}, None]
    assert done.out == '1\n"two"\n'


def test_hostile_text_of_a_document_is_inert_in_help(odd: Program) -> None:
    texts = odd("--help").out + odd("odd", "--help").out + odd("odd", "get", "--help").out
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(texts)
    assert "Odd <U+001B>[31mAPI<U+202E> [red]x[/red] {{ 7 * 7 }} %s" in texts
    assert "a<U+001B>]0;t<U+0007>b" in texts


def test_a_deprecated_operation_is_marked_and_says_so_when_it_is_called(api: Api, basic: Program) -> None:
    assert "(deprecated)" in basic("odd", "--help").out
    assert "DEPRECATED: GET /odd is deprecated." in basic("odd", "get", "--help").out
    done = basic("odd", "get")
    assert done.code == 0
    assert done.err == "Note: deprecated. GET /odd is deprecated.\n"


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Iterator[Any]:
    sys.path.insert(0, str(folder / "src"))
    yield importlib.import_module("oddly._cli").API
    sys.path.remove(str(folder / "src"))


def test_every_command_shows_help_and_a_dry_run(loaded: Any, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In this process, for there are many."""
    main = importlib.import_module("oddly._runtime.cli.app").main
    commands_of = importlib.import_module("oddly._runtime.cli.table").commands_of
    for group in loaded.groups:
        if group.module:
            for command in commands_of(loaded, group.attrs, group.module):
                assert main(loaded, [*group.names, command.name, "--help"]) == 0
                assert command.request in capsys.readouterr().out
