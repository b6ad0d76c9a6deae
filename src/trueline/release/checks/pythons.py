"""The Pythons of this machine, by version, and uv with the index that pip is configured for."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

from packaging.specifiers import SpecifierSet
from packaging.version import Version
from uv import find_uv_bin

from trueline.errors import Where
from trueline.release.commands import run
from trueline.release.errors import PreconditionError
from trueline.release.files import work_folder
from trueline.release.project import Project

#: Minor versions that are looked for.
_MINORS = range(8, 20)
_PROBE = "import sys; print(sys.version_info[:2], sys._base_executable, sep='|')"
_CLASSIFIER = re.compile(r"Programming Language :: Python :: (\d+\.\d+)")
_INDEX = re.compile(r"(?im)^\s*(?:--)?index[-_]url\b")
_SETTING = re.compile(r"(?::env:|install|global)\.index-url='(.*)'")


def find_pythons(requires: SpecifierSet) -> dict[str, Path]:
    """Interpreters that the specifier allows, oldest first: on PATH, beside this one, or among pyenv's."""
    pythons: dict[str, Path] = {}
    for minor in _MINORS:
        version = f"3.{minor}"
        # A patch version far out: ``>=3.10.2`` asks for one that is new enough, not for 3.11.
        if requires.contains(Version(f"{version}.99")) and (python := _find(version)):
            pythons[version] = python
    return pythons


def refuse_missing_pythons(pyproject: bytes) -> None:
    """Raise ``PreconditionError`` where a Python of the SDK's classifiers is not on this machine."""
    project = cast("dict[str, object]", tomllib.loads(pyproject.decode())["project"])
    claimed = [match[1] for line in cast("list[str]", project["classifiers"]) if (match := _CLASSIFIER.fullmatch(line))]
    if missing := [version for version in claimed if _find(version) is None]:
        what = f"the SDK says that it supports Python {', '.join(missing)}, which is not installed here"
        cure = "Install it (on PATH as python3.X, or with pyenv), or run this without --every-python."
        raise PreconditionError(what, where=Where("pyproject.toml"), cure=cure)


def uv_command(*arguments: str) -> list[str]:
    """uv of this environment."""
    return [find_uv_bin(), *arguments]


def uv_environment(project: Project) -> dict[str, str]:
    """uv told what pip knows, as ``scripts/bootstrap-uv.sh`` does it; nothing of an active environment takes part."""
    inherited = {key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    defaults = {
        "UV_CACHE_DIR": str(work_folder(project) / "uv"),
        "UV_SYSTEM_CERTS": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "NO_COLOR": "1",
    }
    return {**defaults, **pip_index(project.root, inherited), **inherited}


def pip_index(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The variable that tells uv of the index that pip knows in ``folder``; none where uv is told of one anyway."""
    if any(environment.get(key) for key in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_CONFIG_FILE")):
        return {}
    if sys.platform == "linux" and "PIP_INDEX_URL" not in environment and not _may_say(folder, environment):
        return {}
    listed = run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"],
        cwd=folder,
        environment=environment,
    )
    addresses = [match[1] for line in listed.text.splitlines() if (match := _SETTING.fullmatch(line.strip()))]
    return {"UV_DEFAULT_INDEX": addresses[0]} if addresses else {}


def _may_say(folder: Path, environment: Mapping[str, str]) -> bool:
    """Whether pip's settings may name an index: without one in any file that it reads, it is not started to say so."""
    home = Path(environment.get("HOME") or Path.home())
    places = [environment.get("XDG_CONFIG_HOME") or home / ".config"]
    places += (environment.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)
    files = [Path(place, "pip/pip.conf") for place in places]
    files += [home / ".pip/pip.conf", Path(sys.prefix, "pip.conf"), Path("/etc/pip.conf")]
    files += [folder / own] if (own := environment.get("PIP_CONFIG_FILE")) else []
    readable = [path for path in files if os.access(path, os.R_OK) and path.is_file()]
    return any(_INDEX.search(path.read_text("utf-8", "replace")) for path in readable)


def _find(version: str) -> Path | None:
    pyenv = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    on_path = shutil.which(f"python{version}")
    # A shim of pyenv is a program in bash, which takes longer than Python: what it would start is among the versions.
    candidates = [sys.executable, *([on_path] if on_path and Path(on_path).parent.name != "shims" else [])]
    candidates += [str(path) for path in sorted(pyenv.glob(f"{version}.*/bin/python{version}"), reverse=True)]
    wanted = str(tuple(map(int, version.split("."))))
    return next((Path(executable) for there, executable in map(_asked, candidates) if there == wanted), None)


@cache
def _asked(python: str) -> tuple[str, str]:
    """The version of an interpreter, and the one that environments of it are made with; asked once."""
    answer = run([python, "-c", _PROBE], cwd=Path("/"))
    there, _, executable = answer.text.strip().partition("|")
    return ("", "") if answer.code else (there, executable)
