"""A team with an application in Django, Flask or Litestar: the application's folder, and the SDK's repository in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from adopting import ROOT, git, run
from support.own_wheel import own_wheel

FRAMEWORKS = ROOT / ".cache/frameworks/bin/python"
_AUTHOR = {f"GIT_{who}_{what}": f"new@{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
#: The repository's tests need none of the plugins that this environment has.
_FEW_PLUGINS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
_DOCUMENT_GATES = ("loss", "second-reader", "sunset", "scopes", "agents", "determinism")
_GATES = 'gate = ["make check", "make test"]'


class Team:
    """``app`` is what is exported, ``source`` the file of it that the team edits."""

    def __init__(self, folder: Path, app: str, source: str) -> None:
        self.apps = Path(shutil.copytree(Path(__file__).with_name("apps"), folder / "apps"))
        self.root = self.apps / "sdk"
        self._app, self._source = app, self.apps / source
        options = ("--package", "shop", "--python", str(FRAMEWORKS), "--trueline", own_wheel())
        self._do("init", "sdk", "--from-app", app, *options)

    def _do(self, *words: str, cwd: Path | None = None, **environment: str) -> str:
        done = run(*words, cwd=cwd or self.apps, **_AUTHOR, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def first_version(self, version: str) -> None:
        """Write the only version that is written by hand."""
        (self.root / "openapi/VERSION").write_text(f"{version}\n", "utf-8")
        self._do("generate", cwd=self.root)
        git(self.root, "commit", "--quiet", "--all", "--allow-empty", "--message", "The first release")

    def change(self, old: str, new: str, message: str) -> None:
        """Edit the application, export its document, generate, commit."""
        text = self._source.read_text("utf-8")
        assert old in text
        self._source.write_text(text.replace(old, new), "utf-8")
        self._do("export", self._app, "--output", "sdk/openapi/openapi.json", "--python", str(FRAMEWORKS))
        self._do("generate", cwd=self.root)
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--message", message)

    def prepared(self, version: str) -> str:
        """Prepare the release that is planned, and leave what tagging leaves. What was said."""
        said = self.step("prepare", "--offline")
        assert f"{version} is prepared" in said
        git(self.root, "tag", "--annotate", f"shop-v{version}", "--message", version)
        return said

    def step(self, name: str, *options: str, **environment: str) -> str:
        """A step of a release; what it said."""
        return self._do("release", name, *options, cwd=self.root, **_FEW_PLUGINS, **environment)

    def refused(self, step: str, *options: str) -> tuple[int, str]:
        """The exit code and the message of a step that has to refuse."""
        done = run("release", step, *options, cwd=self.root, **_AUTHOR)
        assert done.returncode
        return done.returncode, done.stderr

    def releases_to(self, url: str) -> None:
        """The settings and the remote of a release to an index. The gates are the same, in this environment, without
        those that ``release gate`` begins with, and the imports, which ``release verify`` tries: the repository's own
        environment is made, and all gates run in it, where FastAPI's guide is walked."""
        index = (
            f'[[tool.trueline.release.indexes]]\nname = "inner"\nupload = "{url}/upload/"\nsimple = "{url}/simple/"\n'
        )
        check = " ".join(["check", *(f"--only {name}" for name in _DOCUMENT_GATES)])
        gates = (
            f'gate = ["{sys.executable} -m trueline {check}", "{sys.executable} -m pytest --quiet -p no:cacheprovider"]'
        )
        settings = self.root / "pyproject.toml"
        text = settings.read_text("utf-8")
        public = '[[tool.trueline.release.indexes]]\nname = "pypi"\n'
        assert _GATES in text
        assert public in text
        settings.write_text(text.replace(_GATES, gates).replace(public, index), "utf-8")
        git(self.root, "commit", "--quiet", "--all", "--message", "Releases go to our index")
        git(self.root, "init", "--quiet", "--bare", "../remote.git")
        git(self.root, "remote", "add", "origin", "../remote.git")
        git(self.root, "push", "--quiet", "--tags", "origin", "main")

    def tests_pass(self) -> None:
        """Those that the repository came with: they call every operation."""
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", "tests"],
            cwd=self.root, env={**os.environ, **_FEW_PLUGINS}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
