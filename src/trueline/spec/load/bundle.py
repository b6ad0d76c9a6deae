"""Several files into one document: what a ``$ref`` names in another file becomes a component of the root."""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, unquote

from trueline.errors import DocumentError, Where, printable
from trueline.spec import pointer as pointers
from trueline.spec.load.files import File, Files
from trueline.spec.load.limits import Limits
from trueline.spec.load.names import Place, assign
from trueline.spec.load.references import (
    COMPONENT_KINDS,
    Kind,
    Reference,
    Walked,
    document_kind,
    home,
    references_of,
    walk,
)
from trueline.spec.load.sources import Scheme, resolve
from trueline.spec.load.targets import Missing, find_anchor, follow, normal_pointer
from trueline.spec.load.value import Value, copy, count


@dataclass(frozen=True, slots=True)
class _Edge:
    """A reference and what it names: a place in another file, or a pointer in the root."""

    reference: Reference
    target: Place | str


def bundle(
    root: File, value: dict[str, Value], files: Files, limits: Limits, *, allow_remote: bool
) -> tuple[dict[str, Value], Walked | None]:
    """The root document with every referenced file imported. ``value`` is the root's own and is changed in place.

    Where nothing was changed, what the walk through it found is good for who walks next.

    Raises DocumentError for a file that can't be read, a target that isn't there, or a remote file not allowed.
    """
    finder = _Finder(root, files, allow_remote=allow_remote)
    finder.follow_all(value)
    if not finder.imports:
        _rewrite(finder.edges, {}, value)
        return value, None if finder.edges else finder.walked
    adopted = _adoptable(value, finder.edges)
    taken = {kind.value: set(_section(value, kind.value)) for kind in {place.kind for place in finder.imports}}
    names = {**assign([place for place in finder.imports if place not in adopted], taken), **adopted}
    _rewrite(finder.edges, names, value)
    return _insert(value, finder.imports, names, root, limits), None


class _Finder:
    """Follows references from the root through all files. ``imports`` and ``edges`` are in order of discovery."""

    def __init__(self, root: File, files: Files, *, allow_remote: bool) -> None:
        self.imports: dict[Place, Value] = {}
        self.edges: list[_Edge] = []
        self.walked: Walked | None = None
        self._root, self._files, self._allow_remote = root, files, allow_remote
        self._seen: set[tuple[int, Kind]] = set()
        self._ids: set[str] = set()
        self._followed: set[tuple[str, Kind]] = set()
        self._opened: dict[tuple[str, str], File] = {}
        self._queue: deque[tuple[File, Value, Kind, str]] = deque()

    def follow_all(self, value: dict[str, Value]) -> None:
        """Fill ``imports`` and ``edges``."""
        pending: list[tuple[File, Reference]] = []
        own = value.get("$self")
        if isinstance(own, str) and own:  # OpenAPI 3.2: what the document calls itself
            self._ids.add(own.partition("#")[0])
        self._queue.append((self._root, value, document_kind(value), ""))
        while self._queue or pending:
            while self._queue:
                file, node, kind, pointer = self._queue.popleft()
                pending.extend((file, found) for found in self._references(node, kind, pointer))
            found_now, pending = pending, []
            for file, reference in found_now:
                try:
                    self._follow(file, reference)
                except DocumentError:
                    # A mapping value is a hint, often left behind by another bundler; it stays as it was written
                    # and the stage that reads mappings reports it, where an overlay can still correct it.
                    if reference.in_mapping:
                        continue
                    raise

    def _references(self, value: Value, kind: Kind, pointer: str) -> list[Reference]:
        found: list[Reference] = []
        nodes = list(walk(value, kind, pointer, self._seen))
        if self.walked is None:  # the first is the root, whole
            self.walked = Walked(nodes, set(self._seen))
        for node in nodes:
            identifier = node.value.get("$id")
            if node.kind is Kind.SCHEMA and isinstance(identifier, str):
                self._ids.add(identifier.partition("#")[0])
            found.extend(references_of(node))
        return found

    def _follow(self, file: File, reference: Reference) -> None:
        text = reference.text
        if not isinstance(text, str):
            return
        address, _, fragment = text.partition("#")
        if file is self._root and not address:
            self._follow_root(fragment, reference)
        elif not address or address not in self._ids:
            self._follow_file(file, reference, address, fragment)

    def _follow_root(self, fragment: str, reference: Reference) -> None:
        """Scan a local target in an unusual place; a target that isn't there is reported later."""
        if fragment and not fragment.startswith("/"):
            return
        pointer = normal_pointer(fragment)
        if (pointer, reference.kind) in self._followed:
            return
        self._followed.add((pointer, reference.kind))
        try:
            target = follow(self._root.value, pointer)
        except Missing:
            return
        self._queue.append((self._root, target, reference.kind, pointer))

    def _follow_file(self, file: File, reference: Reference, address: str, fragment: str) -> None:
        """Note what the reference names; import it when it stands in another file than the root."""
        target = self._open(file, reference, address) if address else file
        if target is self._root and (not fragment or fragment.startswith("/")):
            self.edges.append(_Edge(reference, normal_pointer(fragment)))
            self._follow_root(fragment, reference)
            return
        try:
            pointer = _pointer(target, fragment)
            node = follow(target.value, pointer)
        except Missing as missing:
            raise _nowhere(file, reference, target, fragment, missing.hint) from None
        place = Place(self._label(target), pointer, reference.kind.value)
        self.edges.append(_Edge(reference, place))
        if place not in self.imports:
            self.imports[place] = node
            self._queue.append((target, node, reference.kind, pointer))

    def _open(self, file: File, reference: Reference, address: str) -> File:
        def site() -> Where:
            return file.where(reference.pointer)

        key = (file.location.identity, address)
        if key not in self._opened:
            location = resolve(file.location, address, site, allow_remote=self._allow_remote)
            self._opened[key] = self._files.open(location, named_by=site)
        return self._opened[key]

    def _label(self, file: File) -> str:
        """The file as seen from the root's folder, so that names don't depend on the machine."""
        if file.location.scheme is Scheme.FILE and self._root.location.scheme is Scheme.FILE:
            base = Path(self._root.location.identity).parent
            return os.path.relpath(file.location.identity, base).replace(os.sep, "/")
        if "?" in file.location.address:
            return f"{file.name}?{sha256(file.location.address.encode()).hexdigest()[:8]}"
        return file.name


def _pointer(file: File, fragment: str) -> str:
    if not fragment or fragment.startswith("/"):
        return normal_pointer(fragment)
    found = find_anchor(file.value, unquote(fragment))
    if found is None:
        raise Missing("")
    return found


def _nowhere(file: File, reference: Reference, target: File, fragment: str, hint: str) -> DocumentError:
    what = f'the $ref "{printable(str(reference.text), 200)}" points nowhere'
    inside = f"{printable(target.name, 200)} has no #{printable(fragment, 200)}"
    cure = f"{inside}; {hint}" if hint else inside
    return DocumentError(what, where=file.where(reference.pointer), cure=cure)


def _section(value: dict[str, Value], name: str) -> dict[str, Value]:
    section: Value = value
    for token in home(value, name):
        section = section.get(token) if isinstance(section, dict) else None
    return section if isinstance(section, dict) else {}


def _adoptable(value: dict[str, Value], edges: list[_Edge]) -> dict[Place, str]:
    """Imports for which the root has a component that is only a ``$ref`` to them: they take its place and name."""
    adopted: dict[Place, str] = {}
    aliases = {id(edge.reference.holder): edge.target for edge in edges if isinstance(edge.target, Place)}
    for kind in COMPONENT_KINDS:
        for name, component in _section(value, kind.value).items():
            target = aliases.get(id(component))
            if isinstance(component, dict) and list(component) == ["$ref"] and target and target.kind is kind:
                adopted.setdefault(target, name)
    return adopted


def _rewrite(edges: list[_Edge], names: dict[Place, str], root: dict[str, Value]) -> None:
    for edge in edges:
        target = edge.target
        pointer = target if isinstance(target, str) else pointers.build((*home(root, target.section), names[target]))
        edge.reference.holder[edge.reference.key] = "#" + quote(pointer, safe="/~!$&'()*+,;=:@-._")


def _insert(
    value: dict[str, Value], imports: dict[Place, Value], names: dict[Place, str], root: File, limits: Limits
) -> dict[str, Value]:
    """Put a copy of every import under its name. Sections gain their new names in alphabetical order."""
    total = 0
    for place in sorted(imports, key=lambda place: (place.section, names[place])):
        total += count(imports[place])
        if total > limits.nodes:
            what = f"imported files hold more than {limits.nodes:,} values"
            raise DocumentError(what, where=Where(root.name), cure="Split the document.")
        section: Value = value
        for token in home(value, place.section):
            section = section.setdefault(token, {}) if isinstance(section, dict) else None
        if isinstance(section, dict):
            section[names[place]] = copy(imports[place])
    return value
