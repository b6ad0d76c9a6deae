"""Step of *finish*: pointers of the canonical form name places of the document as its author wrote it."""

from __future__ import annotations

from typing import Any

from trueline.spec.document import Document, Json, is_array, is_object
from trueline.spec.normalise.canonical import MERGED, POINTER

#: Values of a document's own, in which nothing is a pointer of ours.
_DATA = frozenset({"default", "const", "enum", "example", "examples", "value"})


def written(document: Json, source: Document) -> Json:
    """``document`` with every pointer as :attr:`Document.origin` says; what is shared stays shared."""
    if source.has_own_places:
        return document
    seen: dict[int, tuple[Any, Any]] = {}

    def visit(node: Any) -> Any:
        if not is_object(node) and not is_array(node):
            return node
        if id(node) not in seen:
            seen[id(node)] = (node, change(node))
        return seen[id(node)][1]

    def change(node: Any) -> Any:
        if is_array(node):
            return [visit(item) for item in node]
        return {key: value if key in _DATA else member(key, value) for key, value in node.items()}

    def member(key: str, value: Any) -> Any:
        if key == POINTER:
            return source.origin(value)
        return [source.origin(each) for each in value] if key == MERGED else visit(value)

    made: Json = visit(document)
    return made
