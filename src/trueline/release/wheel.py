"""Which project and version a built wheel is: from its METADATA, which is what an index and an installer believe."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.metadata import Metadata
from packaging.utils import canonicalize_name
from packaging.version import Version

from trueline.errors import Where
from trueline.release.errors import ReleaseDriftError, VersionError
from trueline.release.manifest import Manifest, intact_manifest
from trueline.release.project import Project


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel as it lies in ``dist``."""

    path: Path
    metadata: Metadata

    @property
    def version(self) -> Version:
        return self.metadata.version

    def contents(self) -> Mapping[str, bytes]:
        """Every file that an installer copies as it is; ``RECORD`` is rewritten by each."""
        with zipfile.ZipFile(self.path) as archive:
            names = [name for name in archive.namelist() if not name.endswith(("/", ".dist-info/RECORD"))]
            return {name: archive.read(name) for name in names}


@dataclass(frozen=True, slots=True)
class Built:
    """What one build made: its manifest, every file checked against it, and the wheel."""

    manifest: Manifest
    wheel: Wheel

    @property
    def version(self) -> str:
        """The version as the wheel says it."""
        return str(self.wheel.version)


def built(project: Project) -> Built:
    """The intact files of ``dist``, in lockstep.

    Raises ``ReleaseDriftError`` if there are none or one is not as it was built, and ``VersionError`` if wheel,
    manifest and project are not one distribution in one version.
    """
    manifest = intact_manifest(project)
    wheels = [file for file in manifest.files if file.is_wheel]
    if len(wheels) != 1:
        cure = "Run `trueline release build`."
        raise ReleaseDriftError(
            f"{len(wheels)} wheels were built, not 1", where=Where(str(project.dist_path)), cure=cure
        )
    wheel = read_wheel(project.dist_path / wheels[0].name)
    stated = (canonicalize_name(wheel.metadata.name), str(wheel.version))
    for expected in ((project.distribution, manifest.version), (manifest.distribution, manifest.version)):
        if stated != (canonicalize_name(expected[0]), str(Version(expected[1]))):
            what = f"the wheel is {stated[0]} {stated[1]}, and {expected[0]} {expected[1]} is what is being released"
            raise VersionError(what, where=Where(str(wheel.path)), cure="Run `trueline release build` again.")
    return Built(manifest, wheel)


def read_wheel(path: Path) -> Wheel:
    """Read a wheel's METADATA. Raises ``ReleaseDriftError`` if it has none that can be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            return Wheel(path, Metadata.from_email(archive.read(name), validate=False))
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        cure = "Run `trueline release build`."
        raise ReleaseDriftError("it is not a wheel with metadata", where=Where(str(path)), cure=cure) from error
