"""What the bootstrap says when the machine can't run it, and what it hands on to uv."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest


def _executable(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def _checkout(root: Path, at: Path) -> Path:
    files = (
        "scripts/bootstrap.sh",
        "scripts/bootstrap-uv.sh",
        "scripts/quickest-python.py",
        "requirements/bootstrap.txt",
    )
    for name in files:
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, at / name)
    return at


def test_a_machine_without_a_new_enough_python_is_told_what_is_missing(root: Path, tmp_path: Path) -> None:
    checkout, bin_ = _checkout(root, tmp_path / "checkout"), tmp_path / "bin"
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11"):
        _executable(bin_ / name, "#!/bin/sh\nexit 1\n")
    done = subprocess.run(
        ["sh", checkout / "scripts/bootstrap.sh"],
        env={"PATH": f"{bin_}:/usr/bin:/bin"}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "no Python >= 3.11 found" in done.stderr
    assert "make setup PYTHON=" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_word_that_is_no_half_is_a_usage_error(root: Path, tmp_path: Path) -> None:
    checkout = _checkout(root, tmp_path)
    done = subprocess.run(
        ["sh", checkout / "scripts/bootstrap.sh", "ruby"], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (2, "usage: scripts/bootstrap.sh [python|node|corpus|oasdiff|prism]\n")


@pytest.fixture
def handed_to_uv(root: Path, tmp_path: Path) -> Path:
    """A checkout whose uv prints the settings that it was given, and whose pip has an index configured."""
    checkout = _checkout(root, tmp_path / "a checkout")
    _executable(checkout / ".venv/bin/uv", '#!/bin/sh\necho "${UV_DEFAULT_INDEX:-none} $UV_CACHE_DIR $*"\n')
    _executable(
        checkout / ".venv/bin/python",
        "#!/bin/sh\necho \":env:.no-input='1'\"\necho \"global.index-url='https://mirror.example/simple'\"\n",
    )
    return checkout


def _uv(checkout: Path, **settings: str) -> str:
    environment = {"PATH": os.environ["PATH"], **settings}
    command = ["sh", str(checkout / "scripts/bootstrap-uv.sh"), "pip", "sync"]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def test_uv_is_told_the_index_that_pip_is_configured_for(handed_to_uv: Path) -> None:
    assert _uv(handed_to_uv) == f"https://mirror.example/simple {handed_to_uv}/.cache/uv pip sync"


def test_an_environment_without_pip_is_asked_for_the_python_that_made_it(handed_to_uv: Path, tmp_path: Path) -> None:
    own, base = handed_to_uv / ".venv/bin/python", tmp_path / "base/python3"
    base.parent.mkdir()
    own.rename(base)
    _executable(own, f'#!/bin/sh\ncase "$2" in "import pip") exit 1 ;; *_base_executable*) echo "{base}" ;; esac\n')
    assert _uv(handed_to_uv).startswith("https://mirror.example/simple ")


def test_a_setting_made_for_uv_itself_wins(handed_to_uv: Path) -> None:
    assert _uv(handed_to_uv, UV_DEFAULT_INDEX="https://own.example/simple").startswith("https://own.example/simple ")


def test_a_cache_that_the_user_chose_is_kept(handed_to_uv: Path, tmp_path: Path) -> None:
    assert f" {tmp_path}/cache " in _uv(handed_to_uv, UV_CACHE_DIR=f"{tmp_path}/cache")


NAME = f"python{sys.version_info.major}.{sys.version_info.minor}"
REAL = Path(sys.executable).resolve()
SLOW, INCOMPLETE = "import sys; sys.setprofile(lambda *_: None)", "import sys; sys.modules['ensurepip'] = None"


def _python(folder: Path, first: str) -> Path:
    """A Python that runs this line first. Debian's has a ``sitecustomize`` of its own, so it is not that."""
    venv.create(folder, symlinks=False)
    (folder / f"lib/{NAME}/site-packages/first.pth").write_text(first)
    return folder / "bin" / NAME


def _quickest(root: Path, asked: Path, *path: Path) -> Path:
    environment = {"PATH": os.pathsep.join(str(python.parent) for python in path)}
    command = [asked, root / "scripts/quickest-python.py"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return Path(done.stdout.strip())


def test_a_python_that_takes_much_longer_is_not_used_where_there_is_another(root: Path, tmp_path: Path) -> None:
    slow = _python(tmp_path / "slow", SLOW)
    assert _quickest(root, slow, slow, REAL.parent / NAME).resolve() == REAL
    assert _quickest(root, REAL, slow).resolve() == REAL


def test_where_both_are_as_quick_the_first_stays_and_one_without_environments_is_none(
    root: Path, tmp_path: Path
) -> None:
    slow, same, incomplete = (
        _python(tmp_path / name, lines) for name, lines in (("slow", SLOW), ("same", ""), ("incomplete", INCOMPLETE))
    )
    assert _quickest(root, same, same, REAL.parent / NAME) == same
    assert _quickest(root, slow, slow, incomplete) == slow
    assert _quickest(root, slow, tmp_path / "nothing here") == slow
