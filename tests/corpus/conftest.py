"""Each document generated once for all tests; a document that is not there skips, and says where to get it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus_documents import Document, Source, sources
from support.sdks import import_sdk

from trueline.cli import main


@dataclass(frozen=True)
class Sdk:
    """A generated SDK on disk, and the document that it comes from."""

    source: Source
    folder: Path
    report: dict[str, Any]

    @property
    def src(self) -> Path:
        return self.folder / "src"

    @cached_property
    def document(self) -> Document:
        return Document(self.source.path)

    @cached_property
    def module(self) -> ModuleType:
        return import_sdk(self.src, self.source.package)


@pytest.fixture(scope="session", params=sources(), ids=lambda source: source.name)
def sdk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sdk:
    source: Source = request.param
    if not source.path.is_file():
        pytest.skip(f"{source.name}'s document is not here: {source.cure}")
    folder = tmp_path_factory.mktemp("corpus") / source.name
    report = folder.with_suffix(".json")
    code = main(
        ["generate", str(source.path), "--output", str(folder), "--package", source.package, "--report", str(report)]
    )
    assert code == 0
    return Sdk(source, folder, json.loads(report.read_text("utf-8")))
