"""After bundling every ``$ref`` is local: each must point at something, and not only at other references."""

from __future__ import annotations

from trueline.errors import DocumentError, printable
from trueline.spec.load.check import Locate
from trueline.spec.load.references import Kind, Reference, references_of, walk
from trueline.spec.load.targets import Missing, follow, normal_pointer
from trueline.spec.load.value import Value, kind_of


def check_references(value: dict[str, Value], where: Locate) -> None:
    """Raise DocumentError for a ``$ref`` that points nowhere, or in a circle of nothing but references.

    Left alone: references that are no JSON pointer (anchors, ``$id``), which a later stage resolves, and
    ``discriminator.mapping``.
    """
    seen: set[tuple[int, Kind]] = set()
    pending: list[tuple[Value, Kind, str]] = [(value, Kind.DOCUMENT, "")]
    chains: dict[str, str] = {}
    broken: list[tuple[Reference, str]] = []
    while pending:
        for node in walk(*pending.pop(), seen):
            for reference in references_of(node):
                if reference.in_mapping:
                    continue
                target = _local_pointer(reference, where)
                if target is None:
                    continue
                chains[node.pointer] = target
                try:
                    pending.append((follow(value, target), reference.kind, target))
                except Missing as missing:
                    broken.append((reference, missing.hint))
    if broken:
        raise _dangling(broken, where)
    _refuse_circles(chains, where)


def _local_pointer(reference: Reference, where: Locate) -> str | None:
    text = reference.text
    if not isinstance(text, str):
        what = f"a $ref must be a string, this is {kind_of(text)}"
        raise DocumentError(what, where=where(reference.pointer), cure="write the reference as a string")
    if text != "#" and not text.startswith("#/"):
        return None
    return normal_pointer(text[1:])


def _dangling(broken: list[tuple[Reference, str]], where: Locate) -> DocumentError:
    reference, hint = broken[0]
    more = len({found.pointer for found, _ in broken}) - 1
    rest = f" ({more} more such $ref in this document)" if more else ""
    return DocumentError(
        f'the $ref "{printable(str(reference.text), 200)}" points nowhere{rest}',
        where=where(reference.pointer),
        cure=hint or "define what it names, or correct the $ref",
    )


def _refuse_circles(chains: dict[str, str], where: Locate) -> None:
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
                where=where(here + "/$ref"),
                cure="give one of them a definition of its own",
            )
        done.update(path)
