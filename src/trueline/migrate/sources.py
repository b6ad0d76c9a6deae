"""The older SDK: a folder, a source archive, a wheel, a name on the index, or its ``api.md`` alone."""

from __future__ import annotations

import re
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from trueline.errors import UsageError, Where, printable
from trueline.migrate.api_md import read_api
from trueline.migrate.makers import MAKERS
from trueline.migrate.package import Package, read_package
from trueline.migrate.shape import Shape, shape_of
from trueline.programs import run as run_program
from trueline.spec.document import is_object

_NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?(?:==[\w.!+]+)?", re.ASCII)
_VERSION = re.compile(r"""^__version__ *= *["']([^"']+)["']""", re.MULTILINE)
_TOTAL_BYTES = 256 * 1024 * 1024
_CURE = "Name its folder, a source archive (.tar.gz), a wheel, its name on the index (acme==1.2.3), or its api.md."


@dataclass(frozen=True, slots=True)
class OldSdk:
    """An SDK as it was published. ``files`` are all of it by path; ``root`` is the folder of its package in them.

    From an ``api.md`` alone there are no files, no distribution and no version.
    """

    source: str
    package: str
    shape: Shape
    distribution: str = ""
    version: str = ""
    root: str = ""
    files: Mapping[str, bytes] | None = None
    modules: Package | None = None


def old_sdk(source: str) -> OldSdk:
    """The SDK that a user names. Raises ``UsageError`` for none, ``DocumentError`` for one that can't be read."""
    path = Path(source)
    if path.is_file() and path.suffix == ".md":
        listed = read_api(text_of(path), source)
        return OldSdk(source, listed.package, listed.shape)
    return _sdk(source, files_of(source))


def files_of(source: str) -> dict[str, bytes]:
    """The files of a folder, an archive, or a release on the index, by their paths. Raises ``UsageError`` for none."""
    path = Path(source)
    if path.is_dir():
        return _in_folder(path)
    if path.is_file():
        return _in_archive(path)
    if not _NAME.fullmatch(source):
        raise UsageError("there is no such SDK", where=Where(source), cure=_CURE)
    with _downloaded(source) as archive:
        return _in_archive(archive)


def text_of(path: Path) -> str:
    """The text of a file. Raises ``UsageError`` for one that is none."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "this file can't be read as UTF-8", where=Where(str(path)), cure="Save it as UTF-8."
        ) from error


def _in_folder(root: Path) -> dict[str, bytes]:
    skipped = {".git", ".venv", "node_modules", "__pycache__", "dist", "build"}
    try:
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file() and not path.is_symlink() and not skipped & set(path.relative_to(root).parts)
        }
    except OSError as error:
        raise UsageError(f"the SDK can't be read: {error.strerror}", where=Where(str(root))) from error


def _in_archive(path: Path) -> dict[str, bytes]:
    """Read, never unpacked: a name in an archive leads nowhere."""
    try:
        files = _zipped(path) if zipfile.is_zipfile(path) else _tarred(path)
    except (OSError, tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise UsageError("this is not an archive of an SDK", where=Where(str(path)), cure=_CURE) from error
    tops = {PurePosixPath(name).parts[0] for name in files}
    if len(tops) == 1 and f"{(top := tops.pop())}/pyproject.toml" in files:
        return {name.removeprefix(f"{top}/"): data for name, data in files.items()}
    return files


def _zipped(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        members = [each for each in archive.infolist() if not each.is_dir()]
        _refuse_large(path, sum(each.file_size for each in members))
        return {each.filename: archive.read(each) for each in members if _stays(each.filename)}


def _tarred(path: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            data = archive.extractfile(member) if member.isfile() and _stays(member.name) else None
            if data is not None:
                found[member.name.removeprefix("./")] = data.read()
                _refuse_large(path, sum(map(len, found.values())) if len(found) % 512 == 0 else member.size)
    return found


def _stays(name: str) -> bool:
    return not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts and "\\" not in name


def _refuse_large(path: Path, size: int) -> None:
    if size > _TOTAL_BYTES:
        raise UsageError(f"this archive is larger than {_TOTAL_BYTES} bytes", where=Where(str(path)), cure=_CURE)


@contextmanager
def _downloaded(name: str) -> Generator[Path]:
    """The source archive of a release, which has its tests; where there is none, the wheel."""
    with tempfile.TemporaryDirectory(prefix="trueline-old-sdk-") as folder:
        for kind in ("--no-binary", "--only-binary"):
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
            done = run_program([*command, kind, ":all:", "--dest", folder, "--", name])
            found = sorted(Path(folder).iterdir())
            if done.returncode == 0 and found:
                yield found[0]
                return
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")] or done.stderr.splitlines()
        reason = printable(errors[-1].removeprefix("ERROR: ")[:300] if errors else "pip said nothing")
        raise UsageError(f"it can't be downloaded: {reason}", where=Where(name), cure=_CURE)


def _sdk(source: str, files: dict[str, bytes]) -> OldSdk:
    found = sorted(path.removesuffix("/_client.py") for path in files if path.endswith("/_client.py"))
    roots = [root for root in found if f"{root}/__init__.py" in files and not root.startswith("tests/")]
    if not roots:
        raise _not_stainless(source, files)
    root = min(roots, key=lambda each: each.count("/"))
    inside = {path.removeprefix(f"{root}/"): data for path, data in files.items() if path.startswith(f"{root}/")}
    modules = read_package(PurePosixPath(root).name, inside)
    project = project_of(files)
    version = _VERSION.search(inside.get("_version.py", b"").decode("utf-8", "replace"))
    return OldSdk(
        source=source,
        package=modules.name,
        shape=shape_of(modules),
        distribution=str(project.get("name", "")),
        version=str(project.get("version") or (version[1] if version else "")),
        root=root,
        files=files,
        modules=modules,
    )


class OtherMakerError(UsageError):
    """The SDK that was named was made by another generator: ``maker``, whose own command reads it."""

    maker = ""


def _not_stainless(source: str, files: Mapping[str, bytes]) -> UsageError:
    what = "there is no SDK that Stainless made: no package has a module _client"
    for maker in MAKERS:
        if any(path.endswith(f"/{maker.files[0]}") for path in files):
            other = OtherMakerError(
                f"{what}; it looks like {maker.title}'s",
                where=Where(source),
                cure=f"Run trueline migrate {maker.name} --sdk {source}.",
            )
            other.maker = maker.name
            return other
    if any(path.endswith(("/api_client.py", "/errors.py")) for path in files):
        guides = "docs/guides/migrate-from-openapi-generator.md, docs/guides/migrate-from-openapi-python-client.md"
        return UsageError(what, where=Where(source), cure=f"Made by another generator? Read its guide: {guides}.")
    return UsageError(what, where=Where(source), cure=_CURE)


def project_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    """What its ``pyproject.toml``, or the metadata of its wheel, says of the project."""
    try:
        document: dict[str, Any] = tomllib.loads(files.get("pyproject.toml", b"").decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        document = {}
    if is_object(project := document.get("project")):
        return project
    about = next((data for path, data in files.items() if re.fullmatch(r"[^/]+\.dist-info/METADATA", path)), b"")
    lines = about.decode("utf-8", "replace").partition("\n\n")[0].splitlines()
    fields = {key.lower(): value.strip() for key, mark, value in (line.partition(":") for line in lines) if mark}
    return {key: fields[key] for key in ("name", "version") if key in fields}
