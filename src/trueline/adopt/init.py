"""``trueline init``: a whole repository, or nothing. It is made beside its place and moved there when complete."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from trueline import names
from trueline.adopt import git
from trueline.adopt.document import Copied, copied
from trueline.adopt.engine_config import engine_config
from trueline.adopt.export import App, export
from trueline.adopt.facts import Facts, names_file
from trueline.adopt.itself import own
from trueline.adopt.licence import LICENCE, licence
from trueline.adopt.lock import PATH, ScaffoldLock
from trueline.adopt.scaffold import render
from trueline.adopt.wheel import Packed, pack, refuse_another, store
from trueline.codegen.plan.build import default_distribution
from trueline.codegen.plan.version import mapped
from trueline.codegen.report import LossError, Report
from trueline.config import read_config
from trueline.config.model import SETTINGS
from trueline.errors import TruelineError, UsageError, Where
from trueline.pipeline import Generated, Request, generate
from trueline.reference.command import reference
from trueline.request import Metadata
from trueline.write.emit import emit

OUTPUT = "sdks/python"
#: Where the version of an SDK is whose document says the same one for ever.
VERSION_FILE = "openapi/VERSION"


@dataclass(frozen=True, slots=True)
class Kept:
    """An older SDK whose surface is kept: its names file, the version that goes on after its own, and files of it."""

    names: bytes
    version: str
    files: Mapping[str, bytes]
    generator: str = "stainless"


@dataclass(frozen=True, slots=True)
class NewRepository:
    """What ``trueline init`` was asked for. ``trueline``: a wheel or a checkout, or None: the one that runs."""

    folder: Path
    spec: str
    package: str = ""
    distribution: str = ""
    trueline: Path | None = None
    allow_loss: tuple[str, ...] = ()
    allow_remote: bool = False
    app: App | None = None
    """Export the document from this application, in place of ``spec``."""
    layout: str = "trueline"
    engine_config: str = ""
    """openapi-python-client's own configuration, for its layout."""
    kept: Kept | None = None
    """The older SDK that the new one takes the place of."""


@dataclass(frozen=True, slots=True)
class MadeRepository:
    """A repository that was made."""

    facts: Facts
    report: Report
    is_bundled: bool


def init(choices: NewRepository, progress: Callable[[str], None]) -> MadeRepository:
    """Make the repository. Raises ``TruelineError`` without having touched the folder."""
    _refuse_what_is_there(choices.folder)
    git.must(Path(), "--version")  # first, because without it all the rest is in vain
    if choices.trueline:
        refuse_another(choices.trueline)
    else:
        own()  # before the work, which is in vain without a pin
    engine = engine_config(choices.engine_config, choices.package, choices.distribution)
    choices = replace(
        choices,
        package=choices.package or engine.package,
        distribution=choices.distribution or engine.distribution,
        engine_config=engine.path,
    )
    with _document(choices, progress) as spec:
        document = copied(spec, allow_remote=choices.allow_remote)
    package = _package(choices, document)
    with _staged(choices.folder) as root:
        _write_sources(root, choices, document, engine.files)
        with _named_as_given(root, choices.app.name if choices.app else choices.spec):
            generated = _generated(root, choices, document, package, progress)
        progress("write the repository")
        packed = pack(choices.trueline) if choices.trueline else own()
        facts = _facts(choices, document, package, generated.client, packed)
        store(packed, root)
        rendered = list(render(facts))
        for file in rendered:
            _write(root / file.path, file.text.encode(), is_executable=file.entry.is_executable)
        if choices.layout == "trueline":
            progress("write the reference page")
            _write_reference(root)
        kept = {file.path: file.text for file in rendered if file.entry.kept}
        _write(root / PATH, ScaffoldLock(facts, kept).to_json().encode())
        progress("make the first commit")
        _commit(root, facts)
    return MadeRepository(facts, generated.report, document.is_bundled)


def _write_sources(root: Path, choices: NewRepository, document: Copied, engine: Mapping[str, bytes]) -> None:
    """Write what the SDK is made from."""
    first = {VERSION_FILE: f"{_first_version(document)}\n".encode()} if choices.app else {}
    for path, data in {document.path: document.data, **engine, **first, **_of_older(choices.kept)}.items():
        _write(root / path, data)
    if not (root / LICENCE).exists():
        _write(root / LICENCE, licence(document.info).encode())


@contextmanager
def _document(choices: NewRepository, progress: Callable[[str], None]) -> Generator[str]:
    """The document's path or URL, exported first where an application has it."""
    if choices.app is None:
        progress("read the document")
        yield choices.spec
        return
    progress(f"export the document of {choices.app.name}")
    with tempfile.TemporaryDirectory(prefix="trueline-export-") as folder:
        path = Path(folder) / "openapi.json"
        path.write_bytes(export(choices.app))
        yield str(path)


def _first_version(document: Copied) -> str:
    """What the SDK starts with: the version of the application, as far as Python packaging can say it."""
    info = json.loads(document.data)["info"]
    return mapped(str(info.get("version", ""))) or "0.1.0"


def _refuse_what_is_there(folder: Path) -> None:
    where = Where(str(folder))
    try:
        taken = folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir())))
    except OSError as error:
        raise UsageError(f"the folder can't be read: {error.strerror}", where=where, cure="Name another.") from error
    if taken:
        cure = "Name a folder that is new or empty. A repository that `trueline init` made is updated: trueline update"
        raise UsageError("the folder is not empty, and nothing in it is ever overwritten", where=where, cure=cure)


def _package(choices: NewRepository, document: Copied) -> str:
    package = choices.package or names.snake(document.title)
    if not choices.package and package == names.snake(""):
        raise UsageError("no package name can be made of the document's title", cure="Give one: --package acme")
    return package


@contextmanager
def _staged(folder: Path) -> Generator[Path]:
    """A folder beside ``folder`` that becomes it at the end, and is gone after an error."""
    folder = folder.absolute()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        root = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}.", dir=folder.parent))
        umask = os.umask(0)
        os.umask(umask)
        root.chmod(0o777 & ~umask)
    except OSError as error:
        raise UsageError(f"the folder can't be made: {error.strerror}", where=Where(str(folder))) from error
    try:
        yield root
        _arrive(root, folder)
    except OSError as error:
        raise UsageError(f"the repository can't be written: {error.strerror}", where=Where(str(folder))) from error
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _arrive(root: Path, folder: Path) -> None:
    """Take the place of nothing or of an empty folder; one that somebody is in is filled, so that they stay in it."""
    if not Path.cwd().is_relative_to(folder.resolve()):
        root.replace(folder)
        return
    for path in sorted(root.iterdir(), reverse=True):  # .git comes late: before it, this is not a repository
        path.replace(folder / path.name)


@contextmanager
def _named_as_given(root: Path, spec: str) -> Generator[None]:
    """Errors about the copy name the document that the user knows."""
    try:
        yield
    except TruelineError as error:
        if error.where and Path(error.where.source).is_relative_to(root):
            error.where = replace(error.where, source=spec)
        raise


def _generated(
    root: Path, choices: NewRepository, document: Copied, package: str, progress: Callable[[str], None]
) -> Generated:
    request = Request(
        spec=str(root / document.path),
        package=package,
        allow_loss=choices.allow_loss,
        distribution=choices.distribution or default_distribution(package),
        version_file=str(root / VERSION_FILE) if choices.app or choices.kept else "",
        layout=choices.layout.removeprefix("trueline"),
        metadata=Metadata(license_files=(str(root / LICENCE),)),
        engine_config=str(root / choices.engine_config) if choices.engine_config else "",
        names=str(root / names_file(choices.kept.generator)) if choices.kept else "",
        compat=choices.kept.generator if choices.kept else "",
    )
    generated = generate(request, progress)
    if generated.report.lost:
        raise LossError(generated.report, request.spec)
    (root / OUTPUT).parent.mkdir(exist_ok=True)
    emit(generated.files, root / OUTPUT, generated.inputs, generated.names)
    return generated


def _write_reference(root: Path) -> None:
    """As ``trueline generate`` does from now on, by the settings that were written."""
    config = read_config(root / SETTINGS)
    page = reference(config.request(root))
    _write(root / config.reference, page.encode())


def _facts(choices: NewRepository, document: Copied, package: str, client: str, packed: Packed) -> Facts:
    return Facts(
        title=document.title,
        package=package,
        distribution=choices.distribution or default_distribution(package),
        client=client,
        spec=document.path,
        output=OUTPUT,
        trueline=packed.version,
        vendored=packed.wheel,
        allow_loss=choices.allow_loss,
        app=choices.app.name if choices.app else "",
        layout=choices.layout,
        engine_config=choices.engine_config,
        compat=choices.kept.generator if choices.kept else "",
    )


def _of_older(kept: Kept | None) -> Mapping[str, bytes]:
    """What of an older SDK is in the repository, by path."""
    if kept is None:
        return {}
    return {**kept.files, names_file(kept.generator): kept.names, VERSION_FILE: f"{kept.version}\n".encode()}


def _write(path: Path, data: bytes, *, is_executable: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    if is_executable:
        path.chmod(path.stat().st_mode | 0o111)


def _commit(root: Path, facts: Facts) -> None:
    git.must(root, "init", "--quiet", "--initial-branch=main")
    git.must(root, "add", "--all")
    message = f"{facts.package}, made by trueline init ({facts.trueline})"
    git.must(root, *git.identity(root), "commit", "--quiet", "--message", message)
