"""``dist/manifest.json``: which files one build made, from which commit, with which hashes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from trueline.errors import Where
from trueline.release.errors import ReleaseDriftError
from trueline.release.files import write_whole
from trueline.release.project import Project

MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A wheel or an sdist: its name, its SHA-256 in hex, its size in bytes."""

    name: str
    sha256: str
    size: int

    @property
    def is_wheel(self) -> bool:
        return self.name.endswith(".whl")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build made: ``epoch`` is ``SOURCE_DATE_EPOCH``, the commit's time in seconds since 1970."""

    distribution: str
    version: str
    commit: str
    epoch: int
    files: tuple[BuiltFile, ...]

    @property
    def digest(self) -> str:
        """One hash for all files: what a record of a check names."""
        lines = "".join(f"{file.sha256}  {file.name}\n" for file in sorted(self.files, key=lambda file: file.name))
        return hashlib.sha256(lines.encode()).hexdigest()


def built_file(path: Path) -> BuiltFile:
    """Hash a file."""
    content = path.read_bytes()
    return BuiltFile(path.name, hashlib.sha256(content).hexdigest(), len(content))


def write_manifest(project: Project, manifest: Manifest) -> None:
    """Write it; the last thing that a build does, so that a build that was cut short leaves none."""
    text = json.dumps(asdict(manifest), indent=2) + "\n"
    write_whole(project.dist_path / MANIFEST_NAME, text.encode())


def read_manifest(project: Project) -> Manifest | None:
    """The manifest, or None where nothing was built or what is there can't be read (a build makes it again)."""
    try:
        body = cast("dict[str, object]", json.loads((project.dist_path / MANIFEST_NAME).read_bytes()))
        files = tuple(
            BuiltFile(_name(file["name"]), str(file["sha256"]), int(str(file["size"])))
            for file in cast("list[dict[str, object]]", body["files"])
        )
        texts = [str(body[key]) for key in ("distribution", "version", "commit")]
        return Manifest(texts[0], texts[1], texts[2], int(str(body["epoch"])), files)
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return None


def manifest_of(project: Project, version: str) -> Manifest | None:
    """The manifest of a build of this version, or None."""
    manifest = read_manifest(project)
    return manifest if manifest and manifest.version == version else None


def damage(project: Project, manifest: Manifest) -> str | None:
    """What is wrong with the files in ``dist``, or None where each is there with its hash."""
    for file in manifest.files:
        path = project.dist_path / file.name
        if path.is_symlink() or not path.is_file():
            return f"{file.name} is not there"
        if built_file(path) != file:
            return f"{file.name} is not what was built: its hash differs"
    return None


def intact_manifest(project: Project) -> Manifest:
    """The manifest of files that are as they were built. Raises ``ReleaseDriftError``: build again."""
    manifest = read_manifest(project)
    where = Where(str(project.dist_path / MANIFEST_NAME))
    cure = "Run `trueline release build`: from the same commit it makes the same bytes."
    if manifest is None:
        raise ReleaseDriftError("nothing was built", where=where, cure=cure)
    if problem := damage(project, manifest):
        raise ReleaseDriftError(problem, where=where, cure=cure)
    return manifest


def _name(value: object) -> str:
    name = str(value)
    if name != Path(name).name or name in {"", ".", ".."}:
        raise ValueError(name)
    return name
