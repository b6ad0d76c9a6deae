"""Each document generated once for all tests; a document that is not there skips, and says where to get it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus_documents import Source, sources
from corpus_sdk import Sdk

from trueline.cli import main

#: The tests of one document run in one worker, so that it is generated once.
_SOURCES = [pytest.param(source, id=source.name, marks=pytest.mark.xdist_group(source.name)) for source in sources()]


@pytest.fixture(scope="session", params=_SOURCES)
def sdk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sdk:
    source: Source = request.param
    if not source.path.is_file():
        pytest.skip(f"{source.name}'s document is not here: {source.cure}")
    folder = tmp_path_factory.mktemp("corpus") / "tests" / source.name  # as in support/sdks.py
    folder.parent.mkdir()
    report = folder.with_suffix(".json")
    code = main(
        ["generate", str(source.path), "--output", str(folder), "--package", source.package, "--report", str(report)]
    )
    assert code == 0
    return Sdk(source, folder, json.loads(report.read_text("utf-8")))
