"""What is released from where: one frozen value that every step gets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from trueline.codegen.plan.version import package_version
from trueline.errors import UsageError, Where

#: The folder with what explains a release on this machine. It is never committed.
WORK_FOLDER = ".release"


@dataclass(frozen=True, slots=True)
class Index:
    """A package index: the address of its simple API (PEP 503, 691), and of its upload API ("legacy" API).

    Both are empty where only the name is known: the environment or the publishing tool's configuration has them.
    """

    name: str
    simple: str = ""
    upload: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A checkout and what its ``[tool.trueline]`` says about releasing. Paths are POSIX, relative to ``root``."""

    root: Path
    spec: str
    sdk: str
    package: str
    distribution: str
    changelog: str
    tag_prefix: str
    overlays: tuple[str, ...] = ()
    names: str = ""
    dist: str = "dist"
    branch: str = "main"
    remote: str = "origin"
    gates: tuple[str, ...] = ("make check", "make test")
    wheel_files: str = ""
    indexes: tuple[Index, ...] = ()

    @property
    def spec_path(self) -> Path:
        return self.root / self.spec

    @property
    def sdk_path(self) -> Path:
        return self.root / self.sdk

    @property
    def dist_path(self) -> Path:
        return self.root / self.dist

    @property
    def changelog_path(self) -> Path:
        return self.root / self.changelog

    @property
    def work_path(self) -> Path:
        return self.root / WORK_FOLDER

    def tag(self, version: str) -> str:
        """The tag of a version: ``tollkeeper-v1.4.0``."""
        return self.tag_prefix + version

    def index(self, name: str) -> Index:
        """The index of this name. Raises ``UsageError`` where none is configured."""
        for index in self.indexes:
            if index.name == name:
                return index
        known = ", ".join(index.name for index in self.indexes) or "none"
        raise UsageError(f"no index is called {name!r}", cure=f"Configured in [tool.trueline.release]: {known}.")


def load_project(root: Path) -> Project:
    """Read ``pyproject.toml`` of a checkout. Raises ``UsageError`` naming what is wrong."""
    root = root.resolve()
    path = root / "pyproject.toml"
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UsageError("there is no such file", where=Where(str(path)), cure="Run this in the checkout.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"it is not TOML ({error})", where=Where(str(path))) from None
    table: object = document.get("tool", {}).get("trueline")
    if not isinstance(table, dict):
        raise UsageError("it has no table [tool.trueline]", where=Where(str(path)))
    return _project(root, cast("dict[str, object]", table))


def document_version(text: str) -> str:
    """``info.version`` as the package carries it."""
    return package_version(text)


def _project(root: Path, table: Mapping[str, object]) -> Project:
    release: object = table.get("release", {})
    settings = cast("dict[str, object]", release) if isinstance(release, dict) else {}
    spec, sdk, package = (_text(root, table, key) for key in ("spec", "output", "package"))
    distribution = _text(root, table, "distribution", package.replace("_", "-"))
    defaults = Project(root, spec, sdk, package, distribution, "", "")
    return Project(
        root=root,
        spec=spec,
        sdk=sdk,
        package=package,
        distribution=distribution,
        changelog=_text(root, settings, "changelog", (Path(spec).parent / "CHANGELOG.md").as_posix()),
        tag_prefix=_text(root, settings, "tag-prefix", f"{distribution}-v"),
        overlays=_texts(root, table, "overlays", ()),
        names=_text(root, table, "names", "") if "names" in table else "",
        dist=_text(root, settings, "dist", defaults.dist),
        branch=_text(root, settings, "branch", defaults.branch),
        remote=_text(root, settings, "remote", defaults.remote),
        gates=_texts(root, settings, "gates", defaults.gates),
        wheel_files=_text(root, settings, "wheel-files", "-").removeprefix("-"),
        indexes=_indexes(root, settings),
    )


def _indexes(root: Path, settings: Mapping[str, object]) -> tuple[Index, ...]:
    value = settings.get("indexes", [])
    entries = cast("list[object]", value) if isinstance(value, list) else [value]
    found: list[Index] = []
    for entry in entries:
        if not isinstance(entry, dict):
            raise _refusal(root, "'indexes' is not a list of tables")
        table = cast("dict[str, object]", entry)
        name = _text(root, table, "name")
        found.append(Index(name, _text(root, table, "simple", "-"), _text(root, table, "upload", "-")))
    return tuple(Index(i.name, i.simple.removeprefix("-"), i.upload.removeprefix("-")) for i in found)


def _text(root: Path, table: Mapping[str, object], key: str, default: str = "") -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or not value:
        raise _refusal(root, f"the text {key!r} is missing")
    return value


def _texts(root: Path, table: Mapping[str, object], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = table.get(key, list(default))
    entries = cast("list[object]", value) if isinstance(value, list) else [None]
    texts = tuple(entry for entry in entries if isinstance(entry, str))
    if len(texts) != len(entries):
        raise _refusal(root, f"{key!r} is not a list of texts")
    return texts


def _refusal(root: Path, why: str) -> UsageError:
    where = Where(str(root / "pyproject.toml"))
    return UsageError(f"[tool.trueline]: {why}", where=where, cure="RELEASE.md lists what can be set.")
