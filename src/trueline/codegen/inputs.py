"""What an SDK is generated from, as hashes and versions: computed without loading anything that generates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from trueline import __version__
from trueline.codegen.vendored import vendored

#: The module that says from what a package was made. A release's build fills in its commit.
PROVENANCE = "_provenance.py"

_LIBRARIES = (
    "attrs",
    "jinja2",
    "jsonpath-rfc9535",
    "markdown-it-py",
    "openapi-python-client",
    "packaging",
    "pyyaml",
    "rstr",
    "ruff",
)


def inputs(
    spec_hash: str,
    package: str,
    distribution: str,
    allow_loss: Iterable[str],
    own_version: str = "",
    layout: tuple[str, ...] = (),
    compat: str = "",
    metadata: str = "",
) -> dict[str, str]:
    """The inputs that the lock records. ``spec_hash`` covers the document, its other files and the overlays.

    ``layout``: a layout that is not ours, and a hash of its configuration. ``compat``: whose surface is kept.
    ``metadata``: the hash of what the user says of the package.
    """
    more = (*([own_version] if own_version else []), *layout, *([f"compat {compat}"] if compat else []))
    more = (*more, *([f"metadata {metadata}"] if metadata else []))
    options = repr((package, distribution, sorted(allow_loss), *more))
    return {
        "spec": spec_hash,
        "engine": _version("openapi-python-client"),
        "formatter": _version("ruff"),
        "options": sha256(options.encode()).hexdigest(),
        "runtime": runtime_hash(compat=bool(compat)),
        "templates": templates_hash(),
        "trueline": __version__,
    }


def document_hash(root: bytes) -> str:
    """``Document.sha256`` of a document that is one file."""
    return sha256(len(root).to_bytes(8, "big") + root).hexdigest()


def corrected_hash(document: str, overlays: Iterable[str]) -> str:
    """``Document.sha256`` after overlays, from that before and those of the overlays; as it is without any."""
    digest, changed = sha256(document.encode()), False
    for overlay in overlays:
        digest.update(overlay.encode())
        changed = True
    return digest.hexdigest() if changed else document


def named_hash(document: str, names: str) -> str:
    """``Document.sha256`` after a names file; as it is without one."""
    return sha256(f"{document} {names}".encode()).hexdigest() if names else document


@cache
def _version(distribution: str) -> str:
    return version(distribution)


@cache
def generator_hash() -> str:
    """A hash of Trueline's own code and the versions of what it works with: the same one makes the same bytes."""
    versions = [(name, _version(name).encode()) for name in _LIBRARIES]
    return _hash([*versions, *_sources(files("trueline"), "")])


@cache
def runtime_files(*, compat: bool = False) -> tuple[tuple[str, bytes], ...]:
    """The runtime's modules as SDKs have them, by path.

    With ``compat`` those that keep another generator's surface too.
    """
    sources = [(path, data) for path, data in _sources(files("trueline.runtime"), "") if path.endswith(".py")]
    return tuple((path, vendored(path, data)) for path, data in sources if compat or not path.startswith("compat/"))


def template_folder() -> Traversable:
    """Where the templates are."""
    return files("trueline.codegen") / "templates"


def template_files() -> Iterator[Traversable]:
    """The templates, by name."""
    yield from (entry for entry in _sorted(template_folder()) if entry.name.endswith(".jinja"))


@cache
def templates_hash() -> str:
    """A hash of all templates."""
    return _hash((entry.name, entry.read_bytes()) for entry in template_files())


@cache
def runtime_hash(*, compat: bool = False) -> str:
    """A hash of the whole runtime that an SDK has."""
    return _hash(runtime_files(compat=compat))


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in _sorted(folder):
        if entry.is_dir():
            yield from _sources(entry, f"{path}{entry.name}/")
        elif entry.name.endswith((".py", ".jinja")):
            yield path + entry.name, entry.read_bytes()


def _hash(entries: Iterable[tuple[str, bytes]]) -> str:
    digest = sha256()
    for name, data in entries:
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _sorted(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda entry: entry.name)
