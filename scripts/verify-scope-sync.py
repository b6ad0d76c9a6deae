"""Document, server, SDK and reference page hold the same scopes, and each is enforced. See docs/gates.md."""

import os
import sys
from pathlib import Path

from tollkeeper_gates.__main__ import main

os.chdir(Path(__file__).parents[1])
sys.exit(main(["--only", "scope-sync", *sys.argv[1:]]))
