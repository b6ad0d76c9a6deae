"""SIGKILL inside of verifying and rehearsing, which change nothing but make much: environments, clones, a server.

What is killed leaves folders and no process, no worktree, no record; the next run ends well and clears the folders.
"""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from kill_bench import KILLED, Ended, KillBench, Trial

from trueline.release.rehearsal.environment import devpi_environment
from trueline.release.scratch import scratch
from trueline.release.steps import rehearse, verify

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("devpi")]


@dataclass(frozen=True)
class Scene:
    """A release that was prepared, and runs whose temporary things are in a folder of their own.

    They find one Python: an environment with its lowest dependencies and one with its newest are enough to die between.
    """

    trial: Trial
    folder: Path

    def run(self, step: str, die_before: str = "") -> Ended:
        names = ("TRUELINE_CACHE", "HOME", "UV_CACHE_DIR")
        how = {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_")) or name in names}
        how |= {"PATH": str(self.folder.parent / "programs"), "PYENV_ROOT": str(self.folder.parent / "no other Python")}
        how["TMPDIR"] = str(self.folder)
        return self.trial.run(((step,),), None, die_before=die_before, **how)

    def left(self) -> list[Path]:
        return sorted(self.folder.glob("trueline-release-*"))

    def age(self) -> None:
        """As if the kill had been an hour ago."""
        for folder in self.left():
            os.utime(folder, (time.time() - 3600, time.time() - 3600))


@pytest.fixture
def scene(prepared: Trial, tmp_path: Path) -> Scene:
    folder = tmp_path / "t"
    folder.mkdir()
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs/git").symlink_to(str(shutil.which("git")))
    return Scene(prepared, folder)


def _processes(folder: Path) -> set[str]:
    """Command lines that name something below the folder."""
    found: set[str] = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if f"{folder}/" in line:
            found.add(line)
    return found


def _ended(scene: Scene) -> set[str]:
    """The processes of the killed run that do not end: none."""
    left: set[str] = set()
    for _ in range(600):
        left = _processes(scene.folder)
        if not left:
            break
        time.sleep(0.1)
    return left


def test_a_kill_in_verify_leaves_no_record_and_the_next_run_passes_and_clears_up(
    bench: KillBench, scene: Scene
) -> None:
    """The first and the last run are of ``resume``: it goes through gate and build to it, and on to the rehearsal."""
    project = scene.trial.release.project
    for effect in ("run -m twine", "run uv pip install", "run uv pip check", "os.rename 1.0.0.json"):
        ended = scene.run("resume" if effect == "run -m twine" else "verify", effect)
        assert ended.code == KILLED, str(ended)
        assert not verify.evidence(project, "1.0.0").holds
        assert not _ended(scene)
        bench.faults += 1
    left = scene.left()
    assert left
    scene.age()
    again = scene.run("resume", "write .guard")
    assert (again.code, "rehearsed" in again.log) == (KILLED, True), str(again)
    assert verify.evidence(project, "1.0.0").holds
    assert not any(folder.exists() for folder in left)
    assert len(scene.trial.release.repository.git("worktree", "list").splitlines()) == 1


def test_a_kill_in_rehearse_ends_its_server_and_the_next_run_rehearses_and_clears_up(
    bench: KillBench, scene: Scene
) -> None:
    assert scene.trial.run((("gate",), ("build",))).code == 0
    devpi_environment()  # else the first run dies while it makes it, and the next begins again
    release = scene.trial.release
    before = release.repository.git("for-each-ref"), release.repository.git("ls-remote", "origin")
    for effect in ("run git clone", "run -m pip download"):
        ended = scene.run("rehearse", effect)
        assert ended.code == KILLED, str(ended)
        assert not rehearse.evidence(release.project, "1.0.0").holds
        assert not _ended(scene), "a server outlived its rehearsal"
        bench.faults += 1
    assert scene.left()
    scene.age()
    again = scene.run("rehearse")
    assert again.code == 0, str(again)
    assert "rehearsed these files" in again.log
    assert rehearse.evidence(release.project, "1.0.0").holds
    assert scene.left() == []
    after = release.repository.git("for-each-ref"), release.repository.git("ls-remote", "origin")
    assert after == before, "a rehearsal changes nothing outside"
    assert release.world.hashes == {}


def test_a_folder_that_is_in_use_is_never_cleared_however_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with scratch("one") as used:
        os.utime(used, (0, 0))
        (tmp_path / "trueline-release-left").mkdir()
        os.utime(tmp_path / "trueline-release-left", (0, 0))
        (tmp_path / "trueline-release-young").mkdir()
        (tmp_path / "trueline-release-link").symlink_to(used)
        with scratch("two"):
            assert used.is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["trueline-release-link", "trueline-release-young"]
