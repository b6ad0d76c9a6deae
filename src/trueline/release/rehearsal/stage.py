"""Where a rehearsal plays: a bare remote and a checkout of the committed project, in a folder of its own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from trueline.release.git import Git, GitError
from trueline.release.manifest import MANIFEST_NAME, Manifest
from trueline.release.project import Index, Project

_NOBODY = {"user.name": "Rehearsal", "user.email": "rehearsal@localhost"}


@dataclass(frozen=True, slots=True)
class Stage:
    """``project`` is the checkout, with a remote and an index that nobody else sees."""

    folder: Path
    project: Project


def set_stage(real: Project, folder: Path, commit: str, version: str) -> Stage:
    """Clone what is committed. The remote has every tag but the one that this commit may have already.

    A tag of this version on another commit is the last release, which nothing was prepared after: it is what the plan
    compares with.
    """
    remote, root = folder / "remote.git", folder / "checkout"
    tag, branch = real.tag(version), f"refs/heads/{real.branch}"
    here = Git(real.root)
    top = Path(here.run("rev-parse", "--show-toplevel"))
    here.run("clone", "--quiet", "--bare", "--", str(top), str(remote))
    bare = Git(remote)
    bare.run("update-ref", branch, commit)
    bare.run("symbolic-ref", "HEAD", branch)
    if bare.tag_object(tag) and bare.commit_of(f"refs/tags/{tag}") == commit:
        bare.run("tag", "--delete", tag)
    bare.run("clone", "--quiet", "--origin", real.remote, "--", str(remote), str(root))
    bare.run("update-ref", branch, _before(real, here, commit))
    inside = root / real.root.relative_to(top)
    for key, value in _NOBODY.items():
        Git(inside).run("config", key, _setting(here, key) or value)
    return Stage(folder, replace(real, root=inside))


def _before(real: Project, here: Git, commit: str) -> str:
    """Where the release branch is on the real remote, as far as is known here: its push is rehearsed too."""
    known = here.commit_of(f"refs/remotes/{real.remote}/{real.branch}")
    return known if known and here.is_ancestor(known, commit) else commit


def _setting(git: Git, key: str) -> str:
    try:
        return git.run("config", "--get", key)
    except GitError:  # it is not set
        return ""


def with_index(stage: Stage, index: Index) -> Project:
    """The project on stage, released to one index. Nothing is signed: that would need a person's key."""
    release = replace(stage.project.config.release, indexes=(index,), sign=False)
    return replace(stage.project, config=replace(stage.project.config, release=release), on_stage=True)


def without_gates(project: Project) -> Project:
    """The gate of a rehearsal: is the SDK what its document says? The configured commands run in the real one."""
    return replace(project, config=replace(project.config, release=replace(project.config.release, gate=())))


def bring(real: Project, stage: Stage, manifest: Manifest) -> None:
    """The files that were built, to the stage: these very bytes are rehearsed."""
    stage.project.dist_path.mkdir(exist_ok=True)
    for name in (MANIFEST_NAME, *(file.name for file in manifest.files)):
        shutil.copyfile(real.dist_path / name, stage.project.dist_path / name)
