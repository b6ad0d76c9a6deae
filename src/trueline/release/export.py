"""The SDK's source as it is in a commit, with what only a release knows: the commit, and the SBOM.

Nothing untracked can get in, and nothing that differs from ``generated.lock``. The same commit gives the same bytes.
"""

from __future__ import annotations

import io
import re
import tarfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from trueline.codegen.inputs import PROVENANCE
from trueline.errors import Where
from trueline.release.errors import PreconditionError, ReleaseDriftError
from trueline.release.git import Git
from trueline.release.project import Project
from trueline.write.lock import LOCK_NAME, Lock, parse_lock, sha256

#: The SBOM's name in the source tree and in ``.dist-info/sboms`` (PEP 770).
SBOM_NAME = "sbom.cdx.json"

_NO_COMMIT = re.compile(rb'^( +"commit": )""(,?)$', re.MULTILINE)
_CURE = "Change the document, the templates or the runtime, run `make generate-sdk`, and commit what it writes."


@dataclass(frozen=True, slots=True)
class Export:
    """Files by POSIX path. ``epoch``: the commit's time; ``lock``: that of the commit."""

    commit: str
    epoch: int
    distribution: str
    version: str
    package: str
    lock: Lock
    files: Mapping[str, bytes]

    @property
    def entry_points(self) -> tuple[str, ...]:
        """The file in ``.dist-info`` that a wheel with commands has."""
        return ("entry_points.txt",) if self._project.get("scripts") else ()

    @property
    def licences(self) -> dict[str, bytes]:
        """The texts of licences, by their names in ``.dist-info/licenses`` (PEP 639)."""
        names = cast("list[str]", self._project.get("license-files", []))
        return {name: self.files[name] for name in names}

    @property
    def _project(self) -> Mapping[str, object]:
        return cast("dict[str, object]", tomllib.loads(self.files["pyproject.toml"].decode())["project"])

    @property
    def modules(self) -> dict[str, bytes]:
        """What becomes the import package, by its path in a wheel."""
        root = f"src/{self.package}/" if any(path.startswith("src/") for path in self.files) else f"{self.package}/"
        return {path.removeprefix("src/"): data for path, data in self.files.items() if path.startswith(root)}

    def write(self, folder: Path) -> None:
        """Write the tree with the same modes whatever the umask is."""
        for path, data in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            target.chmod(0o644)
        for place in (folder, *folder.rglob("*")):
            if place.is_dir():
                place.chmod(0o755)


def export(project: Project, commit: str) -> Export:
    """The SDK of a commit. Raises ``ReleaseDriftError`` if it is not as it was generated."""
    from trueline.release.sbom import Parts, make_sbom  # noqa: PLC0415 - only who builds needs CycloneDX

    git = Git(project.root)
    files, lock = _generated(project, git, commit)
    name, version, requirements, extras = _metadata(files)
    epoch = git.commit_time(commit)
    parts = Parts(name, version, requirements, extras, dict(lock.inputs), commit, epoch)
    released = _released(project, files, commit) | {SBOM_NAME: make_sbom(parts)}
    return Export(commit, epoch, name, version, project.package, lock, dict(sorted(released.items())))


def exported_version(project: Project, commit: str) -> str:
    """The version of the SDK that ``export`` would give. Raises what it raises."""
    files, _lock = _generated(project, Git(project.root), commit)
    _released(project, files, commit)
    return _metadata(files)[1]


def _generated(project: Project, git: Git, commit: str) -> tuple[dict[str, bytes], Lock]:
    files = _archived(project, git, commit)
    return files, _checked_lock(project, files)


def _archived(project: Project, git: Git, commit: str) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(git.archive(commit, project.sdk))) as archive:
        return {member.name: _content(project, archive, member) for member in archive if not member.isdir()}


def _content(project: Project, archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member) if member.isreg() else None
    if file is None:
        where = Where(f"{project.sdk}/{member.name}")
        raise ReleaseDriftError("it is a link, which no generated SDK has", where=where, cure=_CURE)
    return file.read()


def _checked_lock(project: Project, files: Mapping[str, bytes]) -> Lock:
    path = f"{project.sdk}/{LOCK_NAME}"
    if LOCK_NAME not in files:
        raise PreconditionError("there is no SDK in this commit", where=Where(path), cure="Run `make generate-sdk`.")
    lock = parse_lock(files[LOCK_NAME], Path(path))
    for name in sorted({*files, *lock.files} - {LOCK_NAME}):
        where = Where(f"{project.sdk}/{name}")
        if name not in lock.files:
            raise ReleaseDriftError("it was added to the generated SDK by hand", where=where, cure=_CURE)
        if name not in files:
            raise ReleaseDriftError("it was generated and is not in the commit", where=where, cure=_CURE)
        if sha256(files[name]) != lock.files[name]:
            raise ReleaseDriftError("it was edited by hand after it was generated", where=where, cure=_CURE)
    return lock


def _metadata(files: Mapping[str, bytes]) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """Name, version, requirements and requirements of extras, as the generated ``pyproject.toml`` has them."""
    table = cast("dict[str, object]", tomllib.loads(files["pyproject.toml"].decode())["project"])
    extras = cast("dict[str, list[str]]", table.get("optional-dependencies", {}))
    optional = tuple(requirement for extra in sorted(extras) for requirement in extras[extra])
    return str(table["name"]), str(table["version"]), tuple(cast("list[str]", table["dependencies"])), optional


def _released(project: Project, files: Mapping[str, bytes], commit: str) -> dict[str, bytes]:
    provenance = f"{project.config.package_path}/{PROVENANCE}"
    changes = {
        provenance: _replaced(files, provenance, _NO_COMMIT, rb'\g<1>"' + commit.encode() + rb'"\g<2>'),
        "pyproject.toml": _with_sbom(files["pyproject.toml"]),
    }
    return {**files, **changes}


def _replaced(files: Mapping[str, bytes], path: str, pattern: re.Pattern[bytes], by: bytes) -> bytes:
    text, count = pattern.subn(by, files.get(path, b""))
    if count != 1:
        cure = "Generate the SDK with this Trueline (`make generate-sdk`) and commit it."
        raise ReleaseDriftError("it has no place for what a release adds", where=Where(path), cure=cure)
    return text


def _with_sbom(pyproject: bytes) -> bytes:
    wheel = re.compile(rb"^(\[tool\.hatch\.build\.targets\.wheel\]\n)", re.MULTILINE)
    sdist = re.compile(rb'^(include = \["\w+", "README\.md", "generated\.lock"(?:, "[\w.-]+")*)(\]\n)', re.MULTILINE)
    files = {"pyproject.toml": pyproject}
    once = _replaced(files, "pyproject.toml", wheel, rb'\g<1>sbom-files = ["' + SBOM_NAME.encode() + rb'"]\n')
    return _replaced({"pyproject.toml": once}, "pyproject.toml", sdist, rb'\g<1>, "' + SBOM_NAME.encode() + rb'"\g<2>')
