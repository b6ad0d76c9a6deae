"""The benchmarks beside the tests: what compares names there is what the tests compare with."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
