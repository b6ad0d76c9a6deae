"""These tests are replayed: as they were at the last release, `verify` runs them against the next SDK.

So they use what a user has: the package, pytest and respx, and nothing of this repository. Whoever runs them puts the
SDK's source on the path; where nobody did, it is the one of this checkout.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

if importlib.util.find_spec("tollkeeper") is None:
    sys.path.insert(0, str(Path(__file__).parents[2] / "sdks/python/src"))
