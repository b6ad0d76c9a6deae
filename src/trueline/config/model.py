"""The settings, as the rest of Trueline sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from trueline.request import SAYS_NOTHING, Metadata, Request

SETTINGS = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Index:
    """A package index that releases go to.

    ``upload`` and ``simple`` (PEP 503, PEP 691) are URLs. Both may be empty: then it is the index that twine knows by
    ``name``. ``extra`` are the indexes that have what the SDK needs where this one has not: URLs, ``name=URL``, or
    names that twine knows.
    """

    name: str
    upload: str = ""
    simple: str = ""
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseConfig:
    """``[tool.trueline.release]``. ``gate`` are the commands that must succeed before anything is built;
    ``signers`` is a file of public keys whose signatures of tags are trusted, empty for those that git trusts;
    ``replay`` is a folder of tests that the next release has to pass too, as they were at the last one, or empty;
    ``deprecation_days_…`` is the notice that a deprecation gives before its sunset, by stability level, 0 for none."""

    changelog: str = "CHANGELOG.md"
    branch: str = "main"
    remote: str = "origin"
    tag_prefix: str = ""
    gate: tuple[str, ...] = ("make check", "make test")
    indexes: tuple[Index, ...] = (Index("pypi"),)
    sign: bool = False
    signers: str = ""
    replay: str = "tests"
    deprecation_days_stable: int = 0
    deprecation_days_beta: int = 0


@dataclass(frozen=True, slots=True)
class Config:
    """``[tool.trueline]``. Paths are relative to ``pyproject.toml``; ``allow_loss`` holds JSON pointers."""

    spec: str
    output: str
    package: str
    overlays: tuple[str, ...] = ()
    distribution: str = ""
    names: str = ""
    layout: str = "trueline"
    engine_config: str = ""
    version_file: str = ""
    compat: str = ""
    allow_loss: tuple[str, ...] = ()
    allow_remote: bool = False
    reference: str = ""
    metadata: Metadata = SAYS_NOTHING
    release: ReleaseConfig = ReleaseConfig()

    @property
    def distribution_name(self) -> str:
        """The SDK's name on the index: ``distribution``, else made from the package as the generator makes it."""
        return self.distribution or self.package.replace("_", "-")

    @property
    def tag_prefix(self) -> str:
        """What stands before the version in a release's tag: ``acme-v`` unless set."""
        return self.release.tag_prefix or f"{self.distribution_name}-v"

    @property
    def package_path(self) -> str:
        """Where the import package is in the SDK's folder."""
        return f"src/{self.package}" if self.layout == "trueline" else self.package

    def arguments(self, place: Callable[[str], str] = str) -> list[str]:
        """The arguments of ``trueline generate``; ``place`` says where a path of the settings is for that command."""
        words = [place(self.spec), "--output", place(self.output), "--package", self.package]
        words += ["--distribution", self.distribution] if self.distribution else []
        words += ["--layout", self.layout] if self.layout != "trueline" else []
        words += ["--engine-config", place(self.engine_config)] if self.engine_config else []
        words += ["--version-file", place(self.version_file)] if self.version_file else []
        words += ["--compat", self.compat] if self.compat else []
        words += ["--metadata", place(SETTINGS)] if self.metadata != SAYS_NOTHING else []
        return [*words, *self._reading(place)]

    def _lock(self, place: Callable[[str], str]) -> str:
        return f"{place(self.output)}/generated.lock"

    def _reading(self, place: Callable[[str], str]) -> list[str]:
        """How the document is read, whatever is made of it."""
        words = [word for overlay in self.overlays for word in ("--overlay", place(overlay))]
        words += ["--names", self._names(place)] if self.names else []
        words += [word for pointer in self.allow_loss for word in ("--allow-loss", pointer)]
        return [*words, "--allow-remote"] if self.allow_remote else words

    def request(self, root: Path | None = None) -> Request:
        """The same as a value; of the repository at ``root``, or in the current folder."""

        def place(path: str) -> str:
            return str(root / path) if root else path

        return Request(
            spec=place(self.spec),
            package=self.package,
            overlays=tuple(map(place, self.overlays)),
            allow_loss=self.allow_loss,
            allow_remote=self.allow_remote,
            distribution=self.distribution,
            names=self._names(place),
            layout=self.layout.removeprefix("trueline"),
            engine_config=place(self.engine_config) if self.engine_config else "",
            version_file=place(self.version_file) if self.version_file else "",
            compat=self.compat,
            lock=self._lock(place),
            metadata=placed(self.metadata, place),
        )

    def _names(self, place: Callable[[str], str]) -> str:
        return self.names if "://" in self.names or not self.names else place(self.names)


def placed(metadata: Metadata, place: Callable[[str], str]) -> Metadata:
    """With the paths of its files where they are for whoever reads them."""
    return replace(metadata, license_files=tuple(map(place, metadata.license_files)))
