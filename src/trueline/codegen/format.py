"""Format generated Python with the pinned ruff, and prove that every file compiles.

The runtime is the same in every SDK: it is copied byte for byte, and proven by tests, not again by each generation.

Files are handed over as they are rendered; ruff works on one batch while the next is written. Batches live in memory
where the system has a file system there. The configuration is given on the command line and isolated, so that neither
the user's ``ruff.toml`` nor a cache can change a byte.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
import warnings
from collections.abc import Generator, Iterable, Mapping, MutableMapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
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
#: What Python's compiler refuses and what it warns of, where ruff has a rule for it. The rest ruff reports whatever is
#: selected, for Python 3.10: its parser is stricter than the compiler of whichever Python runs this.
_BROKEN = "W605,F404,F407,F621,F622,F631,F632,F701,F702,F704,F706,F707,PLE0117,PLE0118,PLE1142"
#: Sorts imports and fixes nothing else: other fixes can break typing.
_CHECK = ("check", "--select", f"I001,{_BROKEN}", "--fixable", "I001", "--fix", "--output-format", "concise", ".")
#: Bytes of source in one batch: large enough that starting ruff costs little, small enough that it can start soon.
BATCH = 4 * 1024 * 1024
#: Batches that may wait: who writes them is faster than ruff, and they are held in memory.
_AHEAD = 3
#: Bytes of stack for each thread of ruff, taken as they are needed: a union of 3,000 types nests 3,000 deep.
_STACK = 256 * 1024 * 1024
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of a random name is made below it


def formatter_version() -> str:
    """The version of the formatter, an input of every generation."""
    return metadata.version("ruff")


@contextmanager
def formatter(files: MutableMapping[str, bytes] | None = None) -> Generator[Formatter]:
    """A formatter, which puts what it has into ``files``; whatever it began is over when the block is left."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ruff") as pool:
        yield Formatter(pool, {} if files is None else files)


class Formatter:
    """Takes files one by one and formats them batch by batch in the background."""

    def __init__(self, pool: ThreadPoolExecutor, files: MutableMapping[str, bytes]) -> None:
        self._pool = pool
        self._files = files
        self._batch: dict[str, bytes] = {}
        self._size = 0
        self._begun: list[Future[dict[str, bytes]]] = []

    def add(self, path: str, content: bytes) -> None:
        """One file, under its POSIX path. The runtime and files that are not Python stay as they are."""
        if not _is_formatted(path):
            self._files[path] = content
            return
        self._files[path] = b""  # it keeps its place; a large SDK is not held twice
        self._batch[path] = content
        self._size += len(content)
        if self._size >= BATCH:
            self.begin()

    def finish(self) -> MutableMapping[str, bytes]:
        """Every file, formatted, in the order they came in. Raises ``InternalError`` for one that is not Python."""
        self.begin()
        self._wait(0)
        return self._files

    def _wait(self, most: int) -> None:
        """Until no more batches are under way."""
        while len(self._begun) > most:
            self._files.update(self._begun.pop(0).result())

    def begin(self) -> None:
        """Format what is there, while its owner does something else."""
        if self._batch:
            self._begun.append(self._pool.submit(_ruff, self._batch))
            self._batch, self._size = {}, 0
            self._wait(_AHEAD)


@cache
def find_ruff() -> Path:
    """The ruff binary of Trueline's own environment, never one from ``PATH``: another version writes other bytes.

    Raises ``UsageError`` where it is not installed.
    """
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


def _ruff(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """These Python files, formatted and proven to be Python."""
    folder = Path(tempfile.mkdtemp(prefix="trueline-format-", dir=_scratch(files.values()))).resolve()
    try:
        # Numbered names: what a document chose to call things can't meet ruff's own rules about names and excludes.
        names = {path: f"f{n}.py" for n, path in enumerate(sorted(files))}
        root = f"{folder}/"
        for path, name in names.items():
            with open(root + name, "wb") as file:  # noqa: PTH123 - several times faster, thousands of times
                file.write(files[path])
                if not _is_text(files[path]) or _may_be_too_deep(files[path]):
                    _compile(path, files[path])
        _call_ruff(folder, _CHECK, names, files)
        _call_ruff(folder, ("format", "."), names, files)
        return {path: (folder / name).read_bytes() for path, name in names.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_text(content: bytes) -> bool:
    """Whether Python reads these bytes at all; ruff is silent about some that it doesn't."""
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def _may_be_too_deep(content: bytes) -> bool:
    """Whether expressions may nest deeper than Python compiles: 200 brackets, some thousand operators. Ruff goes on."""
    return _is_nested(content) and any(map(_is_nested, content.splitlines()))  # what a document says is in one line


def _is_nested(content: bytes) -> bool:
    nested = sum(map(content.count, (b'": {', b'": [', b"[[", b"[{")))
    return nested > 50 or content.count(b" | ") > 500


def _scratch(contents: Iterable[bytes]) -> Path | None:
    """The file system in memory, if there is one with room to spare; None for the usual place."""
    try:
        room = os.statvfs(_MEMORY)
    except (OSError, AttributeError):
        return None
    needed = 4 * sum(map(len, contents)) + BATCH
    return _MEMORY if room.f_bavail * room.f_frsize > needed and os.access(_MEMORY, os.W_OK | os.X_OK) else None


def _call_ruff(folder: Path, verb: Sequence[str], names: Mapping[str, str], files: Mapping[str, bytes]) -> None:
    options = [argument for line in CONFIG for argument in ("--config", line)]
    command = [str(find_ruff()), *verb, "--isolated", "--no-cache", "--quiet", *options]
    # Its threads walk code by recursion, and the system gives a thread far less of a stack than a program.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RUFF_")}
    environment["RUST_MIN_STACK"] = str(_STACK)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)  # noqa: S603 - our binary, our arguments
    if done.returncode == 0:
        return
    for path in names:
        _compile(path, files[path])  # Python says best what is wrong; ruff may know of more, for other versions of it
    paths = {name: path for path, name in names.items()}
    said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
    message = re.sub(r"\bf\d+\.py", lambda found: paths.get(found.group(), found.group()), said)
    raise InternalError(
        f"ruff could not format the generated code: {message[:2000]}",
        cure="This is a bug in Trueline: please report it.",
    )


def _compile(path: str, content: bytes) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
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
