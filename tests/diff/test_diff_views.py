"""Classes that answer with responses follow from those whose methods they have, so they are compared by these alone."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from trueline.diff import Level, Source, both, compare
from trueline.diff.surface import compare_surface, raised
from trueline.pipeline import Request, generate

_ANVIL = {"type": "object", "properties": {"id": {"type": "string"}}}
_PAGE = {
    "type": "object",
    "required": ["items"],
    "properties": {"items": {"type": "array", "items": _ANVIL}, "next_cursor": {"type": "string"}},
}


def _operation(name: str, media: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = {"description": "x", "content": {key: {"schema": schema} for key, schema in media.items()}}
    return {"operationId": name, "tags": ["anvils"], "responses": {"200": answer}, **more}


def _named(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path" if name == "id" else "query",
        "required": name == "id",
        "schema": {"type": "string"},
    }


_PLAIN = _operation("getAnvil", {"application/json": _ANVIL}, parameters=[_named("id")])
_SEVERAL = _operation(
    "readAnvil", {"application/json": _ANVIL, "text/csv": {"type": "string"}}, parameters=[_named("id")]
)
_PAGED = _operation("listAnvils", {"application/json": _PAGE}, parameters=[_named("cursor")])
_STREAM = _operation("streamAnvils", {"text/event-stream": _ANVIL})
_TWO_BODIES = _operation(
    "makeAnvil",
    {"application/json": _ANVIL},
    requestBody={"required": True, "content": {"application/json": {"schema": _ANVIL}, "text/csv": {"schema": {}}}},
)
#: By the path and the method under which each is in a document.
_PLACES = {
    "plain": ("/anvils/{id}", "get", _PLAIN),
    "several": ("/anvils/{id}/read", "get", _SEVERAL),
    "paged": ("/anvils", "get", _PAGED),
    "stream": ("/anvils/stream", "get", _STREAM),
    "two bodies": ("/anvils", "post", _TWO_BODIES),
}

_KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
_MORE: dict[str, dict[str, Any]] = {
    "!": {"deprecated": True},
    "+": {"parameters": [_KEY]},
    "?": {"parameters": [_named("q")]},
}


def _document(*names: str) -> dict[str, Any]:
    """With these operations. ``!`` after a name: deprecated; ``+``: with an idempotency key; ``?``: with a filter."""
    paths: dict[str, Any] = {}
    for name in names:
        path, method, operation = _PLACES[name.rstrip("!+?")]
        paths.setdefault(path, {})[method] = made = copy.deepcopy(operation)
        for key, value in _MORE.get(name[-1], {}).items():
            made[key] = [*made.get(key, []), *value] if isinstance(value, list) else value
    return {"openapi": "3.1.0", "info": {"title": "Acme", "version": "1.0.0"}, "paths": paths}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Path]]:
    """The document and the package of a list of operations, each made once."""

    @cache
    def make(names: str) -> tuple[Path, Path]:
        folder = tmp_path_factory.mktemp("sdk")
        (folder / "openapi.json").write_text(json.dumps(_document(*names.split(", "))), "utf-8")
        for path, data in generate(Request(str(folder / "openapi.json"), "acme")).files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return folder / "openapi.json", folder / "src/acme"

    return make


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        ("plain", "plain!", Level.MINOR),
        ("plain!", "plain", Level.PATCH),
        ("paged", "paged!", Level.MINOR),
        ("several", "several!", Level.MINOR),
        ("several!", "several", Level.PATCH),
        ("plain, paged", "plain!, paged", Level.MINOR),
        ("plain", "plain, paged", Level.MINOR),
        ("plain", "plain, stream", Level.MINOR),
        ("plain", "plain, several", Level.MINOR),
        ("plain", "plain, two bodies", Level.MINOR),
        ("plain!", "plain!, two bodies", Level.MINOR),
        ("two bodies", "two bodies+", Level.MINOR),
        ("two bodies", "two bodies?", Level.MINOR),
        ("several", "several?", Level.MINOR),
        ("two bodies+", "two bodies", Level.MAJOR),
        ("plain, paged", "plain", Level.MAJOR),
    ],
)
def test_the_sdk_asks_for_no_more_than_the_document(
    made: Callable[[str], tuple[Path, Path]], old: str, new: str, level: Level
) -> None:
    (before, was), (after, is_) = made(old), made(new)
    diff = compare(*both(Source(str(before)), Source(str(after))))
    assert diff.level is level
    assert raised(diff, compare_surface(was, is_)).changes == diff.changes
