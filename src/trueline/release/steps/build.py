"""Build the sdist and the wheel of a commit, twice, and keep them only if both builds are the same bytes.

The second build differs in everything that must not matter: folder, umask, time zone, locale, hash seed, file times,
and in who asks the backend: ``build``, which looks first whether it has what it needs, and then ``backend.py``.
A commit that is built already is not built again; a tag decides which commit that is.
"""

from __future__ import annotations

import argparse
import os
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trueline.errors import Where
from trueline.programs import run as run_program
from trueline.release.errors import GateError, PreconditionError, ReleaseDriftError, VersionError
from trueline.release.export import Export, export
from trueline.release.files import write_whole
from trueline.release.git import Git
from trueline.release.journal import proof, record
from trueline.release.lockstep import tagged_commit, version_at
from trueline.release.manifest import Manifest, built_file, damage, manifest_of, read_manifest, write_manifest
from trueline.release.project import Project
from trueline.release.scratch import scratch
from trueline.release.states import Evidence, State
from trueline.release.step import Say, StepResult, quiet

_TIMEOUT_SECONDS = 600
#: What a build may know of this machine.
_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What must not change a single byte. ``age`` is how old the files pretend to be, in seconds.

    ``frontend``: what Python runs; a folder for the files and the source tree follow.
    """

    folder: str
    umask: int
    zone: str
    locale: str
    seed: str
    age: int
    frontend: tuple[str, ...]


_PYPA = ("-m", "build", "--no-isolation", "--outdir")
_OWN = ("-P", str(Path(__file__).with_name("backend.py")))
FIRST = Surroundings("source", 0o022, "UTC", "C.UTF-8", "0", 0, _PYPA)
SECOND = Surroundings("another folder/with a longer path", 0o077, "Asia/Kathmandu", "C", "4242", 86400 * 400, _OWN)


def execute(project: Project, arguments: argparse.Namespace, say: Say) -> StepResult:
    """``trueline release build``."""
    return run(project, say, expect=getattr(arguments, "expect", ""))


def run(project: Project, say: Say = quiet, *, expect: str = "") -> StepResult:
    """Build into ``dist``. Raises ``GateError`` where the two builds differ in one byte.

    ``expect`` is a tag: ``VersionError`` if what would be built is not what it names.
    """
    commit = _commit(project)
    version = version_at(project, commit)
    if expect and (expect != project.tag(version) or tagged_commit(project, version) != commit):
        what = f"the tag {expect} was expected, and this is {project.tag(version)} at {commit[:12]}"
        cure = "Check out the tag: a tag is for the commit whose document has its version."
        raise VersionError(what, where=Where(project.spec), cure=cure)
    known = read_manifest(project)
    if known and (known.commit, known.version) == (commit, version) and damage(project, known) is None:
        return StepResult("build", version, _lines(known), already=True, state=State.BUILT)
    source = export(project, commit)
    if source.version != version:
        where = Where(f"{project.sdk}/pyproject.toml")
        what = f"the SDK has the version {source.version}, its document {version}"
        raise VersionError(what, where=where, cure="Run `trueline release prepare`; it keeps them in lockstep.")
    with scratch("build") as folder:
        say(f"building {source.distribution} {version} from {commit[:12]}")
        first = _build(source, Path(folder) / "1", FIRST)
        say("building it again in other surroundings")
        compare(first, _build(source, Path(folder) / "2", SECOND))
        manifest = _keep(project, source, first)
    record(project, version, "build", "built twice, the same bytes", commit=commit, digest=manifest.digest)
    return StepResult("build", version, _lines(manifest), state=State.BUILT)


def evidence(project: Project, version: str) -> Evidence:
    """The files in ``dist`` have the manifest's hashes and come from the commit that is to be released."""
    if (manifest := manifest_of(project, version)) is None:
        return Evidence(State.BUILT, holds=False, detail=f"dist has no build of {version}")
    if problem := damage(project, manifest):
        return Evidence(State.BUILT, holds=False, detail=problem)
    commit = tagged_commit(project, version) or Git(project.root).head()
    if manifest.commit != commit:
        what = f"dist was built from {manifest.commit[:12]}, not from {commit[:12]}"
        return Evidence(State.BUILT, holds=False, detail=what)
    what = f"{len(manifest.files)} files from {commit[:12]}, digest {manifest.digest[:12]}"
    return Evidence(State.BUILT, holds=True, detail=what)


def _commit(project: Project) -> str:
    """The commit of the version's tag if there is one: after the tag, nothing else may be built under its name."""
    git = Git(project.root)
    head = git.head()
    return tagged_commit(project, version_at(project, head)) or head


def _build(source: Export, work: Path, surroundings: Surroundings) -> dict[str, bytes]:
    tree, out = work / surroundings.folder, work / "out"
    tree.mkdir(parents=True)
    out.mkdir()
    source.write(tree)
    for path in tree.rglob("*"):
        moment = source.epoch - surroundings.age
        os.utime(path, (moment, moment))
    done = run_program(
        [sys.executable, *surroundings.frontend, str(out), str(tree)],
        cwd=work,
        environment=_environment(source, work, surroundings),
        seconds=_TIMEOUT_SECONDS,
        umask=surroundings.umask,
    )
    if done.returncode:
        output = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        cure = "Build requirements are installed from the lock: run `make setup`, or install trueline[release]."
        raise GateError(f"the SDK can't be built:\n{output}", where=Where(source.distribution), cure=cure)
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def _environment(source: Export, work: Path, surroundings: Surroundings) -> Mapping[str, str]:
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    return {
        **kept,
        "HOME": str(work),
        "SOURCE_DATE_EPOCH": str(source.epoch),
        "TZ": surroundings.zone,
        "LC_ALL": surroundings.locale,
        "PYTHONHASHSEED": surroundings.seed,
        "PYTHONUTF8": "1",
    }


def compare(first: Mapping[str, bytes], second: Mapping[str, bytes]) -> None:
    """Raises ``GateError`` for two builds of one commit that differ."""
    for name in sorted(first.keys() | second.keys()):
        if first.get(name) != second.get(name):
            what = f"two builds of one commit differ: {_difference(name, first.get(name), second.get(name))}"
            cure = "Nothing was kept. The wheel must depend on the commit alone: look for times, paths, or an order."
            raise GateError(what, where=Where(name), cure=cure)


def _difference(name: str, one: bytes | None, other: bytes | None) -> str:
    if one is None or other is None:
        return "only one of them made this file"
    members = (_members(name, one), _members(name, other))
    for member in sorted(members[0].keys() | members[1].keys()):
        if members[0].get(member) != members[1].get(member):
            return f"{member} in it"
    return "in its order, times or modes"


def _members(name: str, content: bytes) -> dict[str, bytes]:
    with scratch("compare") as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        if name.endswith(".whl"):
            with zipfile.ZipFile(path) as wheel:
                return {info.filename: wheel.read(info) for info in wheel.infolist()}
        with tarfile.open(path) as sdist:
            files = ((member.name, sdist.extractfile(member)) for member in sdist)
            return {name: file.read() for name, file in files if file}


def _keep(project: Project, source: Export, files: Mapping[str, bytes]) -> Manifest:
    """Put the files into ``dist`` in place of those of an earlier build; the manifest comes last."""
    dist = project.dist_path
    try:
        dist.mkdir(exist_ok=True)
    except OSError as error:
        raise PreconditionError("it can't be made", where=Where(str(dist)), cure=str(error.strerror)) from error
    for old in read_old(project):
        old.unlink(missing_ok=True)
    for name, content in files.items():
        write_whole(dist / name, content)
    built = tuple(built_file(dist / name) for name in sorted(files))
    manifest = Manifest(source.distribution, source.version, source.commit, source.epoch, built)
    _refuse_other_bytes(project, manifest)
    write_manifest(project, manifest)
    return manifest


def read_old(project: Project) -> list[Path]:
    """The files of an earlier build, and its manifest."""
    old = read_manifest(project)
    names = [] if old is None else [file.name for file in old.files]
    return [project.dist_path / name for name in ["manifest.json", *names]]


def _refuse_other_bytes(project: Project, manifest: Manifest) -> None:
    """What was tagged and built before must come out the same: the index may have it already."""
    if tagged_commit(project, manifest.version) is None:
        return
    earlier = proof(project, manifest.version, "build", commit=manifest.commit)
    if earlier and earlier.facts["digest"] != manifest.digest:
        what = f"the tagged commit {manifest.commit[:12]} was built before, and the bytes were others"
        cure = "Use the tools of that build: check out the tag, run `make setup` and build there."
        raise ReleaseDriftError(what, where=Where(str(project.dist_path)), cure=cure)


def _lines(manifest: Manifest) -> tuple[str, ...]:
    files = (f"{file.sha256}  {file.size:>8}  {file.name}" for file in manifest.files)
    return (f"built {manifest.distribution} {manifest.version} from {manifest.commit[:12]}, twice the same", *files)
