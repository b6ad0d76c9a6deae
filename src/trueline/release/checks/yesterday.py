"""Compatibility made executable: the last release's tests and types against the files of this one.

A release that says it breaks something may fail them; any other may not, whatever the comparison of documents says.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from packaging.version import Version

from trueline.diff import Change, Diff, Level
from trueline.diff.surface import replay
from trueline.errors import Where
from trueline.release.checkout import checkout_at
from trueline.release.errors import GateError
from trueline.release.export import Export
from trueline.release.planning import released
from trueline.release.project import Project
from trueline.release.scratch import scratch
from trueline.release.versions import least_version

_SHOWN = 10


def check_yesterday(project: Project, source: Export) -> str:
    """What came of it, in a line. Raises ``GateError`` where a test of the last release fails and may not."""
    folder = project.config.release.replay
    version = Version(source.version)
    before = {v: tag for v, tag in released(project).items() if v < version and not v.is_prerelease}
    if not folder or not before:
        return "no earlier release whose tests could be run" if folder else "replaying tests is turned off"
    base = max(before)
    with checkout_at(project, before[base]) as old, scratch("new") as name:
        if not (old.root / folder).is_dir():
            return f"{before[base]} has no {folder}"
        source.write(Path(name))
        replayed = _proved(old.root / folder, old.sdk_path, Path(name))
    if not replayed.failures:
        return f"the tests of {base} pass{replayed.aside}"
    may_break = Version(version.base_version) >= least_version(base, Level.MAJOR)
    if not may_break:
        raise GateError(_failures(replayed, base, version), where=Where(folder), cure=_cure(base))
    return f"{len(replayed.failures)} tests and types of {base} fail, as {version} may break them{replayed.aside}"


@dataclass(frozen=True, slots=True)
class _Replayed:
    """What fails with the new files alone, each time; ``before`` failed with the old ones too, ``flaky`` but once."""

    failures: tuple[Change, ...] = ()
    before: int = 0
    flaky: int = 0

    @property
    def aside(self) -> str:
        """What proves nothing, for people."""
        parts = [f"{self.before} failed with the last release too"] if self.before else []
        parts += [f"{self.flaky} failed once and passed the second time"] if self.flaky else []
        return f" ({', '.join(parts)}: that proves nothing)" if parts else ""


def _proved(tests: Path, old: Path, new: Path) -> _Replayed:
    """A test that fails is asked twice more: with the SDK that it was written for, and with the new one again."""
    first = _named(replay(tests, new))
    if not first:
        return _Replayed()
    before = first.keys() & _named(replay(tests, old)).keys()
    rest = first.keys() - before
    again = _named(replay(tests, new)).keys() if rest else set[tuple[str, object]]()
    failures = tuple(change for key, change in first.items() if key in rest and key in again)
    return _Replayed(failures, len(before), len(rest) - len(failures))


def _named(diff: Diff) -> dict[tuple[str, object], Change]:
    return {(change.rule, change.before): change for change in diff.changes}


def _failures(replayed: _Replayed, base: Version, version: Version) -> str:
    lines = [f"  {change.sentence}" for change in replayed.failures[:_SHOWN]]
    more = [f"  and {len(replayed.failures) - _SHOWN} more"] if len(replayed.failures) > _SHOWN else []
    return "\n".join([f"code that worked with {base} does not with {version}:", *lines, *more])


def _cure(base: Version) -> str:
    return (
        f"Users of {base} will see this. Take the change back, or release {least_version(base, Level.MAJOR)} "
        "(`trueline release prepare --version`)."
    )
