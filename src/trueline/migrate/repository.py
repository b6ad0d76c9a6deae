"""The repository of an SDK that takes the place of an older one: made by ``trueline init``, or brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from packaging.version import InvalidVersion, Version

from trueline.adopt import git
from trueline.adopt.document import copied
from trueline.adopt.facts import names_file
from trueline.adopt.init import OUTPUT, VERSION_FILE, Kept, NewRepository, init
from trueline.adopt.lock import PATH, read_lock
from trueline.config import read_config
from trueline.errors import UsageError, Where
from trueline.migrate.report import page
from trueline.migrate.stainless import Moved
from trueline.pipeline import generate
from trueline.spec.load import Limits
from trueline.spec.load.sources import read, root_location
from trueline.write.emit import emit

#: What changes for users, as a page of the repository.
PAGE = "MOVING.md"
_TESTS = ("tests/api_resources/", "tests/__init__.py", "tests/conftest.py", "tests/utils.py", "tests/sample_file.txt")


def write(moved: Moved, folder: Path, trueline: Path | None, progress: Callable[[str], None]) -> list[str]:
    """Make the repository, or bring the document, the names file and the tests to the one there is. Answers lines."""
    names = _bytes(moved.request.names)
    kept = Kept(names, next_version(moved), _files(moved))
    if (folder / PATH).is_file():
        return _bring(moved, kept, folder)
    wanted = NewRepository(
        folder=folder,
        spec=moved.request.spec,
        package=moved.request.package,
        distribution=moved.request.distribution,
        trueline=trueline,
        allow_loss=moved.request.allow_loss,
        allow_remote=moved.request.allow_remote,
        kept=kept,
    )
    init(wanted, progress)
    count = sum(path.startswith("tests/") for path in kept.files)
    said = f"{folder}: {moved.request.distribution or moved.request.package} {kept.version}"
    return [f"{said}, {count} files of tests carried over; committed", f"next: cd {folder}; make test; make check"]


def _bytes(source: str) -> bytes:
    limits = Limits()
    return read(root_location(source), limits.total_bytes, limits, stdin=None, named_by=None)[0]


def next_version(moved: Moved) -> str:
    """The version after the older SDK's: a major one where something is missing, else a minor one."""
    try:
        old = Version(moved.old.version if moved.old else "")
    except InvalidVersion:
        return "0.1.0"
    breaks = bool(moved.comparison and moved.comparison.missing) and old.major > 0
    return f"{old.major + 1}.0.0" if breaks else f"{old.major}.{old.minor + 1}.0"


def _files(moved: Moved) -> Mapping[str, bytes]:
    """The older SDK's tests, what people wrote, and the page of what changes; by path in the repository."""
    files = (moved.old.files if moved.old else None) or {}
    found = {f"tests/stainless/{path}": data for path, data in files.items() if path.startswith(_TESTS)}
    found |= {each.target: files[each.path] for each in moved.by_hand if each.target}
    if moved.comparison and moved.old:
        found[PAGE] = page(moved.comparison, moved.by_hand, Path(moved.old.source).name).encode()
    return found


def _bring(moved: Moved, kept: Kept, folder: Path) -> list[str]:
    facts = read_lock(folder).facts
    where = Where(str(folder))
    if facts.compat != kept.generator or facts.package != moved.request.package:
        cure = "Name a new folder, or the repository that this command made for this SDK."
        raise UsageError("this is the repository of another SDK", where=where, cure=cure)
    if unsaved := git.must(folder, "status", "--porcelain").strip():
        what = f"there are changes that are not committed: {unsaved.splitlines()[0][3:]}"
        raise UsageError(what, where=where, cure="Commit or stash them, so that this can be undone.")
    document = copied(moved.request.spec, allow_remote=moved.request.allow_remote)
    if document.path != facts.spec:
        cure = f"Convert it, or write its new name into pyproject.toml and remove {facts.spec}."
        raise UsageError(f"the document is {facts.spec} there, and {document.path} now", where=where, cure=cure)
    found = {**kept.files, document.path: document.data, names_file(kept.generator): kept.names}
    for path, data in found.items():
        target = folder / path
        if not path.startswith(f"{OUTPUT}/") or not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    config = read_config(folder / "pyproject.toml")
    again = generate(config.request(folder))
    emit(again.files, folder / config.output, again.inputs, again.names)
    changed = git.must(folder, "status", "--porcelain").strip().splitlines()
    version = (folder / VERSION_FILE).read_text("utf-8").strip()
    lines = [f"{folder}: {facts.distribution} {version}, {len(changed)} files changed"]
    return [*lines, "next: git diff; make test; git commit"] if changed else lines
