"""What is released from where: one frozen value that every step gets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trueline.config import Config, read_config
from trueline.config.model import Index
from trueline.errors import UsageError

__all__ = ["WORK_FOLDER", "Index", "Project", "load_project"]

#: The folder with what explains a release on this machine. It is never committed.
WORK_FOLDER = ".release"


@dataclass(frozen=True, slots=True)
class Project:
    """A checkout and its settings. Paths given as texts are POSIX, relative to ``root``.

    ``on_stage``: this is the stage of a rehearsal, which nothing leaves; no setting and no option says so.
    """

    root: Path
    config: Config
    on_stage: bool = False

    @property
    def spec(self) -> str:
        return self.config.spec

    @property
    def version_place(self) -> str:
        """The file whose version is the SDK's: one of its own, or the document."""
        return self.config.version_file or self.config.spec

    @property
    def sdk(self) -> str:
        """The folder of the generated SDK."""
        return self.config.output

    @property
    def package(self) -> str:
        """The import name."""
        return self.config.package

    @property
    def distribution(self) -> str:
        """The name on an index."""
        return self.config.distribution_name

    @property
    def changelog(self) -> str:
        return self.config.release.changelog

    @property
    def branch(self) -> str:
        """The branch that releases are made from."""
        return self.config.release.branch

    @property
    def remote(self) -> str:
        return self.config.release.remote

    @property
    def gates(self) -> tuple[str, ...]:
        """Commands, each a line as a shell would take it; no shell runs them."""
        return self.config.release.gate

    @property
    def indexes(self) -> tuple[Index, ...]:
        return self.config.release.indexes

    @property
    def spec_path(self) -> Path:
        return self.root / self.spec

    @property
    def sdk_path(self) -> Path:
        return self.root / self.sdk

    @property
    def dist_path(self) -> Path:
        """Where the built files are, and their manifest."""
        return self.root / "dist"

    @property
    def changelog_path(self) -> Path:
        return self.root / self.changelog

    @property
    def work_path(self) -> Path:
        return self.root / WORK_FOLDER

    def tag(self, version: str) -> str:
        """The tag of a version: ``acme-v1.4.0``."""
        return self.config.tag_prefix + version

    def index(self, name: str) -> Index:
        """The index of this name. Raises ``UsageError`` where none is configured."""
        for index in self.indexes:
            if index.name == name:
                return index
        known = ", ".join(index.name for index in self.indexes)
        raise UsageError(f"no index is called {name!r}", cure=f"Configured in [tool.trueline.release]: {known}.")


def load_project(root: Path) -> Project:
    """Read ``pyproject.toml`` of a checkout. Raises ``UsageError`` naming the key, its line and the cure."""
    root = root.resolve()
    return Project(root, read_config(root / "pyproject.toml"))
