"""`make generate-sdk`: `trueline generate` with the settings of `[tool.trueline]` in pyproject.toml."""

import os
import sys
from pathlib import Path

from trueline.config.generate import generate

os.chdir(Path(__file__).parents[1])
sys.exit(generate(sys.argv[1:]))
