"""One side of a comparison: a document as the pipeline sees it just before it plans an SDK."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO

from trueline.codegen.facts import Facts
from trueline.codegen.gather import gather
from trueline.codegen.inline import inline_plain_aliases
from trueline.codegen.plan.naming import Place, place_all
from trueline.codegen.plan.symbols import Symbols
from trueline.spec.document import Json
from trueline.spec.load import load
from trueline.spec.naming import apply_names, load_names
from trueline.spec.normalise import normalise
from trueline.spec.overlay import apply, load_overlay
from trueline.spec.swagger import modernise


@dataclass(frozen=True)
class Side:
    """A document in canonical form, and the document that it was made from, for what the canonical form leaves out.

    ``sha256`` is that of the document with overlays and names: two sides with the same one are equal.
    ``package`` is the SDK's import name, ``source`` what messages call the document.
    """

    canonical: Json = field(repr=False)
    written: Json = field(repr=False)
    sha256: str
    source: str
    package: str

    @cached_property
    def facts(self) -> Facts:
        """The facts that the SDK is planned from."""
        return inline_plain_aliases(gather(self.canonical))

    @cached_property
    def symbols(self) -> Symbols:
        """Class and module names."""
        return Symbols(self.facts)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Resource and method of every operation, by the pointer of the operation."""
        places = place_all(self.facts.operations.values())
        return {fact.pointer: places[key] for key, fact in self.facts.operations.items()}


def side(
    source: str,
    *,
    overlays: Iterable[str] = (),
    names: str = "",
    package: str = "sdk",
    allow_remote: bool = False,
    stdin: BinaryIO | None = None,
) -> Side:
    """The side of a document: a path, a URL, or ``-`` for ``stdin``; ``overlays`` and ``names`` as for an SDK.

    Raises :class:`trueline.errors.DocumentError` for a document that no SDK can be made of.
    """
    overlays = tuple(overlays)
    with _collector_paused():
        loaded = load(source, allow_remote=allow_remote, stdin=stdin, check_refs=not overlays)
        modern = modernise(apply(loaded, [load_overlay(overlay) for overlay in overlays]))
        named = apply_names(modern.document, load_names(names) if names else None).document
        canonical = normalise(named).document
        return Side(canonical, named.value, named.sha256, loaded.source, package)


@contextmanager
def _collector_paused() -> Generator[None]:
    """As in the pipeline: values by the million and no cycles among them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
