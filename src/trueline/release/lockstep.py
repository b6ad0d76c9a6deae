"""One version, in every place that has one: document or version file, SDK, lock, wheel, tag."""

from __future__ import annotations

from trueline.codegen.plan.version import mapped, package_version
from trueline.errors import Where, printable
from trueline.release.errors import PreconditionError, VersionError
from trueline.release.git import Git
from trueline.release.project import Project


def document_version(project: Project, revision: str | None = None) -> str:
    """The version as it is written in the document or the version file: in the working tree, or at a revision.

    Raises ``PreconditionError`` where the file is missing.
    """
    place = project.version_place
    raw = Git(project.root).show(revision, place) if revision else _here(project, place)
    if raw is None:
        at = f"{revision}:{place}" if revision else place
        raise PreconditionError("the file that holds the version is missing", where=Where(at), cure="Commit it.")
    if project.config.version_file:
        return raw.decode("utf-8", "replace").strip()
    from trueline.release.scalar import read_version  # noqa: PLC0415 - a version in a file of its own needs no YAML

    return read_version(raw, place)


def write_document_version(project: Project, version: str) -> bytes:
    """The bytes of the document or the version file with another version, and nothing else changed."""
    if project.config.version_file:
        return f"{version}\n".encode()
    from trueline.release.scalar import with_version  # noqa: PLC0415 - see above

    return with_version(project.spec_path.read_bytes(), version, project.spec)


def refuse_unsayable(project: Project) -> None:
    """Raise ``VersionError`` for a version that Python packaging would order elsewhere than its API, or not at all."""
    written = document_version(project)
    if mapped(written) is None:
        where = Where(project.version_place, None if project.config.version_file else "/info/version")
        what = f"{printable(written)!r} can't be the version of a Python package: it would sort as another version"
        cure = (
            "Write it as 1.4.0, 1.4.0-rc.1 or 1.4.0rc1; or give the SDK a version of its own: "
            'version_file = "openapi/VERSION" in [tool.trueline].'
        )
        raise VersionError(what, where=where, cure=cure)


def version_at(project: Project, revision: str) -> str:
    """The package's version at a revision."""
    return package_version(document_version(project, revision))


def tagged_commit(project: Project, version: str) -> str | None:
    """The commit of a version's tag in this repository, or None."""
    return Git(project.root).commit_of(f"refs/tags/{project.tag(version)}")


def _here(project: Project, place: str) -> bytes | None:
    path = project.root / place
    return path.read_bytes() if path.is_file() else None
