"""The outcomes so far, one line each: a run that is cut short goes on where it was."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpus.documents import ROOT, Document
from benchmarks.corpus.outcome import Outcome, from_json

FOLDER = ROOT / ".cache/corpus/journal"


class Journal:
    """What this very generator has made of documents. Another generator (any changed source) begins anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[str, Outcome] = {}
        if path.exists():
            *lines, rest = path.read_text(encoding="utf-8").split("\n")
            if rest:  # cut short while it was written
                path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            self.known = {outcome.document: outcome for outcome in map(from_json, lines)}

    def add(self, outcome: Outcome) -> None:
        """Remember an outcome, on disk at once."""
        self.known[outcome.document] = outcome
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(outcome.to_json() + "\n")

    def missing(self, documents: Iterable[Document]) -> list[Document]:
        """The documents without an outcome."""
        return [document for document in documents if document.name not in self.known]


def of_this_generator(folder: Path = FOLDER) -> Journal:
    """The journal that belongs to the sources as they are now."""
    digest = hashlib.sha256()
    for top in (ROOT / "src", ROOT / "benchmarks/corpus"):
        for path in sorted(top.rglob("*")):
            if path.suffix in {".py", ".jinja"}:
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    digest.update((ROOT / "requirements/dev.txt").read_bytes())
    return Journal(folder / f"{digest.hexdigest()[:16]}.jsonl")
