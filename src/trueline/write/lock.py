"""``generated.lock``: from which inputs an SDK was generated, and the hash of every file that belongs to it.

The lock is what lets the emitter tell its own files from everybody else's. It lives in the output folder, where anyone
can edit it, so what it says is not trusted: a path that could reach outside the output folder refuses the whole lock.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from trueline.errors import DriftError, UsageError, Where
from trueline.memory import Memory, Remembered, TypeNames, after
from trueline.names import class_name

LOCK_NAME = "generated.lock"
LOCK_VERSION = 1

_HASH = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
_MAX_NAME_BYTES = 255


@dataclass(frozen=True, slots=True)
class Lock:
    """The inputs of a generation (name -> hash or version) and its files (POSIX relative path -> SHA-256 in hex)."""

    inputs: Mapping[str, str]
    files: Mapping[str, str]
    #: The names of types that the document describes inline; ``None`` for an SDK that has one for each place.
    names: TypeNames = None

    def render(self) -> bytes:
        """The bytes of ``generated.lock``: sorted, one entry a line so that it merges and diffs well."""
        body = {"lock": LOCK_VERSION, "inputs": dict(self.inputs), "files": dict(self.files), **self._names()}
        return (json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()

    def _names(self) -> dict[str, object]:
        names = self.names or {}
        told = {name: {"shape": one.shape, "places": list(one.places)} for name, one in names.items()}
        return {} if self.names is None else {"names": told}


def sha256(content: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def lock_of(files: Mapping[str, bytes], inputs: Mapping[str, str], names: TypeNames = None) -> Lock:
    """The lock that belongs to these files."""
    return Lock(dict(inputs), {path: sha256(content) for path, content in files.items()}, names)


def memory_of(lock: Lock | None) -> Memory:
    """What the lock of an SDK remembers; nothing where there is no SDK yet."""
    if lock is None:
        return Memory()
    return after(lock.names)


def read_lock(folder: Path) -> Lock | None:
    """The lock of an output folder, or None where there is none. Raises ``DriftError`` for one that can't be used."""
    return _read(folder / LOCK_NAME)


def memory_in(path: Path) -> Memory:
    """What the lock at ``path`` remembers. Raises ``DriftError`` and ``UsageError`` for one that can't be used."""
    try:
        return memory_of(_read(path))
    except NotADirectoryError:
        return Memory()
    except OSError as error:
        cure = "Correct its permissions: it remembers the names of the SDK's types."
        raise UsageError(f"the lock can't be read: {error.strerror}", where=Where(str(path)), cure=cure) from error


def _read(path: Path) -> Lock | None:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise _bad(path, "is not a regular file")
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    return parse_lock(raw, path)


def parse_lock(raw: bytes, path: Path) -> Lock:
    """Read the bytes of a lock; ``path`` is for messages. Raises ``DriftError`` for bytes that are no lock."""
    try:
        body: object = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _bad(path, f"is not JSON ({error})") from None
    if not isinstance(body, dict):
        raise _bad(path, "is not a JSON object")
    document = cast("dict[str, object]", body)
    if document.get("lock") != LOCK_VERSION or isinstance(document.get("lock"), bool):
        raise _bad(path, f'has "lock": {document.get("lock")!r}, this Trueline reads {LOCK_VERSION}')
    lock = Lock(_strings(document, "inputs", path), _strings(document, "files", path), _names(document, path))
    for name, digest in lock.files.items():
        if not _HASH.fullmatch(digest):
            raise _bad(path, f"has something else than a SHA-256 for {name!r}")
    problem = unsafe_paths(lock.files)
    if problem:
        raise _bad(path, problem)
    return lock


def unsafe_path(path: str) -> str | None:
    """Why a generated file may not have this path, or None. Every name must work on Linux, macOS and Windows."""
    if not path or path.startswith("/"):
        return f"the path {path!r} is empty or absolute"
    for name in path.split("/"):
        reason = _unsafe_name(name)
        if reason:
            return f"the path {path!r} {reason}"
    return None


def unsafe_paths(paths: Iterable[str]) -> str | None:
    """Why this set of paths can't be one folder tree, or None."""
    seen: dict[str, str] = {}
    for path in sorted(paths):
        reason = unsafe_path(path)
        if reason:
            return reason
        key = fold(path)
        if key in seen:
            return f"the paths {seen[key]!r} and {path!r} are one file where case does not count"
        seen[key] = path
    folders = {key.rsplit("/", depth)[0]: path for key, path in seen.items() for depth in range(1, key.count("/") + 1)}
    clash = sorted(folders.keys() & seen.keys())
    return f"the path {seen[clash[0]]!r} is a file and a folder (of {folders[clash[0]]!r})" if clash else None


def fold(path: str) -> str:
    """The path as a file system that ignores case and Unicode form compares it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


@lru_cache(maxsize=1 << 10)
def _unsafe_name(name: str) -> str | None:
    if name in {"", ".", ".."}:
        return f"has the part {name!r}"
    if _FORBIDDEN.search(name) or name[-1] in ". ":
        return "has a character that not every file system can hold"
    if name.split(".", maxsplit=1)[0].rstrip().casefold() in _DEVICES:
        return f"has the reserved name {name!r}"
    if name.casefold() == ".git":
        return "reaches into a git folder"
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return "is not valid Unicode"
    return "has a name longer than 255 bytes" if size > _MAX_NAME_BYTES else None


def _strings(document: Mapping[str, object], key: str, path: Path) -> dict[str, str]:
    value = document.get(key)
    if not isinstance(value, dict):
        raise _bad(path, f'has no object "{key}"')
    entries = cast("dict[str, object]", value)
    for name, text in entries.items():
        if not isinstance(text, str):
            raise _bad(path, f'has something else than a string for {name!r} in "{key}"')
    return cast("dict[str, str]", entries)


def _names(document: Mapping[str, object], path: Path) -> dict[str, Remembered] | None:
    value = document.get("names")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise _bad(path, 'has "names" that are not an object')
    return {name: _remembered(name, one, path) for name, one in cast("dict[str, object]", value).items()}


def _remembered(name: str, value: object, path: Path) -> Remembered:
    told = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    shape, places = told.get("shape"), told.get("places")
    if class_name(name) != name or not isinstance(shape, str) or not isinstance(places, list):
        raise _bad(path, f'has in "names" no shape and places of a class {name!r}')
    listed = cast("list[object]", places)
    texts = tuple(place for place in listed if isinstance(place, str))
    if len(texts) != len(listed):
        raise _bad(path, f"has something else than texts as places of {name!r}")
    return Remembered(shape, texts)


def _bad(path: Path, why: str) -> DriftError:
    return DriftError(
        f"the lock file {why}",
        where=Where(str(path)),
        cure="Restore it (`git checkout -- generated.lock`), or generate again with --force.",
    )
