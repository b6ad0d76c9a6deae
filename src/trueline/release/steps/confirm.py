"""Read the indexes back, bytes and hashes, and install the release from each as a user does."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence

from packaging.version import Version

from trueline.errors import Where
from trueline.release.errors import ConflictError, PartialError, PreconditionError
from trueline.release.index import Credentials, IndexReader, behind, look, refuse_no_index, simple_url
from trueline.release.index.delivery import NEW_VERSION, RESUME
from trueline.release.index.install import Order, install
from trueline.release.journal import proof, record
from trueline.release.manifest import manifest_of
from trueline.release.options import INSTALLERS
from trueline.release.preconditions import require, require_build
from trueline.release.project import Index, Project
from trueline.release.signature import check_signature
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet
from trueline.release.steps.publish import chosen
from trueline.release.wheel import Built


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release confirm``."""
    return run(project, say, indexes=chosen(project, arguments.index), installers=arguments.installer)


def run(
    project: Project, say: Say = quiet, *, indexes: Sequence[Index] = (), installers: Sequence[str] = ()
) -> StepResult:
    """Confirm the built files on each index. It never believes an older record: it looks again.

    Raises ``PartialError`` while something is missing, ``ConflictError`` for other bytes, ``PreconditionError`` for a
    version that was yanked or whose tag is not signed as the settings ask, ``GateError`` for one that does not import,
    or that was never gated, verified and rehearsed.
    """
    release = require_build(project, "confirm")
    require(project, "confirm")
    indexes, installers = tuple(indexes) or project.indexes, tuple(installers) or INSTALLERS
    lines: list[str] = []
    if project.config.release.sign:
        lines.append(check_signature(project, project.tag(release.version)))
    for index in indexes:
        say(f"reading {release.version} back from {index.name}")
        credentials = _read_back(project, release, index)
        lines.append(f"{index.name}: {len(release.manifest.files)} files, the bytes and hashes that were built")
        others = behind(index, project.distribution)
        order = Order(index, project.distribution, project.package, release.wheel, credentials, others)
        for installer in installers:
            say(f"installing {order.requirement} from {index.name} with {installer}")
            install(order, installer)
            lines.append(f"{index.name}: {order.requirement} installs with {installer} and imports")
        record(
            project, release.version, "confirm", f"from {index.name}", digest=release.manifest.digest, index=index.name
        )
    summary = (
        f"{release.version} installs from {', '.join(index.name for index in indexes)} by {' and '.join(installers)}"
    )
    return StepResult("confirm", release.version, (summary, *lines), state=State.CONFIRMED)


def evidence(project: Project, version: str) -> Evidence:
    """A record for every index that names these files."""
    if (manifest := manifest_of(project, version)) is None:
        return Evidence(State.CONFIRMED, holds=False, detail="nothing was built here to confirm")
    names = [index.name for index in project.indexes]
    missing = [n for n in names if not proof(project, version, "confirm", digest=manifest.digest, index=n)]
    detail = f"not installed from {', '.join(missing)} yet" if missing else f"installed from {', '.join(names)}"
    done, total = len(names) - len(missing), len(names)
    return Evidence(State.CONFIRMED, holds=not missing, detail=detail, done=done, total=total)


def _read_back(project: Project, release: Built, index: Index) -> Credentials | None:
    """Every file, downloaded and hashed: what an index lists is not yet what it serves. Answers whom it let in."""
    where = Where(simple_url(index))
    with IndexReader(index) as reader:
        listing = look(reader, project.distribution, release.version, release.manifest.files)
        for file in release.manifest.files:
            there = listing.named(file.name)
            if there is None:
                refuse_no_index(reader, listing)
                raise PartialError(f"the index {index.name} does not list {file.name}", where=where, cure=RESUME)
            if hashlib.sha256(reader.download(there)).hexdigest() != file.sha256:
                what = f"the index {index.name} lists {file.name} with its hash but serves other bytes"
                raise ConflictError(what, where=Where(there.url), cure=NEW_VERSION)
    if any(file.yanked for file in listing.of(Version(release.version))):
        cure = "Release the next version."
        raise PreconditionError(f"{release.version} was yanked from {index.name}", where=where, cure=cure)
    return reader.reads_as
