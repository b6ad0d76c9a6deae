"""`make demo`: the story of `tollkeeper_server.demo` with the SDK and the command line of this checkout."""

import importlib
import os
import sys
from pathlib import Path

from tollkeeper_server.demo.story import main

SDK = str(Path(__file__).parents[1] / "sdks" / "python" / "src")
sys.path.insert(0, SDK)
os.environ["PYTHONPATH"] = SDK

COMMAND_LINE = [sys.executable, "-c", "from tollkeeper._cli import main; main()"]
sys.exit(main(importlib.import_module("tollkeeper"), COMMAND_LINE))
