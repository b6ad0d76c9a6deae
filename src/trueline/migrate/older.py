"""What an older SDK does that no key of its names file says: found in its sources, and written into a names file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path, PurePosixPath

from trueline.errors import UsageError, Where
from trueline.migrate.sources import OldSdk
from trueline.request import Request
from trueline.spec.load import Limits
from trueline.spec.load.sources import read, root_location
from trueline.spec.naming import Names
from trueline.spec.naming.read import OWN

_SAID = {
    "module_client": "the package is a client itself",
    "plain_parse": "raw responses are parsed without awaiting",
}


def with_own(request: Request, old: OldSdk | None, names: Names, folder: Path) -> tuple[Request, list[str]]:
    """The request with a names file in ``folder`` that says it too, and lines of what was found.

    Raises ``UsageError`` for a names file that nothing can be appended to.
    """
    stated = {name: bool(value) for name, value in asdict(names.own).items()}
    found = [name for name in _found(old) if not stated[name]] if old else []
    if not found:
        return request, []
    said = ", ".join(f"{name}: true" for name in found)
    limits = Limits()
    data = read(root_location(request.names), limits.total_bytes, limits, stdin=None, named_by=None)[0]
    if any(stated.values()) or data.lstrip().startswith(b"{"):
        cure = f"Write {OWN}: {{{said}}} into it."
        raise UsageError("the older SDK does what this file does not say", where=Where(request.names), cure=cure)
    path = folder / (PurePosixPath(request.names).name or "stainless.yml")
    more = f"\n# As the older SDK had it.\n{OWN}: {{{said}}}\n"
    path.write_bytes(data.rstrip() + b"\n" + more.encode())
    lines = [f"found in the older SDK: {_SAID[name]}; the names file says {name}: true" for name in found]
    return replace(request, names=str(path)), lines


def _found(old: OldSdk) -> Iterator[str]:
    files = {path.removeprefix(f"{old.root}/"): data for path, data in (old.files or {}).items()}
    if "_module_client.py" in files or b"class _ModuleClient(" in files.get("__init__.py", b""):
        yield "module_client"
    if any(path.startswith("resources/") and b"_legacy_response." in data for path, data in files.items()):
        yield "plain_parse"
