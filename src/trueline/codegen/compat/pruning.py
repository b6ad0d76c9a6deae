"""Imports that a module does not need: the client's are those of every SDK's client, which has more in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trueline.codegen.compat.adapt import whole_lines
from trueline.codegen.plan.imports import ImportBlock

_FROM = re.compile(r"(from \S+ import )(.+)")


def needed(block: ImportBlock, text: str, imported: frozenset[str]) -> ImportBlock:
    """``block`` with the names that occur in ``text``, and none of ``imported``, which the text imports by itself."""
    code = re.sub(r"^from .*$", "", text, flags=re.MULTILINE)
    kept = {*re.findall(r"\w+", code), *(["TYPE_CHECKING"] if block.checking else [])} - imported
    return ImportBlock(tuple(_lines(block.runtime, kept)), tuple(_lines(block.checking, kept)))


def _lines(lines: Iterable[str], kept: set[str]) -> Iterator[str]:
    for line in whole_lines(lines):
        found = _FROM.fullmatch(line)
        names = [name for name in found[2].split(", ") if name.rpartition(" ")[2] in kept] if found else []
        if found and names:
            yield f"{found[1]}{', '.join(names)}"
        elif not found:
            yield line
