"""The Trueline that runs, as a wheel: made again of its installed files, each held to the hash of its installation.

A version alone would be asked of whatever index a machine has, where anybody may have taken the name.
"""

from __future__ import annotations

import csv
import io
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path

import trueline
from trueline.adopt.facts import Wheel
from trueline.adopt.wheel import Packed
from trueline.errors import UsageError, Where

_CURE = "Name what the repository shall keep: --trueline PATH_OR_WHEEL (a checkout of Trueline, or a wheel of it)."
#: What an installer adds to a wheel's own metadata; ``RECORD`` is written anew.
_INSTALLERS = frozenset({"INSTALLER", "RECORD", "REQUESTED", "direct_url.json", "uv_build.json", "uv_cache.json"})
#: One moment for all files, the first that a ZIP can say: the same files are the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def own() -> Packed:
    """The wheel of this Trueline. Raises ``UsageError`` where it runs from a checkout, or was changed."""
    installed = _installed()
    files = dict(_files(installed))
    name = f"trueline-{installed.version}"
    files[f"{name}.dist-info/RECORD"] = _record(files, f"{name}.dist-info/RECORD")
    data = _zipped(files)
    return Packed(Wheel(f"{name}-py3-none-any.whl", sha256(data).hexdigest()), installed.version, data)


def _installed() -> Distribution:
    """The installed package that this code is part of; a checkout's metadata does not list its modules."""
    running = Path(trueline.__file__).resolve()
    try:
        installed = distribution("trueline")
    except PackageNotFoundError:
        raise UsageError("this Trueline is not installed, so there is nothing to pin", cure=_CURE) from None
    if not any(Path(path.locate()).resolve() == running for path in installed.files or ()):
        what = "this Trueline runs from a checkout, which can't be pinned by a hash"
        raise UsageError(what, cure=_CURE)
    return installed


def _files(installed: Distribution) -> Iterator[tuple[str, bytes]]:
    """What the wheel had, by path. Scripts and bytecode are made by whoever installs it."""
    about = f"trueline-{installed.version}.dist-info"
    for path in sorted(installed.files or ()):
        if path.parts[0] not in {"trueline", about} or "__pycache__" in path.parts:
            continue
        if path.parts[0] == about and path.name in _INSTALLERS:
            continue
        yield path.as_posix(), _read(path)


def _read(path: PackagePath) -> bytes:
    where = Where(str(path))
    try:
        data = Path(path.locate()).read_bytes()
    except OSError as error:
        what = f"a file of this Trueline can't be read: {error.strerror}"
        raise UsageError(what, where=where, cure=f"Install it again. Or: {_CURE}") from error
    if path.hash is None or path.hash.mode != "sha256" or path.hash.value != _digest(data):
        what = "this file of Trueline is not the one that was installed"
        raise UsageError(what, where=where, cure=f"Install it again. Or: {_CURE}")
    return data


def _digest(data: bytes) -> str:
    return urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()


def _record(files: dict[str, bytes], itself: str) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerows((path, f"sha256={_digest(data)}", len(data)) for path, data in files.items())
    rows.writerow((itself, "", ""))
    return text.getvalue().encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return out.getvalue()
