"""The types that these tests try the runtime with are generated: tests/golden/samples."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "golden/samples/sdk/src"))
