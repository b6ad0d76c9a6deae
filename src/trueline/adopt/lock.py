"""``.trueline/scaffold.lock``: the scaffold as Trueline last wrote it, so that a later one can tell who changed it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from trueline.adopt.facts import Facts, facts_from_json
from trueline.errors import DocumentError, UsageError, Where

PATH = ".trueline/scaffold.lock"
_FORMAT = 1
_NOTE = "Written by `trueline init` and `trueline update`; commit it, don't edit it."


@dataclass(frozen=True, slots=True)
class ScaffoldLock:
    """The facts, and the pristine text of every file that ``update`` keeps."""

    facts: Facts
    texts: Mapping[str, str]

    def to_json(self) -> str:
        """Lines in lists, so that a change of one line is one line in a diff."""
        files = {path: self.texts[path].split("\n") for path in sorted(self.texts)}
        document = {"note": _NOTE, "format": _FORMAT, "facts": self.facts.to_json(), "files": files}
        return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def read_lock(root: Path) -> ScaffoldLock:
    """The lock of the repository at ``root``. Raises ``UsageError`` for none, ``DocumentError`` for nonsense."""
    path = root / PATH
    where = Where(str(path))
    try:
        document: Any = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        cure = "`trueline update` is for repositories that `trueline init` made; run it in one, or name its folder."
        raise UsageError("there is no scaffold to update", where=where, cure=cure) from None
    except (OSError, ValueError) as error:
        raise DocumentError("the scaffold's lock can't be read", where=where, cure="Restore it from git.") from error
    try:
        if document["format"] != _FORMAT:
            cure = "Update with the Trueline that wrote it, or a newer one."
            raise DocumentError(f"a lock of format {document['format']!r}", where=where, cure=cure)
        texts = {_inside(path): "\n".join(lines) for path, lines in document["files"].items()}
        return ScaffoldLock(facts_from_json(document["facts"], where), texts)
    except (KeyError, TypeError, AttributeError) as error:
        raise DocumentError("the scaffold's lock is damaged", where=where, cure="Restore it from git.") from error


def _inside(path: str) -> str:
    """A path that can't lead out of the repository, whoever wrote the lock."""
    if PurePosixPath(path).is_absolute() or {"..", ".git"} & set(PurePosixPath(path).parts) or "\\" in path:
        raise TypeError
    return path
