"""Write a release into the repository: version, regenerated SDK, changelog, as one commit.

The commit is made beside the checkout and arrives in it as a whole: killed anywhere, the checkout is as before.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from packaging.version import Version

from trueline.errors import TruelineError, Where
from trueline.reference.command import reference
from trueline.release.changelog import with_entry
from trueline.release.errors import PreconditionError, VersionError
from trueline.release.export import exported_version
from trueline.release.files import write_whole
from trueline.release.git import Git
from trueline.release.journal import record
from trueline.release.lockstep import document_version, tagged_commit, version_at, write_document_version
from trueline.release.notes import section
from trueline.release.planning import Ask, Plan, make_plan, released
from trueline.release.project import Project
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet
from trueline.release.steps.gate import refuse_dirty, refuse_drift
from trueline.release.steps.plan import asked, summary
from trueline.write.emit import emit


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release prepare``."""
    return run(project, asked(arguments), say)


def run(project: Project, ask: Ask | None = None, say: Say = quiet) -> StepResult:
    """Commit the next release. Raises what ``plan`` raises, and ``PreconditionError`` for an unfit checkout."""
    ask, git = ask or Ask(), Git(project.root)
    refuse_dirty(git)
    current = version_at(project, "HEAD")
    if _is_prepared(project, current, ask):
        return StepResult("prepare", current, (f"{current} is prepared",), already=True, state=State.PREPARED)
    _refuse_place(project, git, ask)
    say("checking that the SDK is what its document says")
    plan = make_plan(project, ask, say, refuse_drift(project))
    _refuse_tagged(project, git, plan, ask)
    say(summary(plan))
    with git.worktree("HEAD") as folder:
        commit = _commit(replace(project, root=folder), plan, say)
        git.fast_forward(commit)
    version = str(plan.version)
    record(project, version, "prepare", "committed", commit=commit, level=plan.diff.level.word, base=str(plan.base))
    lines = (f"{version} is prepared in {commit[:12]}", summary(plan), f"{project.changelog} has its section")
    return StepResult("prepare", version, lines, state=State.PREPARED)


def evidence(project: Project, version: str) -> Evidence:
    """A commit in which document, SDK, lock and changelog have this version, and after which the API did not change."""
    git = Git(project.root)
    commit = tagged_commit(project, version) or git.head()
    missing = _missing(project, git, commit, version)
    if missing:
        return Evidence(State.PREPARED, holds=False, detail=missing)
    return Evidence(State.PREPARED, holds=True, detail=f"{version} in {commit[:12]}: document, SDK and changelog")


def _missing(project: Project, git: Git, commit: str, version: str) -> str | None:
    """What keeps a commit from being the release of a version, or None."""
    if version_at(project, commit) != version:
        return f"{project.version_place} has the version {document_version(project, commit)} in {commit[:12]}"
    changelog = git.show(commit, project.changelog)
    if changelog is None or section(changelog.decode("utf-8", "replace"), version) is None:
        return f"{project.changelog} has no section for {version}"
    written = git.last_change(commit, project.changelog)
    if written and git.differ(written, commit, project.spec, project.sdk, *project.config.overlays):
        return f"the API or the SDK changed after {project.changelog} was written: prepare again"
    try:
        exported = exported_version(project, commit)
    except TruelineError as error:
        return str(error).splitlines()[0]
    return None if exported == version else f"the SDK has the version {exported}"


def _is_prepared(project: Project, current: str, ask: Ask) -> bool:
    """This checkout is a prepared release that nobody tagged, and nobody asks for another one."""
    if Version(current) in released(project) or not evidence(project, current).holds:
        return False
    wanted = ask.wish.version
    return not wanted or Version(wanted) == Version(current)


def _refuse_place(project: Project, git: Git, ask: Ask) -> None:
    """The right branch, with everything that its remote has. Pre-releases may come from any branch."""
    branch, where = git.branch(), Where(str(project.root))
    if not branch:
        raise PreconditionError("no branch is checked out", where=where, cure=f"git switch {project.branch}")
    if branch != project.branch and not ask.wish.pre:
        cure = f"git switch {project.branch}. A pre-release (--pre rc) may come from another branch."
        raise PreconditionError(f"releases are made from {project.branch}, this is {branch}", where=where, cure=cure)
    if ask.offline:
        return
    if not git.has_remote(project.remote):
        cure = "Add it, or name another in [tool.trueline.release] remote."
        raise PreconditionError(f"there is no remote {project.remote}", where=where, cure=cure)
    there = git.remote_ref(project.remote, f"refs/heads/{branch}")
    if there and not git.is_ancestor(there, "HEAD"):
        cure = f"git pull --ff-only {project.remote} {branch}, and plan again: what came may change the version."
        raise PreconditionError(f"{branch} is behind {project.remote}", where=where, cure=cure)


def _refuse_tagged(project: Project, git: Git, plan: Plan, ask: Ask) -> None:
    """A tag that is not in this branch's history, or that only the remote has, takes the version all the same."""
    version = str(plan.version)
    tag = project.tag(version)
    there = None if ask.offline else git.remote_ref(project.remote, f"refs/tags/{tag}")
    if there or tagged_commit(project, version):
        place = f"on {project.remote}" if there else "here"
        cure = f"git fetch --tags {project.remote}, and plan again; or ask for a higher version by --version."
        raise VersionError(f"the tag {tag} exists {place}", where=Where(str(project.root)), cure=cure)


def _commit(project: Project, plan: Plan, say: Say) -> str:
    """Write everything into a checkout of its own, and commit it there."""
    from trueline.pipeline import generate  # noqa: PLC0415 - whether a release is prepared is asked without generating

    version = str(plan.version)
    if Version(version_at(project, "HEAD")) != plan.version:
        write_whole(project.root / project.version_place, write_document_version(project, version))
    say(f"generating {project.sdk} with the version {version}")
    request = project.config.request(project.root)
    generated = generate(request)
    emit(generated.files, project.sdk_path, generated.inputs, generated.names)
    _refuse_other_version(project, version)
    _write_changelog(project, plan)
    written = [project.version_place, project.sdk, project.changelog]
    if page := project.config.reference:
        write_whole(project.root / page, reference(request).encode())
        written.append(page)
    message = f"Release {project.distribution} {version}\n\n{summary(plan)}"
    return Git(project.root).commit(written, message)


def _refuse_other_version(project: Project, version: str) -> None:
    """An overlay that sets the version would make every release the same."""
    pyproject = (project.sdk_path / "pyproject.toml").read_text("utf-8")
    if f'version = "{version}"' not in pyproject:
        what = f"the SDK does not get the version {version} from {project.version_place}"
        cure = "Does an overlay set info.version? Remove that: the document says the version."
        raise VersionError(what, where=Where(f"{project.sdk}/pyproject.toml"), cure=cure)


def _write_changelog(project: Project, plan: Plan) -> None:
    path: Path = project.changelog_path
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text("utf-8") if path.exists() else ""
    text = with_entry(before, plan.entry, project.distribution, instead=plan.instead)
    write_whole(path, text.encode())
