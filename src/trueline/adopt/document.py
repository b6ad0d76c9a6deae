"""The document, brought into the repository: as it is where it is one file, bundled where it is several."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath

from trueline.codegen.inputs import document_hash
from trueline.spec.document import Json, is_object
from trueline.spec.load import Limits, load
from trueline.spec.load.sources import read, root_location


@dataclass(frozen=True, slots=True)
class Copied:
    """The document's bytes and its name in the repository. ``title`` is text of the document."""

    path: str
    data: bytes
    title: str
    is_bundled: bool
    info: Json


def copied(spec: str, *, allow_remote: bool) -> Copied:
    """Read the document at a path or URL, with every file that it refers to. Raises ``DocumentError``."""
    limits = Limits()
    data, _ = read(root_location(spec), limits.total_bytes, limits, stdin=None, named_by=None)
    document = load(spec, allow_remote=allow_remote, check_refs=False)
    info = document.value.get("info")
    info = info if is_object(info) else {}
    title = info.get("title")
    named = title if isinstance(title, str) and title.strip() else "API"
    if document.sha256 == document_hash(data):
        return Copied(f"openapi/openapi.{_suffix(document.source, data)}", data, named, is_bundled=False, info=info)
    text = json.dumps(document.value, indent=2, ensure_ascii=False)
    return Copied(
        "openapi/openapi.json", text.encode("utf-8", "surrogatepass") + b"\n", named, is_bundled=True, info=info
    )


def _suffix(source: str, data: bytes) -> str:
    """The ending with which the copy is read as the original was."""
    ending = PurePosixPath(source.partition("?")[0]).suffix.lower()
    if ending in {".json", ".yaml", ".yml"}:
        return "json" if ending == ".json" else "yaml"
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return "yaml"
    return "json"
