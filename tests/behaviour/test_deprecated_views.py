"""A method that is deprecated has its views."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from edges import OLD
from support.sdks import import_sdk

from trueline.cli import main


def test_the_views_of_a_deprecated_method_work(tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text(json.dumps(OLD), encoding="utf-8")
    assert (
        main(["generate", str(tmp_path / "api.json"), "--output", str(tmp_path / "sdk"), "--package", "acme_old"]) == 0
    )
    sdk = import_sdk(tmp_path / "sdk/src", "acme_old")
    answers = httpx.MockTransport(lambda request: httpx.Response(200, json=7, headers={"x-path": request.url.path}))
    client = sdk.AcmeOld(base_url="https://api.example.com", http_client=httpx.Client(transport=answers))
    with pytest.warns(DeprecationWarning):
        raw = client.things.with_raw_response.make("a b")
    assert (raw.headers["x-path"], raw.parse()) == ("/things/a b", 7)
    with pytest.warns(DeprecationWarning), client.things.with_streaming_response.make(id="c") as streamed:
        assert streamed.parse() == 7
