"""References that count from the ``$id`` of a schema around them, as places in the document.

JSON Schema 2020-12, section 8.2.1: a schema with an ``$id`` is a resource of its own. Relative references in it count
from there, and ``#/...`` from its root. A ``#/...`` that is no place in it is one in the document, as most who write
an ``$id`` into a component mean it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin

from trueline.errors import DocumentError, printable
from trueline.spec.load.references import Kind, Node, Reference, document_kind, references_of, walk
from trueline.spec.load.targets import Missing, find_anchor, follow, normal_pointer
from trueline.spec.load.value import Value

#: What a relative ``$id`` counts from where the document does not say what it is called.
_NOWHERE = "http://document.invalid/"


@dataclass(frozen=True, slots=True)
class _Resource:
    """A schema with an ``$id``, or the document: what it is called, and where it stands."""

    uri: str
    pointer: str
    value: Value


class Ids:
    """What the references of a document mean by its ``$id``. ``unmet``: pointer of each that means none of them."""

    def __init__(self) -> None:
        self.unmet: dict[str, str] = {}

    def localise(self, document: dict[str, Value]) -> None:
        """Write references by ``$id`` as pointers, in place. OpenAPI 3.0 and Swagger 2.0 have no such keyword."""
        if str(document.get("openapi", "")).startswith("3.0") or document_kind(document) is Kind.SWAGGER:
            return
        nodes = list(walk(document, document_kind(document), "", set()))
        own = document.get("$self")
        root = _Resource(urljoin(_NOWHERE, own) if isinstance(own, str) else _NOWHERE, "", document)
        around = dict(_resources(nodes, root))
        if not around:
            return
        known = {each.uri: each for each in reversed([root, *around.values()])}
        for node in nodes:
            base = _around(node.pointer, around) or root
            for reference in references_of(node):
                self._localise(reference, base, known)

    def explain(self, error: DocumentError) -> DocumentError:
        """An error about a reference, with what that reference counts from."""
        pointer = error.where.pointer if error.where else None
        if pointer not in self.unmet:
            return error
        cure = (
            f"Below an $id it means {printable(self.unmet[pointer], 200)}: give the schema that is meant this $id, or"
            ' write where it stands, as "#/components/schemas/...".'
        )
        return DocumentError(error.what, where=error.where, cure=cure)

    def _localise(self, reference: Reference, base: _Resource, known: dict[str, _Resource]) -> None:
        if not isinstance(reference.text, str) or (base.pointer == "" and reference.text.startswith("#")):
            return
        address, _, fragment = reference.text.partition("#")
        uri = _joined(base.uri, address) if address else base.uri
        target = known.get(uri) if address else base
        place = _place(target, fragment) if target else None
        if place is not None:
            reference.holder[reference.key] = "#" + quote(place, safe="/~!$&'()*+,;=:@-._")
        elif target is None and base.pointer:
            self.unmet[reference.pointer] = uri


def _resources(nodes: list[Node], root: _Resource) -> Iterator[tuple[str, _Resource]]:
    """The schemas with an ``$id`` by their pointers; those around others come first."""
    found: dict[str, _Resource] = {}
    for node in sorted(nodes, key=lambda node: node.pointer.count("/")):
        identifier = node.value.get("$id")
        if node.kind is not Kind.SCHEMA or not isinstance(identifier, str):
            continue
        address = identifier.partition("#")[0]
        if address:
            base = _around(node.pointer, found) or root
            found[node.pointer] = _Resource(_joined(base.uri, address), node.pointer, node.value)
    yield from found.items()


def _around(pointer: str, resources: dict[str, _Resource]) -> _Resource | None:
    """The innermost resource that a place is in."""
    while pointer:
        if pointer in resources:
            return resources[pointer]
        pointer = pointer.rpartition("/")[0]
    return None


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _place(target: _Resource, fragment: str) -> str | None:
    """The pointer of what a fragment names in a resource; ``None`` where it names nothing there."""
    if not fragment:
        return target.pointer
    if not fragment.startswith("/"):
        found = find_anchor(target.value, unquote(fragment))
        return None if found is None else target.pointer + found
    try:
        pointer = normal_pointer(fragment)
        follow(target.value, pointer)
    except (Missing, ValueError):
        return None
    return target.pointer + pointer
