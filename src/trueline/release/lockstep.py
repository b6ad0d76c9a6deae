"""One version, in every place that has one: document, SDK, lock, wheel, tag."""

from __future__ import annotations

from trueline.codegen.plan.version import package_version
from trueline.errors import Where
from trueline.release.errors import PreconditionError
from trueline.release.git import Git
from trueline.release.project import Project
from trueline.release.scalar import read_version


def document_version(project: Project, revision: str | None = None) -> str:
    """``info.version`` as the document writes it: in the working tree, or at a revision."""
    if revision is None:
        return read_version(project.spec_path.read_bytes(), project.spec)
    raw = Git(project.root).show(revision, project.spec)
    if raw is None:
        where = Where(f"{revision}:{project.spec}")
        raise PreconditionError("the document is not in this commit", where=where, cure="Commit it.")
    return read_version(raw, project.spec)


def version_at(project: Project, revision: str) -> str:
    """The package's version that the document has at a revision."""
    return package_version(document_version(project, revision))


def tagged_commit(project: Project, version: str) -> str | None:
    """The commit of a version's tag in this repository, or None."""
    return Git(project.root).commit_of(f"refs/tags/{project.tag(version)}")
