"""Nothing to do: known from hashes alone, before anything is loaded.

What a run has made is remembered in the user's cache: under the generator's own hash, the name of the document and the
lock that it wrote, the report of that run. A later run that finds the same inputs in the lock, that memory, and every
file as the lock says, has nothing to do. Any doubt, and it does everything: a document of several files or from
elsewhere, a file that somebody edited, leftovers of a run that was cut short, a cache that can't be read.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable
from dataclasses import replace
from hashlib import file_digest, sha256
from pathlib import Path

from trueline.codegen.inputs import corrected_hash, document_hash, generator_hash, inputs, named_hash
from trueline.codegen.plan.version import version_in
from trueline.codegen.report import Report, report_of
from trueline.errors import TruelineError
from trueline.request import CACHE, Request
from trueline.write.lock import LOCK_NAME, Lock, parse_lock
from trueline.write.survey import parents

_KEPT = 200


def unchanged(request: Request, output: Path) -> tuple[Report, int] | None:
    """The report, and how many files the SDK has, if generating it would change nothing; None if that isn't certain."""
    start = time.perf_counter()
    try:
        raw = (output / LOCK_NAME).read_bytes()
        lock = parse_lock(raw, output / LOCK_NAME)
        if _inputs(request) != lock.inputs:
            return None
        report = report_of((_folder() / _key(request, raw)).read_text("utf-8"))
        if report.lost or _interrupted(output) or not _intact(output, lock):
            return None
    except (OSError, TruelineError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return replace(report, seconds={"verify": round(time.perf_counter() - start, 3)}), len(lock.files)


def remember(request: Request, output: Path, report: Report) -> None:
    """Keep what this run found out about the SDK that is now in ``output``. A cache that can't be written is none."""
    with contextlib.suppress(OSError):
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = _key(request, (output / LOCK_NAME).read_bytes())
        fresh = folder / f"{name}.{os.getpid()}"
        fresh.write_text(report.to_json(), "utf-8", newline="\n")
        fresh.replace(folder / name)
        _forget(folder)


def _inputs(request: Request) -> dict[str, str]:
    """The inputs that the lock would record, if the document is this one file: a second one would show in the hash."""
    if request.spec == "-":
        raise ValueError("standard input can be read once")
    root = document_hash(Path(request.spec).read_bytes())
    overlays = [document_hash(Path(path).read_bytes()) for path in request.overlays]
    names = document_hash(Path(request.names).read_bytes()) if request.names else ""
    spec = named_hash(corrected_hash(root, overlays), names)
    version = version_in(request.version_file) if request.version_file else ""
    named = (request.package, request.distribution, request.allow_loss)
    return inputs(spec, *named, version, _layout(request), request.compat, request.metadata.digest())


def _layout(request: Request) -> tuple[str, ...]:
    if not request.layout:
        return ()
    from trueline.stock_layout.settings import lock_inputs, read_settings  # noqa: PLC0415 - it loads the engine

    return lock_inputs(read_settings(request.engine_config, request.package))


def _folder() -> Path:
    own = os.environ.get(CACHE)
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "trueline"


def _key(request: Request, lock: bytes) -> str:
    read = "read twice" if request.second_reader else "read once"
    return sha256("\0".join((generator_hash(), request.source, read, sha256(lock).hexdigest())).encode()).hexdigest()


def _interrupted(output: Path) -> bool:
    """Whether a run works there or has left something to be finished."""
    folder = output.absolute()
    return any(os.path.lexists(path) for path in (folder.parent / f".{folder.name}.trueline", folder / ".trueline"))


def _intact(output: Path, lock: Lock) -> bool:
    """Whether every file is a regular file in real folders and has the content that the lock says."""
    if output.is_symlink() or any((output / folder).is_symlink() for folder in parents(lock.files)):
        return False
    return all(_digest(output / path) == digest for path, digest in lock.files.items())


def _digest(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _forget(folder: Path) -> None:
    entries: Iterable[os.DirEntry[str]] = os.scandir(folder)
    oldest = sorted((entry.stat().st_mtime, entry.path) for entry in entries)[:-_KEPT]
    for _, path in oldest:
        Path(path).unlink(missing_ok=True)
