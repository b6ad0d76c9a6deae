"""The folder's helpers, and ``support``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

pytest.register_assert_rewrite("checks")
