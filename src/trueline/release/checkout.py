"""A revision as a folder of its own: the document with its overlays, the settings and the SDK as they were then."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from trueline.archives import unpack
from trueline.config import read_config
from trueline.errors import UsageError
from trueline.release.git import Git
from trueline.release.project import Project
from trueline.release.scratch import scratch


@contextmanager
def checkout_at(project: Project, revision: str) -> Generator[Project]:
    """The project at a revision, in a folder that is gone afterwards. Its settings are those of then, if they can be
    read by this Trueline, else those of now."""
    with scratch("at") as name:
        folder = Path(name)
        unpack(Git(project.root).archive(revision), folder)
        try:
            config = read_config(folder / "pyproject.toml")
        except UsageError:
            config = project.config
        yield Project(folder, config)


def document_hash(project: Project) -> str:
    """What ``generated.lock`` has to say about the document of a checkout: it covers overlays and names too."""
    from trueline.spec.load import load  # noqa: PLC0415 - a revision is looked at more often than hashed
    from trueline.spec.naming import apply_names, load_names  # noqa: PLC0415
    from trueline.spec.overlay import apply, load_overlay  # noqa: PLC0415
    from trueline.spec.swagger import modernise  # noqa: PLC0415

    request = project.config.request(project.root)
    loaded = load(request.spec, allow_remote=request.allow_remote, check_refs=not request.overlays)
    modern = modernise(apply(loaded, [load_overlay(source) for source in request.overlays]))
    names = load_names(request.names, compat=bool(request.compat)) if request.names else None
    return apply_names(modern.document, names).document.sha256
