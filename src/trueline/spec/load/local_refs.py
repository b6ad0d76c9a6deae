"""After bundling every ``$ref`` is local: each must point at something, and not only at other references."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.errors import DocumentError, printable
from trueline.spec.load.check import Locate
from trueline.spec.load.references import Kind, Node, Reference, Walked, document_kind, references_of, walk
from trueline.spec.load.targets import Missing, follow, normal_pointer
from trueline.spec.load.value import Value, kind_of


def check_references(value: dict[str, Value], locate: Locate, walked: Walked | None = None) -> None:
    """Raise DocumentError for a ``$ref`` that points nowhere, out of the document, or round in a circle of references.

    Left alone: anchors and references to an ``$id`` of the document, which a later stage resolves, and
    ``discriminator.mapping``. ``walked``: what is known of the document already.
    """
    check = _Check(value, locate)
    pending: list[tuple[Value, Kind, str]] = []
    if walked is None:
        pending.append((value, document_kind(value), ""))
    else:
        check.seen |= walked.seen
        for node in walked.nodes:
            pending.extend(check.node(node))
    while pending:
        for node in walk(*pending.pop(), check.seen):
            pending.extend(check.node(node))
    check.finish()


class _Check:
    """What one walk has met. ``chains`` says which reference stands at a pointer, and what it names."""

    def __init__(self, value: dict[str, Value], locate: Locate) -> None:
        self.seen: set[tuple[int, Kind]] = set()
        self._value, self._where = value, locate
        self._chains: dict[str, str] = {}
        self._followed: set[tuple[str, Kind]] = set()
        self._broken: list[tuple[Reference, str]] = []
        self._outside: list[Reference] = []
        own = value.get("$self")
        self._ids: set[str] = {own.partition("#")[0]} if isinstance(own, str) else set()

    def node(self, node: Node) -> Iterator[tuple[Value, Kind, str]]:
        """Note the references of one object; yield what they name, to be walked too."""
        identifier = node.value.get("$id")
        if node.kind is Kind.SCHEMA and isinstance(identifier, str):
            self._ids.add(identifier.partition("#")[0])
        for reference in references_of(node):
            if reference.in_mapping:
                continue
            text = _text(reference, self._where)
            if not text.startswith("#"):
                self._outside.append(reference)
            if text != "#" and not text.startswith("#/"):
                continue
            target = self._chains[node.pointer] = normal_pointer(text[1:])
            if (target, reference.kind) in self._followed:  # most references are to what others refer to
                continue
            try:
                yield follow(self._value, target), reference.kind, target
            except Missing as missing:
                self._broken.append((reference, missing.hint))
            else:
                self._followed.add((target, reference.kind))

    def finish(self) -> None:
        """Raise DocumentError for the first of what was wrong."""
        if self._broken:
            raise _dangling(self._broken, self._where)
        for reference in self._outside:
            if str(reference.text).partition("#")[0] not in self._ids:
                raise DocumentError(
                    f'the $ref "{printable(str(reference.text), 200)}" leads out of the bundled document',
                    where=self._where(reference.pointer),
                    cure="Reference the file in the document itself; an overlay can't bring files in.",
                )
        _refuse_circles(self._chains, self._where)


def _text(reference: Reference, locate: Locate) -> str:
    if isinstance(reference.text, str):
        return reference.text
    what = f"a $ref must be a string, this is {kind_of(reference.text)}"
    raise DocumentError(what, where=locate(reference.pointer), cure="Write the reference as a string.")


def _dangling(broken: list[tuple[Reference, str]], locate: Locate) -> DocumentError:
    reference, hint = broken[0]
    more = len({found.pointer for found, _ in broken}) - 1
    rest = f" ({more} more such $ref in this document)" if more else ""
    return DocumentError(
        f'the $ref "{printable(str(reference.text), 200)}" points nowhere{rest}',
        where=locate(reference.pointer),
        cure=hint or "Define what it names, or correct the $ref.",
    )


def _refuse_circles(chains: dict[str, str], locate: Locate) -> None:
    done: set[str] = set()
    for start in chains:
        path: dict[str, None] = {}
        here = start
        while here in chains and here not in done and here not in path:
            path[here] = None
            here = chains[here]
        if here in path:
            circle = list(path)[list(path).index(here) :]
            shown = " -> ".join(f"#{printable(pointer, 80)}" for pointer in [*circle[:6], circle[0]])
            raise DocumentError(
                f"these references only refer to each other: {shown}",
                where=locate(here + "/$ref"),
                cure="Give one of them a definition of its own.",
            )
        done.update(path)
