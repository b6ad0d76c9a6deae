"""Real repositories with a small API, for tests of releases."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from trueline.cli import main

#: An API small enough to generate in a second.
SPEC = """\
# The anvils of the Acme Corporation. Comments and "odd  spacing" have to survive a release.
openapi: 3.1.0
info:
  title: Acme
  version: 1.0.0   # what everybody installs
  summary: Anvils.
  description: Anvils, made to order.
  license: {name: MIT, identifier: MIT}
servers: [{url: 'https://acme.example'}]
paths:
  /anvils:
    get:
      operationId: listAnvils
      tags: [anvils]
      summary: List all anvils.
      responses:
        '200':
          description: All anvils.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Anvil'}}}}
  /anvils/{anvil_id}:
    get:
      operationId: getAnvil
      tags: [anvils]
      summary: Read one anvil.
      parameters: [{name: anvil_id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: One anvil.
          content: {application/json: {schema: {$ref: '#/components/schemas/Anvil'}}}
components:
  schemas:
    Anvil:
      type: object
      description: A heavy thing.
      required: [id, weight]
      properties:
        id: {type: string, description: Its name.}
        weight: {type: integer, description: In kilograms.}
"""

PYPROJECT = """\
[tool.trueline]
spec = "openapi/acme.yaml"
overlays = []
output = "sdks/python"
package = "acme"

[tool.trueline.release]
changelog = "openapi/CHANGELOG.md"
gate = ["git --version"]

[[tool.trueline.release.indexes]]
name = "nowhere"
simple = "http://127.0.0.1:9/simple/"
upload = "http://127.0.0.1:9/legacy/"
"""

ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "Wile",
    "GIT_AUTHOR_EMAIL": "wile@acme.example",
    "GIT_COMMITTER_NAME": "Wile",
    "GIT_COMMITTER_EMAIL": "wile@acme.example",
    "GIT_CONFIG_GLOBAL": str(Path(__file__).with_name("gitconfig")),
    "GIT_CONFIG_NOSYSTEM": "1",
}


@dataclass(frozen=True)
class Repository:
    """A checkout of the Acme API with a bare remote beside it."""

    root: Path

    @property
    def spec(self) -> Path:
        return self.root / "openapi/acme.yaml"

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **ENVIRONMENT},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"git {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return done.stdout.strip()

    def edit(self, old: str, new: str) -> None:
        """Change the document."""
        text = self.spec.read_text("utf-8")
        assert old in text
        self.spec.write_text(text.replace(old, new), "utf-8")

    def commit(self, subject: str = "Change") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", subject)
        return self.git("rev-parse", "HEAD")

    def push(self) -> None:
        self.git("push", "--quiet", "origin", "main")

    def release(self, *arguments: str) -> int:
        """Run ``trueline release`` here; returns the exit code."""
        step, *rest = arguments
        return main(["release", step, "--project", str(self.root), *rest])

    def generate(self) -> None:
        code = main(["generate", str(self.spec), "--output", str(self.root / "sdks/python"), "--package", "acme"])
        assert code == 0


def make_repository(folder: Path, spec: str = SPEC, pyproject: str = PYPROJECT) -> Repository:
    """A repository with the document committed and pushed, and nothing released."""
    remote, root = folder / "remote.git", folder / "acme"
    (root / "openapi").mkdir(parents=True)
    repository = Repository(root)
    repository.spec.write_text(spec, "utf-8")
    (root / "pyproject.toml").write_text(pyproject, "utf-8")
    (root / ".gitignore").write_text("/dist/\n/.release/\n", "utf-8")
    (root / "sdks").mkdir()
    repository.git("init", "--quiet", "--template=", "--initial-branch", "main")
    repository.git("init", "--quiet", "--template=", "--bare", str(remote))
    repository.git("remote", "add", "origin", str(remote))
    repository.generate()
    repository.commit("The Acme API")
    repository.push()
    return repository


def packed(repository: Repository) -> None:
    """Few files: a repository and its remote are copied for every test."""
    for place in (repository, remote_of(repository)):
        place.git("repack", "-a", "-d", "--quiet")
        place.git("pack-refs", "--all")


def copied(made: Path, folder: Path) -> Repository:
    """A copy of a repository and of its remote."""
    shutil.copytree(made, folder, symlinks=True)
    copy = Repository(folder / "acme")
    point_to(copy, folder / "remote.git")
    return copy


def point_to(repository: Repository, remote: Path) -> None:
    """As ``git remote set-url``, without a process."""
    config = repository.root / ".git/config"
    text = config.read_text("utf-8").replace(f"\turl = {remote_of(repository).root}\n", f"\turl = {remote}\n")
    config.write_text(text, "utf-8")


def remote_of(repository: Repository) -> Repository:
    """As ``git remote get-url``, without a process."""
    (url,) = re.findall(r"(?m)^\turl = (.*)$", (repository.root / ".git/config").read_text("utf-8"))
    return Repository(Path(url))
