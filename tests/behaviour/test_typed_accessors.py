"""What leads to a method is typed: a misspelled name or argument behind it is an error, in both type checkers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import checking
from support.sdks import ROOT, generate_to

DOCUMENT = """
openapi: 3.1.0
info: {title: Acme, version: '1'}
servers: [{url: https://api.example.com}]
security: [{key: []}, {login: []}]
paths:
  /me: {get: {operationId: me, responses: {'200': {$ref: '#/components/responses/Book'}}}}
  /old: {get: {operationId: old, deprecated: true, responses: {'200': {$ref: '#/components/responses/Book'}}}}
  /books:
    get:
      tags: [books]
      operationId: listBooks
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {$ref: '#/components/responses/Book'}}
  /books/{id}/pages/{number}:
    get:
      tags: [books]
      operationId: retrieveBooksPage
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: number, in: path, required: true, schema: {type: integer}}
      responses: {'200': {description: Scan., content: {application/octet-stream: {schema: {}}}}}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
    login: {type: http, scheme: basic}
  responses:
    Book: {description: One., content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
  schemas:
    Book: {type: object, required: [title], properties: {title: {type: string}}}
"""
GOOD = """
from collections.abc import Awaitable, Callable

from acme import AsyncAcme, BinaryResponse, RawResponse, Acme
from acme.types import Book

client = Acme(key="k", login=("user", "password"))
name: str = client.books.list(limit=3).title
scan: BinaryResponse = client.books.pages.retrieve("a", 1)
raw: RawResponse[Book] = client.with_raw_response.me()
title: str = client.with_raw_response.books.list(limit=3).parse().title
again: str = client.books.with_raw_response.list().parse().title
read: bytes = client.books.pages.with_raw_response.retrieve("a", 1).parse().read()
with client.with_streaming_response.books.list(limit=3) as streamed:
    late: str = streamed.parse().title
free: Book = client.with_raw_response.get("/me", cast_to=Book).parse()
key: str | Callable[[], str] | None = client.key
pair: tuple[str, str] | None = client.login


async def main(client: AsyncAcme) -> None:
    one: Book = await client.books.list(limit=3)
    raw: RawResponse[Book] = await client.with_raw_response.me()
    two: str = (await client.with_raw_response.books.list(limit=3)).parse().title
    async with client.with_streaming_response.me() as streamed:
        three: str = (await streamed.parse()).title
    async with client.with_streaming_response.books.list(limit=3) as streamed:
        four: str = (await streamed.parse()).title
    free: Book = (await client.with_raw_response.request("GET", "/me", cast_to=Book)).parse()
    key: str | Callable[[], str | Awaitable[str]] | None = client.key
    print(one, raw, two, three, four, free, key)
"""
#: Every line is wrong in its own way.
BAD = [
    "client.bookz.list()",
    "client.books.lst()",
    "client.books.list(limt=3)",
    "client.books.list(limit='3')",
    "client.books.pagez.retrieve('a', 1)",
    "client.books.pages.retrieve('a', 1).parse()",
    "client.with_raw_response.bookz.list()",
    "client.with_raw_response.books.lst()",
    "client.with_raw_response.books.list(limt=3)",
    "client.with_raw_response.books.list().parse().titel",
    "client.with_raw_response.me(limit=3)",
    "client.with_raw_response.mee()",
    "client.with_raw_response.me().parse().titel",
    "client.with_raw_response.old().parse().titel",
    "client.with_raw_response.gett('/me')",
    "client.with_raw_response.get('/me', cast=Book)",
    "client.with_raw_response.get('/me', cast_to=Book).parse().titel",
    "client.with_raw_response.base_url",
    "client.with_streaming_response.bookz.list()",
    "client.with_streaming_response.books.list(limit='3')",
    "client.with_streaming_response.me().parse().titel",
    "client.books.with_raw_response.lst()",
    "client.books.pages.with_streaming_response.retrieve('a', '1')",
    "client.key.upper()",
    "client.keyy",
    "client.login.user",
    "from acme import Misspelled",
    "from acme.types import Boook",
    "asynchronous.bookz.list()",
    "asynchronous.with_raw_response.bookz.list()",
    "asynchronous.with_raw_response.me().parse()",
    "asynchronous.with_raw_response.old(limit=3)",
    "asynchronous.with_streaming_response.mee()",
    "asynchronous.with_streaming_response.books.list(limt=3)",
    "asynchronous.with_streaming_response.old().parse",
    "asynchronous.key.upper()",
]
HEAD = """
from acme import AsyncAcme, Acme
from acme.types import Book

client, asynchronous = Acme(), AsyncAcme()
"""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A correct program, and one in which every line is wrong, beside the SDK that they use."""
    folder = tmp_path_factory.mktemp("typed")
    report = generate_to(folder, DOCUMENT, checking.KNOWN)
    assert not report.lost
    source = folder / "src"
    (source / "good.py").write_text(GOOD, "utf-8")
    (source / "bad.py").write_text(HEAD + "\n".join(BAD) + "\nprint(Book)\n", "utf-8")
    return source


def mypy(folder: Path) -> str:
    done = checking.mypy(folder, "good.py", "bad.py")
    return done.stdout + done.stderr


def pyright(folder: Path) -> str:
    options = {"typeCheckingMode": "strict", "include": ["good.py", "bad.py", "acme/_client.py"]}
    rules = {"reportUnusedExpression": False, "reportDeprecated": False}
    (folder / "pyrightconfig.json").write_text(json.dumps({**options, **rules}), encoding="utf-8")
    command = [str(ROOT / "node_modules/.bin/pyright"), "--pythonpath", sys.executable]
    environment = {**os.environ, "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    return done.stdout + done.stderr


@pytest.mark.parametrize("checker", [mypy, pytest.param(pyright, marks=pytest.mark.slow)])
def test_correct_programs_pass_and_every_mistake_is_found(programs: Path, checker: Callable[[Path], str]) -> None:
    said = checker(programs)
    errors = [line for line in said.splitlines() if re.search(r"\berror\b", line) and ".py:" in line]
    assert [line for line in errors if "bad.py" not in line] == [], said
    found = {int(match[1]) for line in errors if (match := re.search(r"bad\.py:(\d+)", line))}
    lines = {number: line for number, line in enumerate((HEAD + "\n".join(BAD)).split("\n"), 1) if line in BAD}
    assert [line for number, line in lines.items() if number not in found] == [], said
