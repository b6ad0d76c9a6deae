"""One small release and one index that fails on demand."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from support.fake_index import FakeIndex, World

from trueline.release.index import Delivered, IndexReader, Patience, deliver
from trueline.release.manifest import BuiltFile
from trueline.release.project import Index


@dataclass(frozen=True)
class Bench:
    """One release and one index."""

    server: FakeIndex
    folder: Path
    files: tuple[BuiltFile, ...]

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def index(self) -> Index:
        return Index("bench", simple=self.server.simple, upload=self.server.upload)

    def deliver(self) -> tuple[Delivered, ...]:
        with IndexReader(self.index) as reader:
            return deliver(reader, "acme", "1.0.0", self.folder, self.files, Patience(tries=3, pause=0))

    @property
    def complete(self) -> bool:
        return self.world.hashes == {file.name: file.sha256 for file in self.files}
