"""SDKs at the edges under pyright's strict rules: what is empty still has a type, and no import is in vain."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from trueline.cli import main

ROOT = Path(__file__).parents[2]
ANSWER = {"200": {"description": "ok"}}
BARE = {
    "openapi": "3.1.0",
    "info": {"title": "Acme", "version": "1.0.0"},
    "paths": {"/a": {"get": {"operationId": "a", "responses": ANSWER}}},
}
MANY = {
    **BARE,
    "components": {
        "schemas": {f"Thing{number}": {"type": "object", "properties": {"n": {}}} for number in range(300)},
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "document", [BARE, MANY], ids=["without types or security", "with more types than are inferred"]
)
def test_pyright_has_nothing_against_it(tmp_path: Path, document: object) -> None:
    (tmp_path / "api.json").write_text(json.dumps(document), encoding="utf-8")
    assert main(["generate", str(tmp_path / "api.json"), "--output", str(tmp_path / "sdk"), "--package", "acme"]) == 0
    settings = {"typeCheckingMode": "strict", "include": ["sdk/src"], "venvPath": str(ROOT), "venv": ".venv"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [ROOT / ".venv/bin/node", ROOT / "node_modules/pyright/index.js", "--project", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "0 errors" in done.stdout, done.stdout
