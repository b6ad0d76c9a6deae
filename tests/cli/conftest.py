"""A server on loopback, and Tollkeeper's command line pointed at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_program import KEY, Program
from cli_wire import Api, listening


@pytest.fixture
def api() -> Iterator[Api]:
    with listening() as api:
        yield api


@pytest.fixture
def tollkeeper(api: Api, tmp_path: Path) -> Program:
    """Logged in by the environment; its profiles are in a folder of the test's own."""
    env = {
        "TOLLKEEPER_BASE_URL": api.url,
        "TOLLKEEPER_API_KEY": KEY,
        "TOLLKEEPER_CONFIG_DIR": str(tmp_path / "config"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    return Program(env=env)
