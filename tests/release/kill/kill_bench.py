"""A release that can be killed anywhere and run again, and what has to be true in the end."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from published import Release, build
from release_support import ENVIRONMENT, Repository, make_repository
from support.fake_index import FakeIndex, World

KILLED = -9
PARTIAL = 8
ZYGOTE = Path(__file__).with_name("kill_zygote.py")
SECRETS = {"TWINE_USERNAME": "maintainer", "TWINE_PASSWORD": "secret", "NO_COLOR": "1"}

#: Writes the release into the repository, without asking an index.
PREPARE = ("prepare", "--offline")

#: The steps after a release was built, as a person or a workflow runs them; one installer is enough to die in.
UPLOADING = (("tag",), ("publish",))
CONFIRMING = (("confirm", "--installer", "uv"), ("announce",))


class Zygote:
    """A process that forks runs which die on time."""

    def __init__(self, folder: Path) -> None:
        environment = {**ENVIRONMENT, **SECRETS, "PATH": _path(), "HOME": str(folder), "TMPDIR": str(folder)}
        self._process = subprocess.Popen(
            [sys.executable, ZYGOTE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def run(
        self,
        commands: Sequence[Sequence[str]],
        world: World | None = None,
        *,
        die_at: int = 0,
        die_before: str = "",
        largest_file: int = -1,
        **environment: str,
    ) -> Ended:
        """Run one command after another until one fails; die before an effect, by its number or its name."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {
            "commands": commands,
            "die_at": die_at,
            "die_before": die_before,
            "largest_file": largest_file,
            "environment": environment,
        }
        print(json.dumps(order), file=self._process.stdin, flush=True)
        pid = int(self._process.stdout.readline())
        if world is not None:
            world.victim = pid
        ended = json.loads(self._process.stdout.readline())
        return Ended(ended["code"], ended["log"], tuple(ended["effects"]))

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, what it printed, and the effects it came to."""

    code: int
    log: str
    effects: tuple[str, ...]

    def __str__(self) -> str:
        return f"exit code {self.code} after {self.effects[-3:]}\n{self.log}"


@dataclass
class KillBench:
    """A pristine release, copied for every fault."""

    zygote: Zygote
    pristine: Path
    folder: Path
    server: FakeIndex
    faults: int = 0
    _made: int = field(default=0)

    def fresh(self) -> Trial:
        """A copy of the release that nothing happened to, and an empty index."""
        self._made += 1
        target = self.folder / str(self._made)
        shutil.copytree(self.pristine, target, symlinks=True)
        repository = Repository(target / "acme")
        _write_remote(repository.root, target / "remote.git")
        self._reset(World())
        return Trial(self, Release(repository, self.server))

    def copy(self, trial: Trial) -> Trial:
        """A copy of a release as it is now, and of its index."""
        self._made += 1
        target = self.folder / str(self._made)
        shutil.copytree(trial.release.root.parent, target, symlinks=True)
        _write_remote(target / "acme", target / "remote.git")
        return Trial(self, Release(Repository(target / "acme"), self.server))

    def _reset(self, world: World) -> None:
        self.server.world = world


@dataclass
class Trial:
    """One release, killed and run again."""

    bench: KillBench
    release: Release

    def run(self, commands: Sequence[Sequence[str]], zygote: Zygote | None = None, **options: Any) -> Ended:
        project = ("--project", str(self.release.root))
        words = [["release", step, *project, *rest] for step, *rest in commands]
        return (zygote or self.bench.zygote).run(words, self.release.world, **options)

    def rerun(self, commands: Sequence[Sequence[str]]) -> Ended:
        """Run again as a person would: while it says that running again is safe and helps."""
        ended = self.run(commands)
        for _ in range(2):
            if ended.code != PARTIAL:
                break
            ended = self.run(commands)
        return ended

    def never_other(self) -> None:
        """At any moment: nothing on the index but our bytes, no tag but on the built commit."""
        hashes = self.release.hashes
        assert self.release.world.hashes.items() <= hashes.items()
        assert self.release.tag() in {"", self.release.repository.git("rev-parse", "HEAD")}

    def uploaded(self, why: Any) -> None:
        """One tag, here and there, on the built commit; the index has exactly our files."""
        git, head = self.release.repository.git, self.release.repository.git("rev-parse", "HEAD")
        assert self.release.world.hashes == self.release.hashes, why
        lines = [line.partition("\t") for line in git("ls-remote", "origin").splitlines()]
        remote = {name: commit for commit, _, name in lines}
        assert remote["refs/heads/main"] == remote["refs/tags/acme-v1.0.0^{}"] == head, why
        assert remote["refs/tags/acme-v1.0.0"] == git("rev-parse", "refs/tags/acme-v1.0.0"), why
        assert [name for name in remote if name.startswith("refs/tags/")] == [
            "refs/tags/acme-v1.0.0",
            "refs/tags/acme-v1.0.0^{}",
        ], why


def make_pristine(folder: Path, server: FakeIndex) -> None:
    """A small repository whose release was built and passed its checks, and its remote."""
    repository = make_repository(folder)
    for hooks in (repository.root / ".git/hooks", folder / "remote.git/hooks"):
        shutil.rmtree(hooks)  # git's examples: they would be copied for every fault
    build(repository, server)


def _write_remote(root: Path, remote: Path) -> None:
    """As `git remote set-url`, without a process."""
    config = root / ".git/config"
    lines = config.read_text("utf-8").splitlines()
    lines = [f"\turl = {remote}" if line.startswith("\turl = ") else line for line in lines]
    config.write_text("\n".join(lines) + "\n", "utf-8")


def _path() -> str:
    import os

    return os.environ["PATH"]
