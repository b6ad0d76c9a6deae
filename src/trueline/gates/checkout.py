"""The checkout that the gates look at: where it is, what ``[tool.trueline]`` says, and what generation makes of it."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol, cast

from trueline.errors import UsageError, Where

_TEXT_KEYS = ("spec", "output", "package")


class Lost(Protocol):
    """Part of the document that is not in the SDK."""

    @property
    def pointer(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def cure(self) -> str: ...


class Report(Protocol):
    """The part of a generation's report that gates read."""

    @property
    def lost(self) -> tuple[Lost, ...]: ...


class Generated(Protocol):
    """The part of a generation that gates read."""

    @property
    def files(self) -> Mapping[str, bytes]: ...
    @property
    def inputs(self) -> Mapping[str, str]: ...
    @property
    def report(self) -> Report: ...


@dataclass(frozen=True, slots=True)
class Config:
    """``[tool.trueline]`` of ``pyproject.toml``. Paths are relative to it."""

    spec: str
    output: str
    package: str
    overlays: tuple[str, ...] = ()


class Checkout:
    """A folder with a ``pyproject.toml``. ``generate`` takes the place of the pipeline in tests of single gates."""

    def __init__(self, root: Path, generate: Callable[[Checkout], Generated] | None = None) -> None:
        self.root = root.resolve()
        self._generate = generate or _pipeline

    @cached_property
    def config(self) -> Config:
        """The settings. Raises ``UsageError`` naming the key that is wrong."""
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
        """The import package inside the SDK."""
        package = self.output / "src" / self.config.package
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


def read_config(path: Path) -> Config:
    """Read and validate ``[tool.trueline]``; unknown keys are refused."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise _refusal(path, "there is no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refusal(path, f"it is not TOML ({error})") from None
    table: object = document.get("tool", {}).get("trueline")
    if not isinstance(table, dict):
        raise _refusal(path, "it has no table [tool.trueline]")
    return _config(path, cast("dict[str, object]", table))


def _config(path: Path, table: Mapping[str, object]) -> Config:
    unknown = sorted(table.keys() - {*_TEXT_KEYS, "overlays"})
    if unknown:
        raise _refusal(path, f"[tool.trueline] has the unknown key {unknown[0]!r}")
    texts: dict[str, str] = {}
    for key in _TEXT_KEYS:
        value = table.get(key)
        if not isinstance(value, str) or not value:
            raise _refusal(path, f"[tool.trueline] needs the text {key!r}")
        texts[key] = value
    if not texts["package"].isidentifier():
        raise _refusal(path, f"[tool.trueline] package is {texts['package']!r}, which can't be imported")
    return Config(texts["spec"], texts["output"], texts["package"], _overlays(path, table.get("overlays", [])))


def _overlays(path: Path, value: object) -> tuple[str, ...]:
    entries = cast("list[object]", value) if isinstance(value, list) else [None]
    overlays = tuple(overlay for overlay in entries if isinstance(overlay, str))
    if len(overlays) != len(entries):
        raise _refusal(path, "[tool.trueline] overlays is not a list of texts")
    return overlays


def _refusal(path: Path, why: str) -> UsageError:
    cure = 'Example: [tool.trueline] spec = "openapi/v1.yaml", overlays = [], output = "sdks/python", package = "name"'
    return UsageError(f"the gates can't be set up: {why}", where=Where(str(path)), cure=cure)


def _pipeline(checkout: Checkout) -> Generated:
    from trueline.pipeline import Request, generate  # noqa: PLC0415 - loading the engine takes longer than --list may

    overlays = tuple(str(overlay) for overlay in checkout.overlays)
    return generate(Request(spec=str(checkout.spec), package=checkout.config.package, overlays=overlays))
