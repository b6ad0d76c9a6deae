"""One side of a comparison: a document as the pipeline sees it just before it plans an SDK."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO

from trueline.codegen.facts import Facts, OperationFact
from trueline.codegen.gather import gather
from trueline.codegen.inline import inline_plain_aliases
from trueline.codegen.plan.client import client_name
from trueline.codegen.plan.naming import Place, place_all
from trueline.codegen.plan.symbols import Symbols
from trueline.collector import collector_paused
from trueline.diff.keywords import keywords_of
from trueline.diff.written import Written
from trueline.memory import Memory, Recall, TypeNames
from trueline.spec.document import Document, Json
from trueline.spec.load import load
from trueline.spec.naming import apply_names, load_names
from trueline.spec.normalise import normalise
from trueline.spec.overlay import apply, load_overlay
from trueline.spec.swagger import modernise


@dataclass(frozen=True)
class Side:
    """A document in canonical form, and the keywords that the canonical form leaves out, by pointer.

    ``sha256`` is that of the document with overlays and names: two sides with the same one are equal.
    ``package`` is the SDK's import name, empty for none, ``source`` what messages call the document. ``layout`` is
    that of an SDK that is not in our own layout. ``type_names`` are those of types that the document describes inline,
    for an SDK that comes after this one.
    """

    canonical: Json = field(repr=False)
    keywords: Mapping[str, Json] = field(repr=False)
    sha256: str
    source: str
    package: str
    layout: str = ""
    type_names: TypeNames = field(default=None, repr=False)

    def with_client(self, argument: str) -> str:
        """How code gives the client an argument; empty for a layout whose client has none for it."""
        return "" if self.layout else f"{self.client}({argument}=...)"

    @property
    def client(self) -> str:
        """The client's class; ``Client`` where nobody said what the package is called."""
        return "Client" if self.layout else client_name(self.package or "client")

    def of_class(self, name: str) -> str:
        """How code names the class of a component."""
        return f"models.{name}" if self.layout else f"types.{name}"

    def call(self, name: str) -> str:
        """How code names the function of an operation (``keys.create``)."""
        return f"{name}.sync_detailed" if self.layout else f"client.{name}"

    @cached_property
    def gathered(self) -> Facts:
        """The facts with every component where the document refers to it."""
        return gather(self.canonical)

    @cached_property
    def facts(self) -> Facts:
        """The facts that the SDK is planned from: plain aliases are written out."""
        return inline_plain_aliases(self.gathered)

    @cached_property
    def symbols(self) -> Symbols:
        """Class and module names."""
        return Symbols(self.facts)

    @cached_property
    def written(self) -> Written:
        """What Python calls arguments and attributes."""
        if not self.layout:
            return Written(self.symbols)
        from trueline.diff.stock import StockWritten  # noqa: PLC0415 - it loads the engine, which takes half a second

        return StockWritten(self.symbols)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Resource and method of every operation, by the pointer of the operation."""
        if self.layout:
            from trueline.diff.stock import stock_places  # noqa: PLC0415 - as above

            return stock_places(self.facts.operations.values())
        places = place_all(self.facts.operations.values())
        return {fact.pointer: places[key] for key, fact in self.facts.operations.items()}

    def prepare(self) -> Side:
        """The same side, with everything worked out that comparing asks for."""
        _ = self.facts, self.symbols, self.places, self.by_pointer
        return self

    @cached_property
    def by_pointer(self) -> Mapping[str, OperationFact]:
        """The facts of every operation, by its pointer."""
        return {fact.pointer: fact for fact in self.facts.operations.values()}


def side(
    source: str,
    *,
    overlays: Iterable[str] = (),
    names: str = "",
    package: str = "",
    allow_remote: bool = False,
    stdin: BinaryIO | None = None,
    called: str = "",
    layout: str = "",
    memory: Recall = Memory,
) -> Side:
    """The side of a document: a path, a URL, or ``-`` for ``stdin``; ``overlays`` and ``names`` as for an SDK.

    ``called`` is what to call the document, where that is not ``source``; ``memory`` answers
    what its SDK remembers of names.

    Raises :class:`trueline.errors.DocumentError` for a document that no SDK can be made of.
    """
    overlays = tuple(overlays)
    with collector_paused():
        loaded = load(source, allow_remote=allow_remote, stdin=stdin, check_refs=not overlays)
        modern = modernise(apply(loaded, [load_overlay(overlay) for overlay in overlays]))
        named = apply_names(modern.document, load_names(names) if names else None).document
        normal = normalise(named, memory)
        source = called or loaded.source
        document = _as_in(layout, normal.document, named)
        return Side(document, keywords_of(named), named.sha256, source, package, layout, normal.names)


def _as_in(layout: str, canonical: Json, written: Document) -> Json:
    if not layout:
        return canonical
    from trueline.diff.stock import with_stock_classes  # noqa: PLC0415 - it loads the engine, which takes half a second

    return with_stock_classes(canonical, written.value)
