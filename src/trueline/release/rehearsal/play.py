"""The steps of a release on the stage of a rehearsal, in order; its index starts while the first ones run."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from trueline.errors import InternalError
from trueline.release.git import Git
from trueline.release.manifest import Manifest
from trueline.release.options import INSTALLERS
from trueline.release.planning import Ask
from trueline.release.project import Project
from trueline.release.rehearsal.account import Account
from trueline.release.rehearsal.devpi import Devpi, serving
from trueline.release.rehearsal.stage import Stage, bring, set_stage, with_index, without_gates
from trueline.release.rehearsal.stock import stock
from trueline.release.step import Say
from trueline.release.steps import announce, build, confirm, gate, plan, prepare, publish, verify
from trueline.release.steps import tag as tagging
from trueline.release.wheel import built


def play(real: Project, folder: Path, version: str, manifest: Manifest | None, listeners: tuple[Account, Say]) -> str:
    """All of them; returns the version that was released."""
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
