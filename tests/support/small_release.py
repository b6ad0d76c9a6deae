"""A wheel and an sdist of a few hundred bytes, made in a millisecond, that pip and uv install."""

from __future__ import annotations

import base64
import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

_METADATA = """\
Metadata-Version: 2.4
Name: {name}
Version: {version}
Summary: Anvils.
Requires-Python: >=3.10
"""


def make_release(
    folder: Path, name: str = "acme", version: str = "1.0.0", extra: str = "", needs: str = ""
) -> tuple[Path, Path]:
    """Write the wheel and the sdist into a folder. ``extra`` makes other bytes under the same names."""
    folder.mkdir(parents=True, exist_ok=True)
    metadata = _METADATA.format(name=name, version=version) + (f"Requires-Dist: {needs}\n" if needs else "")
    module = f'"""Anvils. {extra}"""\n\n__version__ = "{version}"\n'
    return _wheel(folder, name, version, metadata, module), _sdist(folder, name, version, metadata, module)


def _wheel(folder: Path, name: str, version: str, metadata: str, module: str) -> Path:
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/__init__.py": module,
        f"{name}/py.typed": "",
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: small_release\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},{_digest(text)},{len(text)}\n" for path, text in files.items())
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(zipfile.ZipInfo(member, (2020, 2, 2, 0, 0, 0)), text)
    return path


def _sdist(folder: Path, name: str, version: str, metadata: str, module: str) -> Path:
    path = folder / f"{name}-{version}.tar.gz"
    files = {"PKG-INFO": metadata, f"src/{name}/__init__.py": module}
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for member, text in files.items():
            entry = tarfile.TarInfo(f"{name}-{version}/{member}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path


def _digest(text: str) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
