"""A Django team's way: an application of REST framework with drf-spectacular, its SDK, and two releases more.

The application is a real one, in the environment of the frameworks; its repository is what ``trueline init`` makes.
Steps that are the same everywhere (build, rehearsal, upload) are walked with FastAPI, by the guide for newcomers.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from adopting import ROOT, git, own_wheel, run

FRAMEWORKS = ROOT / ".cache/frameworks/bin/python"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not FRAMEWORKS.exists(), reason="requirements/frameworks.txt is not installed: `make test` does it"
    ),
]
APP = "django_app.wsgi:application"
AUTHOR = {f"GIT_{who}_{what}": f"new@{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
REMOVE = """
    def destroy(self, request, pk=None):
        return Response(status=204)
"""


class Team:
    """Two folders: the application's, and the SDK's repository in it."""

    def __init__(self, apps: Path) -> None:
        self.apps, self.root = apps, apps / "sdk"
        options = ("--package", "shop", "--python", str(FRAMEWORKS), "--trueline", own_wheel())
        self._do("init", "sdk", "--from-app", APP, *options)

    def _do(self, *words: str, cwd: Path | None = None) -> str:
        done = run(*words, cwd=cwd or self.apps, **AUTHOR)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def change(self, old: str, new: str, message: str) -> None:
        """Edit the application, export its document, generate, commit."""
        views = self.apps / "django_app/urls.py"
        text = views.read_text("utf-8")
        assert old in text
        views.write_text(text.replace(old, new), "utf-8")
        self._do("export", APP, "--output", "sdk/openapi/openapi.json", "--python", str(FRAMEWORKS))
        self._do("generate", cwd=self.root)
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--message", message)

    def prepared(self, version: str) -> str:
        """Prepare the release that is planned, and leave what tagging leaves. What was said."""
        said = self._do("release", "prepare", "--offline", cwd=self.root)
        assert f"{version} is prepared" in said
        git(self.root, "tag", "--annotate", f"shop-v{version}", "--message", version)
        return said

    def refused(self, version: str) -> str:
        """What is said of a version that is too small."""
        done = run("release", "prepare", "--offline", "--version", version, cwd=self.root, **AUTHOR)
        assert done.returncode == 6
        return done.stderr

    def tests_pass(self) -> None:
        """Those that the repository came with: they call every operation."""
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", "tests"],
            cwd=self.root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout


def test_a_django_team_releases_what_it_added_and_then_what_it_broke(tmp_path: Path) -> None:
    team = Team(Path(shutil.copytree(Path(__file__).with_name("apps"), tmp_path / "apps")))
    (team.root / "openapi/VERSION").write_text("1.0.0\n", "utf-8")
    run("generate", cwd=team.root)
    git(team.root, "commit", "--quiet", "--all", "--message", "The first release")
    assert "1.0.0: the first release" in team.prepared("1.0.0")
    team.change("router = ", f"{REMOVE.lstrip(chr(10))}\n\nrouter = ", "Books can be removed")
    assert "1.1.0: minor since 1.0.0" in team.prepared("1.1.0")
    team.tests_pass()
    team.change("    title = serializers", "    name = serializers", "A book has a name")
    assert "ask for 2.0.0 at least" in team.refused("1.2.0")
    assert "2.0.0: major since 1.1.0" in team.prepared("2.0.0")
    changelog = (team.root / "CHANGELOG.md").read_text("utf-8")
    assert "`books.delete` was added (DELETE /books/{id}/)" in changelog.replace("\\", "")
    assert "`Book` no longer has the property `title`" in changelog
