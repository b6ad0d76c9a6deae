"""What the indexes already have: every version that was ever there, and from which document the last wheel was made."""

from __future__ import annotations

import io
import re
import zipfile

from packaging.version import Version

from trueline.codegen.inputs import PROVENANCE
from trueline.errors import Where, printable
from trueline.release.errors import PartialError, ReleaseDriftError
from trueline.release.index import File, IndexReader, simple_url
from trueline.release.project import Index, Project
from trueline.release.step import Say

_SPEC = re.compile(r'^ +"spec": "([0-9a-f]{64})",?$', re.MULTILINE)


def published_versions(project: Project, say: Say) -> frozenset[Version]:
    """The versions that any configured index has, yanked ones too. Raises ``PartialError`` if one can't be reached."""
    versions: set[Version] = set()
    for index in project.indexes:
        say(f"asking the index {index.name} for {project.distribution}")
        try:
            with IndexReader(index) as reader:
                versions |= reader.listing(project.distribution).versions
        except PartialError as error:
            cure = "A version must be above every one that exists: try again later, or add --offline to go on without."
            raise PartialError(error.what, where=error.where, cure=cure) from error
    return frozenset(versions)


def cross_check(project: Project, tag: str, spec: str, say: Say) -> None:
    """The published wheel of a tag's version says that it was made from the document at that tag.

    Raises ``ReleaseDriftError`` where it says something else. Of a version that no index has, that is said.
    """
    version = Version(tag.removeprefix(project.config.tag_prefix))
    for index in project.indexes:
        wheel = _wheel(project, index, version)
        if wheel is None:
            say(f"{index.name} has no wheel of {version}: it can't be compared with {tag}")
            continue
        stated = _spec_of(wheel, project.package)
        if stated is not None and stated != spec:
            what = f"the wheel of {version} on {index.name} was not made from {project.spec} at {tag}"
            cure = "The tag and the published files differ: find out which of them is right before you release again."
            raise ReleaseDriftError(what, where=Where(simple_url(index)), cure=cure)
        say(f"{index.name}: the wheel of {version} says {printable(stated or 'nothing')[:12]} about its document")


def _wheel(project: Project, index: Index, version: Version) -> bytes | None:
    with IndexReader(index) as reader:
        files: tuple[File, ...] = reader.listing(project.distribution).of(version)
        wheel = next((file for file in files if file.name.endswith(".whl")), None)
        return None if wheel is None else reader.download(wheel)


def _spec_of(wheel: bytes, package: str) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
            text = archive.read(f"{package}/{PROVENANCE}").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError):
        return None
    match = _SPEC.search(text)
    return match[1] if match else None
