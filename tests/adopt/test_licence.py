"""A new repository has a licence: the one that its document names, or a word that there is none yet."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from adopting import ACME, git, run
from support.own_wheel import own_wheel


def _made(folder: Path, info: str) -> Path:
    (folder / "acme.yaml").write_text(ACME.replace("version: 1.2.0", f"version: 1.2.0{info}"), "utf-8")
    done = run("init", "sdk", "--spec", "acme.yaml", "--trueline", own_wheel(), cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "sdk"


@pytest.mark.parametrize(
    ("info", "expression", "said"),
    [
        (", license: {name: MIT}, contact: {name: Acme Inc.}", "MIT", "Copyright (c) Acme Inc."),
        (", license: {name: Apache License 2.0}", "Apache-2.0", "Copyright Acme"),
        (", license: {name: New BSD, identifier: BSD-3-Clause}", "BSD-3-Clause", "Copyright (c) Acme\n"),
        (", license: {name: Acme Terms, url: 'https://a.example/t'}", "LicenseRef-Acme-Terms", "https://a.example/t"),
        ("", None, "Copyright (c) Acme. All rights reserved."),
        (', license: {name: "a\\u202eb\\nc"}', "LicenseRef-a-U-202E-b-c", "a<U+202E>b c"),
    ],
)
def test_the_licence_of_the_document_is_in_the_repository_and_in_the_sdk(
    tmp_path: Path, info: str, expression: str | None, said: str
) -> None:
    root = _made(tmp_path, info)
    text = (root / "LICENSE").read_text("utf-8")
    assert said in text
    assert "<<" not in text
    assert (root / "sdks/python/LICENSE").read_text("utf-8") == text
    project = tomllib.loads((root / "sdks/python/pyproject.toml").read_text("utf-8"))["project"]
    assert (project.get("license"), project["license-files"]) == (expression, ["LICENSE"])
    assert run("generate", "--check", cwd=root).returncode == 0
    assert git(root, "status", "--porcelain") == ""
