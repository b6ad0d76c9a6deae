"""Whatever is typed as an argument is what the server reads: in the path, the query, a header and the body."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from urllib.parse import unquote

import pytest
from cli_program import KEY, TOLLKEEPER
from cli_wire import Api, listening, reply
from hypothesis import given, settings
from hypothesis import strategies as st

#: What an argument of a process can hold: any text without NUL. Surrogates are not text.
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def server() -> Iterator[Api]:
    with listening() as api:
        yield api


@pytest.fixture(scope="module")
def run(server: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The command line in this process: sockets are real, a process for each example would take minutes."""
    sys.path.insert(0, str(TOLLKEEPER))
    app, api = import_module("tollkeeper._runtime.cli.app"), import_module("tollkeeper._cli").API
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOLLKEEPER_BASE_URL", server.url)
        patch.setenv("TOLLKEEPER_API_KEY", KEY)
        patch.setenv("TOLLKEEPER_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))

        def call(*args: str) -> Any:
            return app.main(api, args)

        yield call
    sys.path.remove(str(TOLLKEEPER))


@settings(max_examples=60)
@given(subject=TEXT)
def test_any_text_survives_in_the_query(run: Any, server: Api, subject: str) -> None:
    server.answer = lambda _: reply({})
    assert run("usage", "summary", f"--subject={subject}") == 0
    assert server.last.query == [("subject", subject)]


@settings(max_examples=60)
@given(name=TEXT.filter(lambda text: text not in {"", ".", ".."}))
def test_any_text_survives_in_the_path(run: Any, server: Api, name: str) -> None:
    server.answer = lambda _: reply({})
    assert run("keys", "retrieve", "--", name) == 0
    assert unquote(server.last.target.removeprefix("/v1/keys/")) == name
    assert server.last.target.count("/") == 3


@settings(max_examples=60)
@given(name=TEXT, scopes=st.lists(TEXT, min_size=1, max_size=3), metadata=st.dictionaries(TEXT, VALUE, max_size=3))
def test_any_value_survives_in_the_body(
    run: Any, server: Api, name: str, scopes: list[str], metadata: dict[str, Any]
) -> None:
    server.answer = lambda _: reply({}, 201)
    args = [f"--name={name}", *(f"--scopes={scope}" for scope in scopes), f"--metadata={json.dumps(metadata)}"]
    assert run("keys", "create", *args) == 0
    assert server.last.json == {"name": name, "scopes": scopes, "metadata": metadata}


@settings(max_examples=40)
@given(body=st.dictionaries(TEXT, VALUE, max_size=4), name=TEXT)
def test_any_body_survives_and_options_go_over_it(run: Any, server: Api, body: dict[str, Any], name: str) -> None:
    server.answer = lambda _: reply({}, 201)
    whole = {**body, "scopes": ["keys:read"]}
    assert run("keys", "create", f"--body={json.dumps(whole)}", f"--name={name}") == 0
    assert server.last.json == {**whole, "name": name}


@settings(max_examples=40)
@given(text=st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=40))
def test_any_printable_text_survives_in_a_header(run: Any, server: Api, text: str) -> None:
    server.answer = lambda _: reply({})
    assert run("keys", "update", "key_1", "--enabled", f"--if-match={text}") == 0
    assert server.last.headers["if-match"] == text.strip(" ")


@settings(max_examples=60)
@given(value=VALUE)
def test_any_answer_is_printed_as_the_json_it_is(
    run: Any, server: Api, value: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server.answer = lambda _: reply(value)
    out = tmp_path_factory.getbasetemp() / "answer.json"
    before = sys.stdout
    with out.open("w", encoding="utf-8") as sys.stdout:
        code = run("keys", "retrieve", "key_1", "-o", "json")
    sys.stdout = before
    assert code == 0
    text = out.read_text("utf-8")
    assert json.loads(text) == value
    assert not any(ord(char) < 0x20 and char != "\n" for char in text)
