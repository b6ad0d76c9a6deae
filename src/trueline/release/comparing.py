"""What changed since a tag: both documents, and both SDKs made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from trueline.codegen.inputs import PROVENANCE
from trueline.diff import Diff, Source, both, compare
from trueline.diff.changes import Changes, Spot
from trueline.diff.notice import Notice
from trueline.diff.surface import compare_surface, raised
from trueline.errors import Where
from trueline.pipeline import Generated, generate, memory_of
from trueline.release.checkout import checkout_at
from trueline.release.errors import PreconditionError, ReleaseDriftError
from trueline.release.project import Project
from trueline.release.scratch import scratch
from trueline.release.step import Say
from trueline.write.lock import read_lock


def changes_since(project: Project, tag: str, say: Say, generated: Generated | None, *, offline: bool) -> Diff:
    """Everything that changed since a tag, in the API and in the SDK made from it."""
    with checkout_at(project, tag) as old:
        say(f"comparing {project.spec} with that of {tag}")
        sides = both(_source(old), _source(project))
        _check_tag(old, tag, sides[0].sha256)
        if not offline:
            from trueline.release.published import cross_check  # noqa: PLC0415 - it loads what asks an index

            cross_check(project, tag, sides[0].sha256, say)
        release = project.config.release
        diff = compare(*sides, notice=Notice(release.deprecation_days_stable, release.deprecation_days_beta))
        say("comparing the SDKs")
        new = generated or generate(project.config.request(project.root))
        return _surface(old, project, new, diff)


def _source(project: Project) -> Source:
    request = project.config.request(project.root)
    return Source.of(request, memory_of(request))


def _check_tag(old: Project, tag: str, sha256: str) -> None:
    """The SDK that was released is the one of the document that we compare with, else the comparison means nothing."""
    lock = read_lock(old.sdk_path)
    where = Where(f"{tag}:{old.sdk}/generated.lock")
    if lock is None:
        raise PreconditionError("there is no SDK at the last tag", where=where, cure="Tags are made by `release tag`.")
    if lock.inputs.get("spec") != sha256:
        what = f"the SDK at {tag} was not made from {old.spec} at {tag}"
        cure = "Trueline did not make that release. Tag a commit whose SDK is fresh, and plan again."
        raise ReleaseDriftError(what, where=where, cure=cure)


def _surface(old: Project, project: Project, new: Generated, diff: Diff) -> Diff:
    """The changes of the API, and those of Python names that ask for more: they can only raise the level."""
    with scratch("plan") as folder:
        package = Path(folder) / project.package
        for path, data in new.files.items():
            if path.startswith(f"{project.config.package_path}/"):
                target = Path(folder) / path.removeprefix("src/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        surface = compare_surface(old.sdk_path / old.config.package_path, package)
    both_diffs = raised(diff, surface)
    return both_diffs if both_diffs.changes else _bytes(old, project, new)


def _bytes(old: Project, project: Project, new: Generated) -> Diff:
    """Other bytes of the same API and the same names: a change of templates or runtime that users can't see."""
    before = read_lock(old.sdk_path)
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in new.files.items()}
    root = project.config.package_path
    skipped = {f"{root}/{PROVENANCE}", f"{root}/_version.py"}
    then: Mapping[str, str] = before.files if before else {}
    changed = {path for path, _ in hashes.items() ^ then.items()} - skipped
    if not changed:
        return Diff()
    count = "1 file differs" if len(changed) == 1 else f"{len(changed)} files differ"
    changes = Changes()
    changes.add("sdk-generated-again", Spot("api", "the SDK"), new=new.inputs["trueline"], count=count)
    return changes.diff()


def first_release(project: Project, generated: Generated | None) -> str:
    """The first release in a sentence: there is nothing to compare with."""
    new = generated or generate(project.config.request(project.root))
    counts = new.report.in_sdk
    return f"The first release: {counts.operations} operations and {counts.schemas} schemas of the API."
