"""Format generated Python with the pinned ruff, and prove that every file compiles.

One ruff process formats the whole tree (6,000 files take about two seconds); one per file would take minutes.
The configuration is given on the command line and isolated, so that neither the user's ``ruff.toml`` nor a cache can
change a byte.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from trueline.errors import InternalError, UsageError, Where

RUNTIME_FOLDER = "_runtime"
CONFIG = (
    "line-length = 120",
    'target-version = "py310"',
    "format.docstring-code-format = false",
    'format.line-ending = "lf"',
    "lint.isort.combine-as-imports = true",
    "respect-gitignore = false",
    "exclude = []",
)


def formatter_version() -> str:
    """The version of the formatter, an input of every generation."""
    return metadata.version("ruff")


def format_sources(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files with every ``.py`` file formatted; those below ``_runtime/`` and everything else byte for byte.

    Raises ``InternalError`` with file and line when a file is not valid Python: the templates wrote it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # an invalid escape is a warning today and an error tomorrow
        for path in sorted(path for path in files if path.endswith(".py")):
            _compile(path, files[path])
    chosen = {path: content for path, content in files.items() if _is_formatted(path)}
    return {**files, **_ruff(chosen)}


def find_ruff() -> Path:
    """The ruff binary of Trueline's own environment, never one from ``PATH``: another version writes other bytes."""
    name = "ruff" + (sysconfig.get_config_var("EXE") or "")
    candidates = [Path(sysconfig.get_path("scripts")) / name, *_recorded_binaries(name)]
    for candidate in candidates:
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return candidate
    raise UsageError(
        "the formatter ruff is not installed beside Trueline",
        cure=f"Install the pinned version into the same environment: pip install ruff=={formatter_version()}",
    )


def _recorded_binaries(name: str) -> list[Path]:
    """Where the installer says it put the binary: covers ``--user`` and ``--target`` installs."""
    recorded = metadata.files("ruff") or []
    return [Path(str(entry.locate())).resolve() for entry in recorded if entry.name == name]


def _is_formatted(path: str) -> bool:
    return path.endswith(".py") and RUNTIME_FOLDER not in path.split("/")[:-1]


def _compile(path: str, content: bytes) -> None:
    try:
        compile(content, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise _broken(path, error.lineno, error.msg) from None
    except (ValueError, RecursionError, MemoryError, Warning) as error:
        raise _broken(path, None, str(error) or type(error).__name__) from None


def _broken(path: str, line: int | None, why: str) -> InternalError:
    return InternalError(
        f"a generated file is not valid Python: {why}",
        where=Where(path, line=line),
        cure="This is a bug in Trueline. Please report it with the part of the document that this file comes from.",
    )


def _ruff(files: Mapping[str, bytes]) -> dict[str, bytes]:
    if not files:
        return {}
    # Numbered names: what a document chose to call things can't meet ruff's own rules about names and excludes.
    numbered = {f"f{number}.py": path for number, path in enumerate(sorted(files))}
    folder = Path(tempfile.mkdtemp(prefix="trueline-format-")).resolve()
    try:
        for name, path in numbered.items():
            (folder / name).write_bytes(files[path])
        _run_ruff(folder, numbered)
        return {path: (folder / name).read_bytes() for name, path in numbered.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_ruff(folder: Path, numbered: Mapping[str, str]) -> None:
    sort = ["check", "--select", "I001", "--fix"]  # sorts imports, nothing else: other fixes can break typing
    for verb in (sort, ["format"]):
        _call_ruff(folder, verb, numbered)


def _call_ruff(folder: Path, verb: Sequence[str], numbered: Mapping[str, str]) -> None:
    options = [argument for line in CONFIG for argument in ("--config", line)]
    command = [str(find_ruff()), *verb, "--isolated", "--no-cache", "--quiet", *options, "."]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RUFF_")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our binary, our arguments
    if done.returncode == 0:
        return
    message = re.sub(r"f\d+\.py", lambda found: numbered.get(found.group(), found.group()), done.stderr.strip())
    raise InternalError(
        f"ruff could not format the generated code: {message}",
        cure="This is a bug in Trueline: please report it.",
    )
