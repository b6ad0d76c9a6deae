"""``.release/<version>.json``: what happened, for people. It explains and never decides.

A step may leave a record of what it proved (``proof``), bound to hashes. A record counts only with the things that
it names: a reader compares them with what is there now, so a stale or lost journal costs time and no truth. Each entry
is sealed, so that one that was edited, or copied from another version, counts for nothing. A seal is no secret: it
tells a slip of the hand from a record, and stops nobody who writes programs to deceive themselves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from trueline.release.files import work_folder, write_whole
from trueline.release.project import Project


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. ``facts`` are texts: hashes, names, counts. Never a secret."""

    at: str
    step: str
    what: str
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    seal: str = ""

    def sealed(self, version: str) -> Entry:
        """The entry with the seal that it has in the journal of a version."""
        body = json.dumps([version, self.at, self.step, self.what, dict(sorted(self.facts.items()))])
        return replace(self, seal=hashlib.sha256(body.encode()).hexdigest())


def record(project: Project, version: str, step: str, summary: str, **facts: str) -> Entry:
    """Append an entry. The file is replaced as a whole, so that a kill leaves the old journal or the new one."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entry = Entry(now, step, summary, dict(sorted(facts.items()))).sealed(version)
    entries = [*read_journal(project, version), entry]
    body = {"version": version, "entries": [asdict(entry) for entry in entries]}
    text = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    write_whole(work_folder(project) / f"{version}.json", text.encode())
    return entry


def read_journal(project: Project, version: str) -> tuple[Entry, ...]:
    """All entries, oldest first. One that can't be read is set aside as ``<version>.json.broken``."""
    path = project.work_path / f"{version}.json"
    try:
        return _entries(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        path.replace(Path(f"{path}.broken"))
        return ()


def proof(project: Project, version: str, step: str, **facts: str) -> Entry | None:
    """The newest entry of a step that names exactly these facts (it may name more) and that nobody edited, or None."""
    for entry in reversed(read_journal(project, version)):
        if entry.step == step and facts.items() <= entry.facts.items() and entry == entry.sealed(version):
            return entry
    return None


def _entries(body: object) -> tuple[Entry, ...]:
    entries = cast("dict[str, list[dict[str, object]]]", body)["entries"]
    return tuple(
        Entry(
            str(entry["at"]),
            str(entry["step"]),
            str(entry["what"]),
            {str(key): str(value) for key, value in cast("dict[str, object]", entry["facts"]).items()},
            str(entry.get("seal", "")),
        )
        for entry in entries
    )
