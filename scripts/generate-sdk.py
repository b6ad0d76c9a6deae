"""`make generate-sdk`: `trueline generate` with the settings of `[tool.trueline]` in pyproject.toml."""

import os
import sys
from pathlib import Path

from trueline.cli import main

os.chdir(Path(__file__).parents[1])
sys.exit(main(["generate", *sys.argv[1:]]))
