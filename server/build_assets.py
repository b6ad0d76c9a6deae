"""Puts the reference page's script and style into the wheel, from the checkout's ``node_modules``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = Path(__file__).parents[1] / "node_modules/swagger-ui-dist"
TARGET = "tollkeeper_server/reference/built"


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel is made. A wheel without its page is not made; an editable install reads the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        for name in ("swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css", "LICENSE", "NOTICE"):
            path = PACKAGE / name
            if not path.is_file():
                raise FileNotFoundError(f"{path} is not there: run `make setup`")
            build_data["force_include"][str(path)] = f"{TARGET}/{name}"
