"""`make release-STEP`: `trueline release STEP` in this checkout."""

import os
import sys
from pathlib import Path

from trueline.cli import main

os.chdir(Path(__file__).parents[1])
sys.exit(main(["release", *sys.argv[1:]]))
