"""What the bootstrap says when the machine can't run it, and what it hands on to uv."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def _executable(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def _checkout(root: Path, at: Path) -> Path:
    for name in ("scripts/bootstrap.sh", "scripts/bootstrap-uv.sh", "requirements/bootstrap.txt"):
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


def test_an_index_that_pip_told_is_not_asked_for_again(handed_to_uv: Path) -> None:
    script = ["sh", str(handed_to_uv / "scripts/bootstrap-uv.sh"), "pip-index"]
    told = subprocess.run(script, env={"PATH": os.environ["PATH"]}, check=True, capture_output=True, text=True).stdout
    assert told == "https://mirror.example/simple\n"
    (handed_to_uv / ".venv/bin/python").unlink()
    assert _uv(handed_to_uv, KNOWN_PIP_INDEX=told.strip()).startswith("https://mirror.example/simple ")
    assert _uv(handed_to_uv, KNOWN_PIP_INDEX="").startswith("none ")


def test_a_cache_that_the_user_chose_is_kept(handed_to_uv: Path, tmp_path: Path) -> None:
    assert f" {tmp_path}/cache " in _uv(handed_to_uv, UV_CACHE_DIR=f"{tmp_path}/cache")
