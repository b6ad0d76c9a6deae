"""docs/sdk.md is true: its document makes an SDK, and every example runs against it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from blocks import blocks

PAGE = "docs/sdk.md"
EXAMPLES = [block.text for block in blocks(PAGE) if block.language == "python"]


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    import sys

    sys.path.insert(0, str(Path(__file__).parents[1]))
    from support.sdks import generate_to, import_sdk

    folder = tmp_path_factory.mktemp("page")
    (document,) = [block.text for block in blocks(PAGE) if block.language == "yaml"]
    report = generate_to(folder, document, "acme")
    assert report.lost == ()
    return import_sdk(folder / "src", "acme")


def answer(request: httpx.Request) -> httpx.Response:
    """The server of the examples. What is not documented is a 418, which no example expects."""
    path = request.url.path.removeprefix("/v1")
    if path == "/report" and request.headers["accept"] == "text/csv":
        return httpx.Response(200, text="id\nr1\n", headers={"content-type": "text/csv"})
    if path == "/chat":
        text = "".join(f'data: {{"id": "e{n}"}}\n\n' for n in (1, 2))
        return httpx.Response(200, text=text, headers={"content-type": "text/event-stream"})
    if path == "/oauth/token":
        return httpx.Response(200, json={"access_token": "t"})
    answers = {"/report": (200, "r1"), "/orders": (201, "o1"), "/orders/o1": (200, "o1")}
    if path in answers:
        return httpx.Response(answers[path][0], json={"id": answers[path][1]})
    return httpx.Response(204 if path in {"/notes", "/files", "/logs"} else 418)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_runs(acme: Any, number: int) -> None:
    with httpx.Client(transport=httpx.MockTransport(answer)) as http:
        client = acme.Acme(key="k", http_client=http, max_retries=0)
        modules = {"types": acme.types, "callbacks": acme.callbacks, "webhooks": acme.webhooks}
        names = {"client": client, "Acme": acme.Acme, "http": http, **modules}
        exec(compile(EXAMPLES[number], f"{PAGE} example {number}", "exec"), names)


def test_every_section_has_an_example() -> None:
    assert len(EXAMPLES) >= 13
