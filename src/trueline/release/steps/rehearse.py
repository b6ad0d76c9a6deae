"""Take a release through everything that follows, on this machine: a real index, a remote, installations by name.

Built files of the commit that is to be released are rehearsed as they are, and the record that names their hashes is
what ``publish`` asks for. Without such files the whole way is rehearsed, from ``plan`` on: that proves the way, and no
files.
"""

from __future__ import annotations

import argparse
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console

from trueline.errors import InternalError, UsageError, Where
from trueline.release.git import Git
from trueline.release.journal import proof, record
from trueline.release.lockstep import version_at
from trueline.release.manifest import Manifest, damage, manifest_of, read_manifest
from trueline.release.options import INSTALLERS
from trueline.release.planning import Ask
from trueline.release.project import Project
from trueline.release.rehearsal.account import Account
from trueline.release.rehearsal.devpi import Devpi, serving
from trueline.release.rehearsal.stage import Stage, bring, set_stage, with_index, without_gates
from trueline.release.rehearsal.stock import stock
from trueline.release.scratch import scratch
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet
from trueline.release.steps import announce, build, confirm, gate, plan, prepare, publish, verify
from trueline.release.steps import tag as tagging
from trueline.release.wheel import built

_NOT_HERE = "not rehearsed: signatures and attestations, which need a person's key and the workflow's identity"


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release rehearse``."""
    keep = Path(arguments.keep).absolute() if getattr(arguments, "keep", "") else None
    account = Account()
    try:
        return run(project, say, keep=keep, account=account)
    finally:
        account.show(Console(stderr=True, highlight=False, soft_wrap=True))


def run(project: Project, say: Say = quiet, *, keep: Path | None = None, account: Account | None = None) -> StepResult:
    """Rehearse. Raises what the steps raise; nothing outside of a temporary folder was changed then."""
    account = Account() if account is None else account
    version = version_at(project, "HEAD")
    manifest = ready(project, version)
    with _folder(keep) as folder:
        released = _play(project, folder, version, manifest, (account, say))
    seconds = f"in {account.seconds:.0f} s"
    if manifest is None:
        line = (
            f"rehearsed the whole way to {project.distribution} {released} {seconds}; build it, and rehearse its files"
        )
        return StepResult("rehearse", released, (line, _NOT_HERE))
    facts = {"digest": manifest.digest, "commit": manifest.commit}
    record(project, version, "rehearse", f"released on this machine {seconds}", **facts)
    line = f"rehearsed these files of {project.distribution} {version} {seconds}: digest {manifest.digest[:12]}"
    return StepResult("rehearse", version, (line, _NOT_HERE), state=State.REHEARSED)


def evidence(project: Project, version: str) -> Evidence:
    """A record of a rehearsal that names these hashes."""
    if (manifest := manifest_of(project, version)) is None:
        return Evidence(State.REHEARSED, holds=False, detail=f"dist has no build of {version}")
    entry = proof(project, version, "rehearse", digest=manifest.digest, commit=manifest.commit)
    if entry is None:
        return Evidence(State.REHEARSED, holds=False, detail=f"no record that {manifest.digest[:12]} was rehearsed")
    return Evidence(State.REHEARSED, holds=True, detail=f"digest {manifest.digest[:12]} at {entry.at}")


def ready(project: Project, version: str) -> Manifest | None:
    """The built files, if they are those of what is checked out: work after a release is the next one's."""
    manifest = read_manifest(project)
    if manifest is None or (manifest.version, manifest.commit) != (version, Git(project.root).head()):
        return None
    return None if damage(project, manifest) else manifest


@contextmanager
def _folder(keep: Path | None) -> Generator[Path]:
    """A temporary folder, or one that stays; made with a name that installers and git take."""
    if keep is None:
        with scratch("rehearsal") as name:
            yield Path(name)
        return
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise UsageError("it is not an empty folder", where=Where(str(keep)), cure="Name one that is not there.")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep


def _play(real: Project, folder: Path, version: str, manifest: Manifest | None, listeners: tuple[Account, Say]) -> str:
    """All steps in order; returns the version that was released. The server starts while the first ones run."""
    account, say = listeners
    commit = manifest.commit if manifest else Git(real.root).head()
    (folder / "index").mkdir()
    with ExitStack() as stack, ThreadPoolExecutor(1) as pool:
        starting: Future[Devpi] = pool.submit(stack.enter_context, serving(folder / "index"))
        stage = set_stage(real, folder, commit, version)
        if manifest:
            bring(real, stage, manifest)
            account.take(
                "files", lambda: f"{len(manifest.files)} built files of {version}, digest {manifest.digest[:12]}"
            )
        else:
            _make(stage, account, say)
        server = _wait(starting, account)
        return _release(with_index(stage, server.index("releases")), server, stage, (account, say))


def _make(stage: Stage, account: Account, say: Say) -> None:
    """From the document to built files, without asking an index: there is none yet."""
    project = without_gates(stage.project)
    ask = Ask(rebuild=True, offline=True)
    account.take("plan", lambda: plan.run(project, ask, say))
    account.take("prepare", lambda: prepare.run(project, ask, say))
    account.take("gate", lambda: gate.run(project, say))
    account.take("build", lambda: build.run(project, say))
    account.take("verify", lambda: verify.run(project, say))


def _wait(starting: Future[Devpi], account: Account) -> Devpi:
    servers: list[Devpi] = []

    def wait() -> str:
        servers.append(starting.result())
        return f"devpi-server at {servers[0].url}"

    account.take("index", wait)
    return servers[0]


def _release(project: Project, server: Devpi, stage: Stage, listeners: tuple[Account, Say]) -> str:
    """From built files to notes, and once more: the second time nothing may be left to do."""
    account, say = listeners
    release = built(project)
    account.take("stock", lambda: f"{stock(server, release.wheel, stage.folder / 'stock')} dependencies are there too")
    account.take("tag", lambda: tagging.run(project, say))
    account.take("publish", lambda: publish.run(project, say, credentials=server.credentials))
    for installer in INSTALLERS:
        account.take(f"confirm, {installer}", partial(_confirmed, project, say, installer))
    account.take("announce", lambda: announce.run(project, say))
    account.take("again", lambda: _again(project, server))
    return release.version


def _confirmed(project: Project, say: Say, installer: str) -> str:
    return confirm.run(project, say, installers=[installer]).lines[-1]


def _again(project: Project, server: Devpi) -> str:
    """Every step once more: that one does something twice is a bug, not a matter of the project's."""
    results = (
        tagging.run(project),
        publish.run(project, credentials=server.credentials),
        announce.run(project),
    )
    busy = [result.step for result in results if not result.already]
    if busy:
        raise InternalError(f"finished steps did their work again: {', '.join(busy)}")
    return "nothing was left to do"
