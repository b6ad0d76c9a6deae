"""A release that can be killed anywhere and run again, and what has to be true in the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from published import Release, build
from release_support import ENVIRONMENT, copied, make_repository, packed, remote_of
from support.fake_index import FakeIndex, World

KILLED = -9
PARTIAL = 8
ZYGOTE = Path(__file__).with_name("kill_zygote.py")
SECRETS = {"TWINE_USERNAME": "maintainer", "TWINE_PASSWORD": "secret", "NO_COLOR": "1"}

_TAG = "refs/tags/acme-v1.0.0"

#: Writes the release into the repository, without asking an index.
PREPARE = ("prepare", "--offline")

#: The steps after a release was built, as a person or a workflow runs them; one installer is enough to die in.
UPLOADING = (("tag",), ("publish",))
CONFIRMING = (("confirm", "--installer", "uv"), ("announce",))


class Zygote:
    """A process that forks runs which die on time. It reads orders and writes answers."""

    def __init__(self, orders: IO[str], answers: IO[str]) -> None:
        self._orders, self._answers = orders, answers

    @classmethod
    @contextmanager
    def started(cls, folder: Path) -> Generator[Zygote]:
        """A new one, whose runs have their temporary files in the folder."""
        environment = {**ENVIRONMENT, **SECRETS, "PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)}
        command, pipe = [sys.executable, str(ZYGOTE)], subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            yield cls(process.stdin, process.stdout)

    @contextmanager
    def twin(self, folder: Path) -> Generator[Zygote]:
        """Another one, for runs at the same time."""
        for name in ("orders", "answers"):
            os.mkfifo(folder / name)
        print(json.dumps({"twin": str(folder)}), file=self._orders, flush=True)
        with (folder / "orders").open("w") as orders, (folder / "answers").open() as answers:
            yield Zygote(orders, answers)

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
        order = {
            "commands": commands,
            "die_at": die_at,
            "die_before": die_before,
            "largest_file": largest_file,
            "environment": environment,
        }
        print(json.dumps(order), file=self._orders, flush=True)
        pid = int(self._answers.readline())
        if world is not None:
            world.victim = pid
        ended = json.loads(self._answers.readline())
        return Ended(ended["code"], ended["log"], tuple(ended["effects"]))


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
        repository = copied(self.pristine, self.folder / str(self._made))
        self._reset(World())
        return Trial(self, Release(repository, self.server))

    def copy(self, trial: Trial) -> Trial:
        """A copy of a release as it is now, and of its index."""
        self._made += 1
        repository = copied(trial.release.root.parent, self.folder / str(self._made))
        return Trial(self, Release(repository, self.server))

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
        here, there = self._refs()
        assert self.release.world.hashes.items() <= self.release.hashes.items()
        assert there.get(f"{_TAG}^{{}}", here["HEAD"]) == here["HEAD"]

    def uploaded(self, why: Any) -> None:
        """One tag, here and there, on the built commit; the index has exactly our files."""
        assert self.release.world.hashes == self.release.hashes, why
        here, there = self._refs()
        assert there["refs/heads/main"] == there[f"{_TAG}^{{}}"] == here["HEAD"], why
        assert there[_TAG] == here[_TAG], why
        assert [name for name in there if name.startswith("refs/tags/")] == [_TAG, f"{_TAG}^{{}}"], why

    def _refs(self) -> tuple[dict[str, str], dict[str, str]]:
        """What is what, ``HEAD`` and peeled tags too: in the checkout, and in the repository that is its remote."""
        here = self.release.repository
        both = here, remote_of(here)
        lines = (each.git("show-ref", "--head", "--dereference").splitlines() for each in both)
        first, second = ({name: digest for digest, name in map(str.split, found)} for found in lines)
        return first, second


def make_pristine(folder: Path, server: FakeIndex) -> None:
    """A small repository whose release was built and passed its checks, and its remote."""
    repository = make_repository(folder)
    build(repository, server)
    packed(repository)
