"""Annotations of unions as text: ``A | list[B | None]`` and its parts, ``A`` and ``list[B | None]``."""

from __future__ import annotations

import re

from trueline.codegen.plan.imports import Imports

#: A text in quotes, a bracket, or the sign between two parts.
_TOKEN = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[][]| \| """)
#: ``A | B | C`` is a tree as deep as it has parts. Python, type checkers and the formatter walk it by recursion.
_FLAT = 100


def union_parts(annotation: str) -> list[str]:
    """The parts of a union, in order; what stands in brackets or quotes belongs to its part."""
    parts: list[str] = []
    depth = start = 0
    for token in _TOKEN.finditer(annotation):
        if token[0] == "[":
            depth += 1
        elif token[0] == "]":
            depth -= 1
        elif token[0] == " | " and depth == 0:
            parts.append(annotation[start : token.start()])
            start = token.end()
    return [*parts, annotation[start:]]


def flat(annotation: str, imports: Imports) -> str:
    """The annotation, as ``Union[A, B]`` where it has too many parts for a tree."""
    parts = union_parts(annotation)
    return annotation if len(parts) <= _FLAT else f"{imports.typing('Union')}[{', '.join(parts)}]"
