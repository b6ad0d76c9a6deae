"""Tollkeeper's live server, and the program that serves its API to agents."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))

from live import Live, Running
from sqlalchemy.engine import URL


@pytest.fixture(scope="module")  # a server keeps the log to itself, which tests of other folders look at
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with Running(URL.create("sqlite", database=str(tmp_path_factory.mktemp("agents") / "agents.db"))) as live:
        yield live
