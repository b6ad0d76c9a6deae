"""Every operation of openapi/v1.yaml has a handler in the server and the other way round. See docs/gates.md."""

import os
import sys
from pathlib import Path

from tollkeeper_gates.__main__ import main

os.chdir(Path(__file__).parents[1])
sys.exit(main(["--only", "routes", *sys.argv[1:]]))
