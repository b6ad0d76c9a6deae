"""Lockstep: document, lock, SDK, both built files, changelog and tag say one version, and mean one document."""

from __future__ import annotations

import tarfile
from collections.abc import Generator
from pathlib import Path

from packaging.metadata import Metadata
from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

from trueline.errors import Where
from trueline.release.checkout import checkout_at, document_hash
from trueline.release.errors import ConflictError, ReleaseDriftError, VersionError
from trueline.release.export import Export
from trueline.release.git import Git
from trueline.release.lockstep import tagged_commit, version_at
from trueline.release.manifest import Manifest
from trueline.release.notes import section
from trueline.release.project import Project
from trueline.release.wheel import read_wheel

_CURE = "Nothing of this is written by hand: run `trueline release prepare`, then `build`."


def check_lockstep(project: Project, manifest: Manifest, source: Export) -> tuple[str, ...]:
    """Every place and what it says, for people. Raises ``VersionError`` naming the place that disagrees."""
    places = tuple(_places(project, manifest, source))
    for place, version in places:
        if Version(version) != Version(manifest.version):
            what = f"{place} says {version}, the release is {manifest.version}"
            raise VersionError(what, where=Where(place), cure=_CURE)
    _check_changelog(project, manifest)
    _check_document(project, manifest, source)
    _check_tag(project, manifest)
    return tuple(place for place, _ in places)


def _places(project: Project, manifest: Manifest, source: Export) -> Generator[tuple[str, str]]:
    own = project.config.version_file
    yield own or f"info.version of {project.spec}", version_at(project, manifest.commit)
    yield f"{project.sdk}/pyproject.toml", source.version
    for file in manifest.files:
        path = project.dist_path / file.name
        metadata = read_wheel(path).metadata if file.is_wheel else _sdist_metadata(path)
        named = parse_wheel_filename(file.name)[:2] if file.is_wheel else parse_sdist_filename(file.name)
        names = {canonicalize_name(metadata.name), named[0], canonicalize_name(project.distribution)}
        if len(names) != 1:
            what = f"{file.name} is {metadata.name} inside, and {project.distribution} is released"
            raise VersionError(what, where=Where(file.name), cure=_CURE)
        yield f"the name of {file.name}", str(named[1])
        yield f"the metadata in {file.name}", str(metadata.version)


def _sdist_metadata(path: Path) -> Metadata:
    """PKG-INFO of an sdist."""
    with tarfile.open(path) as archive:
        (member,) = (member for member in archive if member.name.count("/") == 1 and member.name.endswith("/PKG-INFO"))
        file = archive.extractfile(member)
        return Metadata.from_email(file.read() if file else b"")


def _check_changelog(project: Project, manifest: Manifest) -> None:
    raw = Git(project.root).show(manifest.commit, project.changelog)
    if raw is None or section(raw.decode("utf-8", "replace"), manifest.version) is None:
        what = f"there is no section for {manifest.version}"
        raise VersionError(what, where=Where(project.changelog), cure="Run `trueline release prepare`; it writes it.")


def _check_document(project: Project, manifest: Manifest, source: Export) -> None:
    """The SDK of the commit was generated from the document of the commit."""
    with checkout_at(project, manifest.commit) as checkout:
        now = document_hash(checkout)
    if source.lock.inputs.get("spec") != now:
        what = f"the SDK was not generated from {project.spec} as it is in {manifest.commit[:12]}"
        cure = "Run `make generate-sdk`, commit what it writes, and build that commit."
        raise ReleaseDriftError(what, where=Where(f"{project.sdk}/generated.lock"), cure=cure)


def _check_tag(project: Project, manifest: Manifest) -> None:
    commit = tagged_commit(project, manifest.version)
    if commit not in {None, manifest.commit}:
        what = f"the tag {project.tag(manifest.version)} is on {str(commit)[:12]}, these files are of another commit"
        cure = "A tag is never moved: remove `dist` and build again (the tag decides), or release the next version."
        raise ConflictError(what, where=Where(str(project.root)), cure=cure)
