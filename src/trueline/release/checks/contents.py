"""The built files hold what the commit holds, and not a file more: each stray one is refused by its name."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from packaging.utils import canonicalize_name

from trueline.errors import Where, printable
from trueline.release.errors import GateError, ReleaseDriftError
from trueline.release.export import SBOM_NAME, Export
from trueline.release.manifest import MANIFEST_NAME, Manifest
from trueline.release.project import Project

_CURE = "Remove `dist` and run `trueline release build`: it takes files from the commit alone."


def check_folder(project: Project, manifest: Manifest) -> None:
    """``dist`` holds the files of the manifest alone: what lies there may be uploaded by a careless command.

    Raises ``ReleaseDriftError`` for any other file.
    """
    expected = {MANIFEST_NAME, *(file.name for file in manifest.files)}
    for path in sorted(project.dist_path.iterdir()):
        if path.name not in expected:
            cure = "Move it away: dist is for the files of one build."
            raise ReleaseDriftError("it is not a file of this build", where=Where(str(path)), cure=cure)


def check_wheel(path: Path, source: Export) -> None:
    """Raises ``GateError`` naming the first file that is stray, missing or different."""
    info = f"{_name(source)}-{source.version}.dist-info"
    built = {f"{info}/{name}" for name in ("METADATA", "WHEEL", "RECORD", *source.entry_points)}
    expected = {**source.modules, f"{info}/sboms/{SBOM_NAME}": source.files[SBOM_NAME]}
    expected |= {f"{info}/licenses/{name}": data for name, data in source.licences.items()}
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
        if len(members) != len(archive.namelist()):
            raise GateError("it holds one name twice", where=Where(path.name), cure=_CURE)
    _compare(path, members, expected, built)


def check_sdist(path: Path, source: Export) -> None:
    """As ``check_wheel``. Raises ``GateError``."""
    top = f"{_name(source)}-{source.version}"
    expected = {f"{top}/{name}": data for name, data in source.files.items()}
    members: dict[str, bytes] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isreg() else None
            if file is None or member.name in members:
                what = f"it holds {printable(member.name)}, which is a link, a folder, or there twice"
                raise GateError(what, where=Where(path.name), cure=_CURE)
            members[member.name] = file.read()
    _compare(path, members, expected, {f"{top}/PKG-INFO"})


def _name(source: Export) -> str:
    """The distribution as file names have it (binary distribution format, "Escaping and Unicode")."""
    return canonicalize_name(source.distribution).replace("-", "_")


def _compare(path: Path, members: Mapping[str, bytes], expected: Mapping[str, bytes], built: set[str]) -> None:
    """``built`` are files that the build makes; their contents are checked elsewhere."""
    where = Where(path.name)
    for name in sorted(members.keys() - expected.keys() - built):
        raise GateError(f"it holds a stray file: {printable(name)}", where=where, cure=_CURE)
    for name in sorted((expected.keys() | built) - members.keys()):
        raise GateError(f"it does not hold {name}", where=where, cure=_CURE)
    for name, data in sorted(expected.items()):
        if members[name] != data:
            raise GateError(f"{name} in it is not that of the commit", where=where, cure=_CURE)
