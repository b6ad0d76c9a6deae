"""Names onto a document: a mapping and other generators' hints become extensions, which later stages read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from trueline.errors import DocumentError
from trueline.spec import extensions
from trueline.spec.document import Document
from trueline.spec.naming.complete import complete
from trueline.spec.naming.edits import Edits
from trueline.spec.naming.extensions import not_carried, unread
from trueline.spec.naming.hints import Hints
from trueline.spec.naming.mapping import Mapping
from trueline.spec.naming.model import Names
from trueline.spec.naming.transforms import transformed
from trueline.spec.normalise.report import Loss, Repair
from trueline.spec.pointer import join


@dataclass(frozen=True, slots=True)
class Named:
    """The document with names stated in it, and what that leaves out. ``allowed`` are losses that were asked for."""

    document: Document
    losses: tuple[Loss, ...] = ()
    allowed: frozenset[str] = frozenset()
    repairs: tuple[Repair, ...] = ()


def apply_names(document: Document, names: Names | None, *, compat: bool = False) -> Named:
    """``document`` with what ``names`` and the document's own hints say. Raises DocumentError for nonsense.

    With ``compat`` an endpoint that ``names`` gives no method has none, as in the older SDK: it is told, and no loss.
    """
    remarks = [Repair("names", remark.key, remark.sentence) for remark in names.remarks] if names else []
    if names:
        document = transformed(document, names.transforms, names.file)
    if names and compat:
        remarks += [Repair("names", pointer, said) for pointer, said in not_carried(document.value)]
    remarks += [Repair("names", pointer, said) for pointer, said in unread(document.value)]
    edits = Edits(document.value)
    if names:
        remarks += [Repair("names", key, said) for key, said in complete(edits, names)]
    _refuse_also(document, edits)
    losses: list[Loss] = []
    allowed: set[str] = set()
    told: list[Repair] = []
    if names:
        for loss, is_allowed in Mapping(edits, names, flat=compat).run():
            losses.append(loss)
            told += [] if is_allowed or not compat else [Repair("names", loss.pointer, f"left out: {loss.reason}")]
            allowed |= {loss.pointer} if is_allowed or compat else set()
        hooks = names.hooks if compat and not document.value.get("webhooks") else ()
        said = "a method that unwraps webhooks is not carried: the document has no webhooks, which say what they are"
        told += [Repair("names", hook.key, said) for hook in hooks]
    ignored = list(_hinted(edits, Hints(document.value, document.where)))
    losses += ignored
    allowed |= {loss.pointer for loss in ignored}
    digest = sha256(f"{document.sha256} {names.sha256}".encode()).hexdigest() if names else document.sha256
    result = Document(edits.value, document.source, digest, document.locate, document.origin)
    return Named(result, tuple(losses), frozenset(allowed), (*remarks, *told))


def _refuse_also(document: Document, edits: Edits) -> None:
    """Raise ``DocumentError`` where a document says what only a names file may."""
    for path, method, pointer in edits.routes():
        if extensions.ALSO in (edits.operation(path, method) or {}):
            raise DocumentError(
                f"{extensions.ALSO} is not for documents",
                where=document.where(join(pointer, extensions.ALSO)),
                cure="Take it out, and give the operation its methods in a names file.",
            )


def _hinted(edits: Edits, hints: Hints) -> Iterator[Loss]:
    """Give operations what the document's own hints say; those that it wants ignored are lost."""
    for path, method, pointer in list(edits.routes()):
        operation = edits.operation(path, method) or {}
        if key := hints.ignored(operation, pointer):
            reason = f"the document says {key}: {method.upper()} {path} is not in the SDK"
            yield Loss(pointer, reason, f"Take {key} out.")
            edits.drop(path, method)
        elif added := hints.of(operation, pointer):
            edits.own_operation(path, method).update(added)
