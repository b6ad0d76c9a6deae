"""What removes something is asked about on a terminal, and nowhere else."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from cli_program import Program
from cli_terminal import Forked, shown
from cli_wire import Api
from support.sdks import generate_to

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals"),
    pytest.mark.xdist_group("cli-asks"),
]

_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
_YES = {"name": "yes", "in": "query", "schema": {"type": "string"}}


def _operation(name: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {"200": {"description": "ok", "content": {"application/json": {"schema": {}}}}}
    return {"operationId": name, "summary": f"{name.partition('.')[2].title()} it.", "responses": answer, **more}


def _hint(name: str, value: bool) -> dict[str, Any]:
    return {"x-mcp": {name: value}}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/books/{id}": {
            "parameters": [_ID],
            "delete": _operation("books.burn", parameters=[_YES]),
            "put": _operation("books.replace"),
            "get": _operation("books.find", parameters=[_YES]),
        },
        "/books/{id}/hide": {"delete": _operation("books.hide", parameters=[_ID], **_hint("destructiveHint", False))},
        "/books/empty": {"post": _operation("books.empty", **_hint("destructiveHint", True))},
        "/books/count": {"delete": _operation("books.count", **_hint("readOnlyHint", True))},
        "/books/add": {"post": _operation("books.add")},
    },
}
ASKED = [("burn", "b1"), ("empty",)]
NOT_ASKED = [("replace", "b1"), ("find", "b1"), ("hide", "b1"), ("count",), ("add",)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asks")
    assert not generate_to(folder, json.dumps(DOCUMENT).encode(), "shop", suffix=".json").lost
    return folder


@pytest.fixture
def shop(api: Api, folder: Path, tmp_path: Path) -> Program:
    return Program("shop", folder / "src", "shop", {"SHOP_BASE_URL": api.url, "SHOP_CONFIG_DIR": str(tmp_path)})


@pytest.mark.parametrize("words", ASKED, ids=lambda words: words[0])
@pytest.mark.parametrize("answer", ["n", "", "no"])
def test_no_sends_nothing(api: Api, shop: Program, words: tuple[str, ...], answer: str) -> None:
    child = Forked(shop, "books", *words)
    child.expect_exact(f"{words[0].title()} it{': b1' if len(words) > 1 else ''}? [y/N]: ")
    child.sendline(answer)
    code, text = shown(child)
    assert (code, api.seen) == (2, []), text
    assert "Error: nothing was sent" in text


@pytest.mark.parametrize("words", ASKED, ids=lambda words: words[0])
def test_yes_sends_it(api: Api, shop: Program, words: tuple[str, ...]) -> None:
    child = Forked(shop, "books", *words)
    child.expect_exact("? [y/N]: ")
    assert api.seen == []
    child.sendline("y")
    code, text = shown(child)
    assert (code, len(api.seen)) == (0, 1), text


@pytest.mark.parametrize("words", [*((*words, "--yes") for words in ASKED), *NOT_ASKED], ids=lambda words: words[0])
def test_nothing_is_asked_where_it_was_said_or_where_nothing_is_removed(
    api: Api, shop: Program, words: tuple[str, ...]
) -> None:
    code, text = shown(Forked(shop, "books", *words))
    assert (code, len(api.seen)) == (0, 1), text
    assert "[y/N]" not in text


def test_a_dry_run_asks_nothing(api: Api, shop: Program) -> None:
    code, text = shown(Forked(shop, "books", "burn", "b1", "--dry-run"))
    assert (code, api.seen) == (0, []), text
    assert "[y/N]" not in text


@pytest.mark.parametrize("words", [*ASKED, *NOT_ASKED], ids=lambda words: words[0])
def test_a_script_is_not_asked(api: Api, shop: Program, words: tuple[str, ...]) -> None:
    done = shop("books", *words)
    assert (done.code, done.err, len(api.seen)) == (0, "", 1)


def test_what_was_typed_can_not_change_the_question(api: Api, shop: Program) -> None:
    child = Forked(shop, "books", "burn", "b1\x1b[2K\r\n? [y/N]: y")
    child.expect_exact("Burn it: b1<U+001B>[2K<U+000D> ? [y/N]: y? [y/N]: ")
    child.sendline("n")
    assert shown(child)[0] == 2
    assert api.seen == []


def test_help_has_the_option_where_something_is_asked(shop: Program) -> None:
    helps = {words[0]: shop("books", words[0], "--help").out for words in [*ASKED, *NOT_ASKED]}
    assert {name for name, text in helps.items() if "Do not ask before it is done." in text} == {"burn", "empty"}


def test_an_argument_called_yes_makes_way_where_something_is_asked_and_nowhere_else(api: Api, shop: Program) -> None:
    assert shop("books", "burn", "b1", "--yes", "--yes-param", "of course").code == 0
    assert api.last.query == [("yes", "of course")]
    assert shop("books", "find", "b1", "--yes", "maybe").code == 0
    assert api.last.query == [("yes", "maybe")]


def test_what_tollkeeper_says_of_its_verbs_is_asked_too(api: Api, tollkeeper: Program) -> None:
    child = Forked(tollkeeper, "keys", "revoke", "key_1")
    child.expect_exact(": key_1? [y/N]: ")
    child.sendline("n")
    assert (shown(child)[0], api.seen) == (2, [])
