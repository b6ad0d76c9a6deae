"""The checkout that the gates look at: where it is, what ``[tool.trueline]`` says, and what generation makes of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from trueline.config import Config, read_config
from trueline.errors import UsageError, Where

if TYPE_CHECKING:
    from trueline.pipeline import Generated


class Checkout:
    """A folder with a ``pyproject.toml``. ``generate`` takes the place of the pipeline in tests of single gates."""

    def __init__(self, root: Path, generate: Callable[[Checkout], Generated] | None = None) -> None:
        self.root = root.resolve()
        self._generate = generate or _pipeline

    @cached_property
    def config(self) -> Config:
        """The settings. Raises ``UsageError`` naming the key that is wrong, its line and the cure."""
        return read_config(self.root / "pyproject.toml")

    @cached_property
    def generated(self) -> Generated:
        """The SDK as it would be generated now, in memory. Made once for all gates."""
        return self._generate(self)

    @property
    def spec(self) -> Path:
        """The OpenAPI document."""
        return self.root / self.config.spec

    @property
    def overlays(self) -> tuple[Path, ...]:
        """The overlays, in order."""
        return tuple(self.root / overlay for overlay in self.config.overlays)

    @property
    def output(self) -> Path:
        """The folder of the generated SDK."""
        return self.root / self.config.output

    @property
    def package(self) -> Path:
        """The import package inside the SDK. Raises ``UsageError`` where no SDK was generated."""
        package = self.output / self.config.package_path
        if not package.is_dir():
            cure = "Run `make generate-sdk`."
            raise UsageError("the SDK was not generated", where=Where(self.shown(package)), cure=cure)
        return package

    def shown(self, path: Path) -> str:
        """A path as messages show it: relative to the root where it is below it."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def environment(self) -> dict[str, str]:
        """The environment for subprocesses: they import Trueline from this checkout, and print no colours."""
        return {**os.environ, "PYTHONPATH": str(self.root / "src"), "NO_COLOR": "1"}

    @property
    def python(self) -> str:
        """The interpreter that runs the gates runs the tools."""
        return sys.executable


def _pipeline(checkout: Checkout) -> Generated:
    from trueline.pipeline import generate  # noqa: PLC0415 - loading the engine takes longer than --list may

    return generate(checkout.config.request(checkout.root))
