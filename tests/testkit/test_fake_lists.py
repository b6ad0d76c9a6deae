"""Lists of the fake server end, whichever way the API counts: by cursor, page, offset or last item."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest
from support.sdks import make_sdk
from support.typed_json import Json

INT: Json = {"type": "integer"}
ITEMS: Json = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "required": ["id"], "properties": {"id": INT}},
}
NEXT: Json = {"data": ITEMS, "next_page": {"type": ["integer", "null"]}}
PAGE: Json = {"type": "object", "required": ["data"], "properties": {"data": ITEMS}}
LISTS: dict[str, tuple[str, tuple[str, ...], Json, Json]] = {
    "pages": ("get", ("page", "per_page"), ITEMS, {}),
    "pages-of-post": ("post", ("page", "per_page"), PAGE, {"type": "page", "request": "page", "items": "data"}),
    "offsets": ("get", ("offset", "limit"), PAGE, {}),
    "offsets-counted": ("get", ("offset", "limit"), {**PAGE, "properties": {"data": ITEMS, "total_entries": INT}}, {}),
    "last-items": ("get", ("after",), PAGE, {"type": "cursor_item", "request": "after", "next": "id", "items": "data"}),
    "cursors-unsaid": ("get", ("cursor", "limit"), ITEMS, {}),
    "headers": ("get", ("cursor",), ITEMS, {"type": "cursor", "request": "cursor", "header": "X-Next"}),
    "urls-in-headers": ("get", ("cursor",), PAGE, {"type": "url", "header": "Next-Page", "items": "data"}),
    "numbers": (
        "get",
        ("page",),
        {**PAGE, "properties": NEXT},
        {},
    ),
}


def document() -> bytes:
    paths: Json = {}
    for name, (method, asks, page, stated) in LISTS.items():
        operation: Json = (
            {"operationId": f"{name}.list", "x-pagination": stated} if stated else {"operationId": f"{name}.list"}
        )
        if method == "get":
            operation["parameters"] = [
                {"name": ask, "in": "query", "schema": {"type": "string"} if ask == "cursor" else INT} for ask in asks
            ]
        else:
            body: Json = {"type": "object", "properties": dict.fromkeys(asks, INT)}
            operation["requestBody"] = {"content": {"application/json": {"schema": body}}}
        answer: Json = {"description": "ok", "content": {"application/json": {"schema": page}}}
        paths[f"/{name}"] = {method: {**operation, "responses": {"200": answer}}}
    return json.dumps({"openapi": "3.1.0", "info": {"title": "Lists", "version": "1"}, "paths": paths}).encode()


@pytest.fixture(scope="module")
def testing(tmp_path_factory: pytest.TempPathFactory) -> Any:
    sdk = make_sdk(tmp_path_factory.mktemp("lists"), document(), suffix=".json")
    return importlib.import_module(f"{sdk.__name__}.testing")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_ends_by_itself_again_and_again(testing: Any, name: str) -> None:
    fake = testing.FakeServer()
    with fake.client(base_url="http://lists.test") as client:
        found = getattr(client, name.replace("-", "_"))
        for _ in range(3):
            assert 0 < len(found.list().to_list(limit=1_000)) < 1_000


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_the_pages_that_it_is_told_and_no_more(testing: Any, name: str) -> None:
    fake = testing.FakeServer()
    fake.on(f"{name.replace('-', '_')}.list").pages([{"id": 1}, {"id": 2}], [{"id": 3}])
    with fake.client(base_url="http://lists.test") as client:
        found = getattr(client, name.replace("-", "_")).list().to_list(limit=1_000)
        assert [item.id for item in found] == [1, 2, 3]
