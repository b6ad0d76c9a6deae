"""Tag the commit that was built, with the version of the built wheel, and push it: two states, each looked up first.

The tag comes before the upload: an upload can't be taken back, so what it was made from has to be named by then.
"""

from __future__ import annotations

import argparse
import re

from packaging.version import Version

from trueline.errors import Where
from trueline.release.errors import ConflictError, PartialError, PreconditionError, VersionError
from trueline.release.git import Git, GitError
from trueline.release.journal import record
from trueline.release.manifest import read_manifest
from trueline.release.preconditions import require, require_build, without
from trueline.release.project import Project
from trueline.release.signature import make_tag
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet
from trueline.release.waivers import Waiver, refuse_nowhere, write_waiver


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release tag``."""
    return run(project, say, expect=arguments.expect, push=not arguments.no_push, waive=arguments.waive)


def run(
    project: Project, say: Say = quiet, *, expect: str = "", push: bool = True, waive: str | None = None
) -> StepResult:
    """Tag and push.

    Raises ``ConflictError`` for a tag on something else, ``VersionError`` for another tag expected, ``GateError`` where
    something before it does not hold and ``waive`` is no reason.
    """
    release = require_build(project, "tag")
    tag = project.tag(release.version)
    _refuse_unexpected(project, tag, expect)
    commit, git = release.manifest.commit, Git(project.root)
    there = _there(project, git, tag, commit)
    waiver = require(project, "tag", waive=waive)
    if waiver:
        refuse_nowhere(project)
    if here := not there:
        say(f"tagging {commit[:12]} as {tag}")
        make_tag(project, tag, commit, _message(project, release.version, waiver))
    lines = [write_waiver(project, release.version, "tag", waiver, without(waiver))] if waiver else []
    pushed = push and _push(project, git, tag, commit, say)
    if here:
        record(project, release.version, "tag", f"{tag} made", commit=commit, tag=str(git.tag_object(tag)))
    if pushed:
        record(project, release.version, "tag", f"{tag} pushed", commit=commit, tag=str(git.tag_object(tag)))
    where = f"on {project.remote}" if push else "here, not pushed"
    line = f"{tag} is {where}, on commit {commit[:12]}"
    already, state = not (here or pushed), State.TAGGED if push else None
    return StepResult("tag", release.version, (line, *lines), already=already, state=state)


def evidence(project: Project, version: str) -> Evidence:
    """The same annotated tag here and on the remote, on the commit that was built."""
    git, tag, manifest = Git(project.root), project.tag(version), read_manifest(project)
    here, commit = git.tag_object(tag), git.commit_of(f"refs/tags/{tag}")
    if here is None or commit is None:
        return Evidence(State.TAGGED, holds=False, detail=f"there is no tag {tag}")
    if manifest and manifest.version == version and manifest.commit != commit:
        return Evidence(State.TAGGED, holds=False, detail=f"{tag} is on {commit[:12]}, not on what was built")
    try:
        there = git.remote_ref(project.remote, f"refs/tags/{tag}")
    except PartialError as error:
        return Evidence(State.TAGGED, holds=False, detail=error.what)
    if there != here:
        what = "is not on" if there is None else "is another one on"
        return Evidence(State.TAGGED, holds=False, detail=f"{tag} {what} {project.remote}")
    return Evidence(State.TAGGED, holds=True, detail=f"{tag} on {commit[:12]}, here and on {project.remote}")


def _refuse_unexpected(project: Project, tag: str, expect: str) -> None:
    """A final tag on a pre-release, a tag of yesterday: whatever was expected, the wheel decides."""
    if not expect or expect == tag:
        return
    wanted = expect.removeprefix(project.config.tag_prefix)
    final = (
        re.fullmatch(r"\d+(?:\.\d+)*", wanted) and Version(tag.removeprefix(project.config.tag_prefix)).is_prerelease
    )
    why = " (a pre-release gets no final tag)" if final else ""
    cure = "A tag names what was built. Build the commit that the tag is meant for, or expect this tag."
    raise VersionError(f"the tag {expect} was expected, and the wheel asks for {tag}{why}", cure=cure)


def _message(project: Project, version: str, waiver: Waiver | None) -> str:
    title = f"{project.distribution} {version}"
    return f"{title}\n\n{without(waiver).capitalize()}.\n\n{waiver.trailers}" if waiver else title


def _there(project: Project, git: Git, tag: str, commit: str) -> bool:
    """Whether this repository has the annotated tag on the commit; taken from the remote where only that has it."""
    _fetch(project, git, tag, commit)
    there = git.commit_of(f"refs/tags/{tag}") if git.tag_object(tag) else None
    if there is None:
        return False
    _refuse_other(project, tag, there, commit, "here")
    if git.run("cat-file", "-t", f"refs/tags/{tag}") != "tag":
        cure = f"If nobody uses it: git tag --delete {tag}, and run this again."
        raise PreconditionError(f"the tag {tag} is not annotated", where=Where(str(project.root)), cure=cure)
    return True


def _fetch(project: Project, git: Git, tag: str, commit: str) -> None:
    """A tag that only the remote has: take that one rather than make a second."""
    if git.tag_object(tag) is not None or git.remote_ref(project.remote, f"refs/tags/{tag}") is None:
        return
    _refuse_other(project, tag, _peeled(project, git, tag), commit, f"on {project.remote}")
    git.run("fetch", "--quiet", "--no-tags", project.remote, f"refs/tags/{tag}:refs/tags/{tag}")


def _peeled(project: Project, git: Git, tag: str) -> str:
    """The commit that a tag of the remote is on: an annotated tag is peeled, a light one is its commit."""
    refs = (f"refs/tags/{tag}^{{}}", f"refs/tags/{tag}")
    return next(filter(None, (git.remote_ref(project.remote, ref) for ref in refs)), "nothing")


def _push(project: Project, git: Git, tag: str, commit: str, say: Say) -> bool:
    """The tag, and with it the release commit, on the remote, both or neither; returns whether anything was missing."""
    ref = f"refs/tags/{tag}"
    here = git.tag_object(tag)
    there, branch = git.remote_refs(project.remote, ref, f"refs/heads/{project.branch}")
    if there == here:
        return False
    if there is not None:
        _refuse_twin(project, git, tag, commit)
    references = [*_branch(project, git, commit, branch), f"{ref}:{ref}"]
    say(f"pushing {' and '.join(reference.rpartition('/')[2] for reference in references)} to {project.remote}")
    try:
        git.run("push", "--quiet", "--atomic", project.remote, *references)
    except GitError as error:
        what = (
            f"the remote {project.remote} did not take {tag}: {error.stderr.splitlines()[-1:] or ['it said nothing']}"
        )
        cure = "Nothing was uploaded. Fix what it reports, then `trueline release resume`."
        raise PartialError(what, where=Where(str(project.root)), cure=cure) from error
    if git.remote_ref(project.remote, ref) != here:
        raise PartialError(f"{project.remote} accepted {tag} but does not list it", cure="Run the same command again.")
    return True


def _branch(project: Project, git: Git, commit: str, there: str | None) -> list[str]:
    """The release commit's way to its branch on the remote: empty if it is there. Never a rewrite of what is there."""
    ref = f"refs/heads/{project.branch}"
    if there is None:
        return [f"{commit}:{ref}"]
    if git.commit_of(there) is None:
        git.run("fetch", "--quiet", "--no-tags", project.remote, ref)
    common = git.fork_point(commit, there)
    if common == commit:
        return []
    if common == there:
        return [f"{commit}:{ref}"]
    what = f"{project.branch} on {project.remote} moved: it does not contain the release commit {commit[:12]}"
    cure = f"Rebase onto {project.remote}/{project.branch}, and go through the gate again: what is built must be there."
    raise PreconditionError(what, where=Where(str(project.root)), cure=cure)


def _refuse_twin(project: Project, git: Git, tag: str, commit: str) -> None:
    """Two runners tagged at once: the remote has another tag of this name. On another commit it is a conflict."""
    _refuse_other(project, tag, _peeled(project, git, tag), commit, f"on {project.remote}")
    what = f"another runner pushed a tag {tag} of its own on this commit to {project.remote}"
    cure = f"Take that one: git tag --delete {tag}, and run this again."
    raise PreconditionError(what, where=Where(str(project.root)), cure=cure)


def _refuse_other(project: Project, tag: str, tagged: str, commit: str, place: str) -> None:
    if tagged != commit:
        what = f"the tag {tag} exists {place} on {tagged[:12]}, and {commit[:12]} is what was built"
        cure = "A tag is never moved: release the next version."
        raise ConflictError(what, where=Where(str(project.root)), cure=cure)
