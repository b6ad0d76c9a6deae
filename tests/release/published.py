"""A repository whose release was built, and the index that it goes to: where tagging and publishing begin."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from release_support import PYPROJECT, Repository

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.fake_index import FakeIndex, World
from support.small_release import make_release

from trueline.release.git import Git
from trueline.release.journal import record
from trueline.release.manifest import Manifest, built_file, read_manifest, write_manifest
from trueline.release.project import Project, load_project
from trueline.release.steps.gate import gates_digest

WHEEL, SDIST = "acme-1.0.0-py3-none-any.whl", "acme-1.0.0.tar.gz"

INDEX = """
[[tool.trueline.release.indexes]]
name = "bench"
simple = "{server.simple}"
upload = "{server.upload}"
"""


def settings(server: FakeIndex) -> str:
    """``pyproject.toml`` with this index alone."""
    return PYPROJECT.partition("[[tool.trueline.release.indexes]]")[0] + INDEX.format(server=server)


CHANGELOG = """\
# Changelog

## [Unreleased]

## [{version}] - 2026-11-25

### Added

- `anvils.list`: all anvils.

## [0.9.0] - 2026-10-01

- The first anvil.

[{version}]: https://acme.example/{version}
"""


@dataclass(frozen=True)
class Release:
    """One release that was built and passed its checks, and nothing more."""

    repository: Repository
    server: FakeIndex

    @property
    def root(self) -> Path:
        return self.repository.root

    @property
    def project(self) -> Project:
        return load_project(self.root)

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def hashes(self) -> dict[str, str]:
        return {path.name: built_file(path).sha256 for path in (self.root / "dist").glob("acme-*")}

    def tag(self) -> str:
        """The commit that the tag is on, in the remote; empty where there is none."""
        return self.repository.git("ls-remote", "origin", f"refs/tags/{self.project.tag('1.0.0')}^{{}}").partition(
            "\t"
        )[0]

    @property
    def whole(self) -> bool:
        """Tagged and pushed on the commit that was built, every file on the index with its hash, and notes."""
        head = self.repository.git("rev-parse", "HEAD")
        tagged = self.tag() == head == self.repository.git("rev-parse", "refs/tags/acme-v1.0.0^{commit}")
        notes = (self.root / ".release/1.0.0.notes.md").is_file()
        return tagged and notes and self.world.hashes == self.hashes


def build(
    repository: Repository,
    server: FakeIndex,
    version: str = "1.0.0",
    *,
    extra: str = "",
    more: str = "",
    needs: str = "",
) -> Release:
    """Commit settings (with ``more``) and changelog, put files into ``dist`` as a build does, and say they passed."""
    root = repository.root
    text = settings(server).replace('gate = ["git --version"]', f'gate = ["git --version"]\n{more}')
    (root / "pyproject.toml").write_text(text, "utf-8")
    if version not in repository.spec.read_text("utf-8").split():
        repository.edit("version: 1.0.0 ", f"version: {version} ")
        repository.generate()
    load_project(root).changelog_path.write_text(CHANGELOG.format(version=version), "utf-8")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--allow-empty", "--message", "Release")
    commit = repository.git("rev-parse", "HEAD")
    made = tuple(built_file(path) for path in make_release(root / "dist", version=version, extra=extra, needs=needs))
    write_manifest(load_project(root), Manifest("acme", version, commit, 0, made))
    release = Release(repository, server)
    prove(release.project)
    return release


def prove(project: Project, *steps: str) -> None:
    """The records that `gate`, `verify` and `rehearse` (or some of them) leave when they pass for what was built."""
    manifest = read_manifest(project)
    assert manifest is not None
    files = {"digest": manifest.digest, "commit": manifest.commit}
    facts = {"gate": {"tree": Git(project.root).tree(manifest.commit), "gates": gates_digest(project)}}
    for step in steps or ("gate", "verify", "rehearse"):
        record(project, manifest.version, step, "passed", **facts.get(step, files))
