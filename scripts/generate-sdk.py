"""`make generate-sdk`: `trueline generate` with the settings of `[tool.trueline]` in pyproject.toml."""

import os
import sys
import tomllib
from pathlib import Path

from trueline.cli import main

os.chdir(Path(__file__).parents[1])
settings = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["trueline"]
overlays = [argument for overlay in settings["overlays"] for argument in ("--overlay", overlay)]
Path(settings["output"]).parent.mkdir(parents=True, exist_ok=True)
names = ["--names", settings["names"]] if "names" in settings else []
where = ["--output", settings["output"], "--package", settings["package"]]
sys.exit(main(["generate", settings["spec"], *where, *overlays, *names, *sys.argv[1:]]))
