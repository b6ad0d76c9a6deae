"""JSONPaths (RFC 9535) in a document. Its library is loaded by the first names file that has transforms."""

from __future__ import annotations

from typing import Any

from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError

from trueline.spec.document import Json
from trueline.spec.load.limits import Limits

__all__ = ["JSONPathError", "nodes"]


class _Environment(JSONPathEnvironment):
    """The descendant segment (``..``) reaches as deep as a document may be."""

    max_recursion_depth = Limits().depth + 1


_JSONPATH = _Environment()


def nodes(path: str, value: Json) -> list[tuple[str | int, ...]]:
    """The places that a path names. Raises ``JSONPathError``, ``RecursionError`` or ``ValueError``."""
    found: Any = list(_JSONPATH.compile(path).finditer(value))
    return [tuple(node.location) for node in found]
