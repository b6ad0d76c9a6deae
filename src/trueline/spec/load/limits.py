"""How much a document may cost. Generous for the largest public documents, small enough to stop a hostile one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one load. Every one of them ends in a ``DocumentError`` that names it.

    Microsoft Graph, the largest public document known to us, has 47 MB, about 2 million values and depth 40.
    """

    #: Bytes read, over all files of the document together.
    total_bytes: int = 256 * 1024 * 1024
    #: Objects and arrays inside each other. Later stages recurse: Python allows about 1,000 frames.
    depth: int = 200
    #: JSON values in the document (objects, arrays and scalars), aliases and imports expanded.
    nodes: int = 10_000_000
    #: JSON values that YAML aliases may add by being expanded.
    alias_nodes: int = 1_000_000
    #: Files that ``$ref`` may bring in, the root included.
    files: int = 10_000
    #: HTTP redirects followed for one file.
    redirects: int = 5
    #: Seconds that fetching one file over HTTP may take.
    seconds: float = 60.0
