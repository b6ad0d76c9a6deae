"""For every test here: an index of its own, credentials, and two files to bring there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from index_bench import Bench
from support.fake_index import serve_index
from support.small_release import make_release

from trueline.release.manifest import built_file


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setenv("TWINE_USERNAME", "maintainer")
    monkeypatch.setenv("TWINE_PASSWORD", "correct-horse-battery")
    made = make_release(tmp_path / "dist")
    with serve_index() as server:
        yield Bench(server, tmp_path / "dist", tuple(map(built_file, made)))
