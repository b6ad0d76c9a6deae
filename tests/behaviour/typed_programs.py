"""A program that uses an SDK as it should be used, and one in which every line is wrong."""

from __future__ import annotations

import re
from pathlib import Path

from support.checking import KNOWN
from support.sdks import generate_to

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


def write_programs(folder: Path) -> Path:
    """Both, beside the SDK that they use."""
    report = generate_to(folder, DOCUMENT, KNOWN)
    assert not report.lost
    source = folder / "src"
    (source / "good.py").write_text(GOOD, "utf-8")
    (source / "bad.py").write_text(HEAD + "\n".join(BAD) + "\nprint(Book)\n", "utf-8")
    return source


def assert_told(errors: list[str]) -> None:
    """There is an error (``file.py:1``) in every line that is wrong, and nowhere else."""
    assert [error for error in errors if "bad.py" not in error] == []
    found = {int(match[1]) for error in errors if (match := re.search(r"bad\.py:(\d+)", error))}
    lines = {number: line for number, line in enumerate((HEAD + "\n".join(BAD)).split("\n"), 1) if line in BAD}
    assert [line for number, line in lines.items() if number not in found] == [], errors
