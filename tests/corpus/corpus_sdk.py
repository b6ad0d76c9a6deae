"""A generated SDK of the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from corpus_documents import Document, Source
from support.sdks import import_sdk


@dataclass(frozen=True)
class Sdk:
    """A generated SDK on disk, and the document that it comes from."""

    source: Source
    folder: Path
    report: dict[str, Any]

    @property
    def src(self) -> Path:
        return self.folder / "src"

    @cached_property
    def document(self) -> Document:
        return Document(self.source.path)

    @cached_property
    def module(self) -> ModuleType:
        return import_sdk(self.src, self.source.package)
