"""SDKs at the edges under pyright's strict rules: what is empty still has a type, and no import is in vain."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import httpx
import pytest
from support.sdks import import_sdk
from support.typed_json import Json

from trueline.cli import main

ROOT = Path(__file__).parents[2]
ANSWER = {"200": {"description": "ok"}}
BARE: Json = {
    "openapi": "3.1.0",
    "info": {"title": "Acme", "version": "1.0.0"},
    "paths": {"/a": {"get": {"operationId": "a", "responses": ANSWER}}},
}
MANY: Json = {
    **BARE,
    "components": {
        "schemas": {f"Thing{number}": {"type": "object", "properties": {"n": {}, "": {}}} for number in range(300)},
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}
WIDE: Json = {
    **BARE,
    "components": {
        "schemas": {
            "Wide": {
                "type": "object",
                "properties": {f"field_{number}": {"type": ("string", "number")[number % 2]} for number in range(130)},
            }
        }
    },
}
OLD: Json = {
    **BARE,
    "paths": {
        "/things/{id}": {
            "post": {
                "operationId": "things.make",
                "deprecated": True,
                "parameters": [{"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {"description": "ok", "content": {"application/json": {"schema": {"type": "integer"}}}}
                },
            }
        }
    },
}


@pytest.mark.slow
def test_pyright_has_nothing_against_them(tmp_path: Path) -> None:
    """In one run, without the runtime that each has the same copy of: a gate checks that."""
    documents = {
        "without types or security": BARE,
        "with more types than are inferred": MANY,
        "with more fields than are followed in one piece": WIDE,
        "deprecated": OLD,
    }
    for number, document in enumerate(documents.values()):
        spec, output, package = tmp_path / f"api{number}.json", tmp_path / f"sdk{number}", f"acme{number}"
        spec.write_text(json.dumps(document), encoding="utf-8")
        assert main(["generate", str(spec), "--output", str(output), "--package", package]) == 0
    settings: Json = {
        "typeCheckingMode": "strict",
        "include": ["."],
        "exclude": ["**/_runtime"],
        "venvPath": str(ROOT),
        "venv": ".venv",
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command: list[str | Path] = [ROOT / ".venv/bin/node", ROOT / "node_modules/pyright/index.js", "--project", tmp_path]
    done = subprocess.run([*command, "--stats"], capture_output=True, text=True, check=False)
    assert "0 errors" in done.stdout, done.stdout
    assert int(done.stdout.split("Total files checked:")[1].split()[0]) > 40


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
