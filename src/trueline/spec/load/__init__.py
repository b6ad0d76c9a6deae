"""Load: a path, a URL or standard input in; one checked JSON value out. Decisions: docs/decisions/004-loading.md."""

from __future__ import annotations

from typing import BinaryIO

from trueline.errors import DocumentError
from trueline.spec.document import Document
from trueline.spec.load.bundle import bundle
from trueline.spec.load.check import check_document
from trueline.spec.load.files import Files, locator
from trueline.spec.load.ids import Ids
from trueline.spec.load.limits import Limits
from trueline.spec.load.local_refs import check_references
from trueline.spec.load.sources import root_location

__all__ = ["Limits", "load"]

_DEFAULT = Limits()


def load(
    source: str,
    *,
    allow_remote: bool = False,
    stdin: BinaryIO | None = None,
    limits: Limits = _DEFAULT,
    check_refs: bool = True,
) -> Document:
    """The OpenAPI document at ``source``, all its files bundled, every ``$ref`` local.

    ``source`` is a path, an http(s) URL, or ``-`` for ``stdin``. ``allow_remote`` allows ``$ref`` to http(s) URLs;
    ``check_refs=False`` puts off the check that every ``$ref`` points somewhere until overlays have been applied
    (``apply`` makes it). Raises DocumentError for whatever is wrong, with file, line, column and pointer as known.
    """
    files = Files(limits)
    root = files.open(root_location(source), stdin=stdin)
    own = check_document(root.value, root.where)
    ids = Ids()
    if "$id" in root.text:
        ids.localise(own)
    try:
        value, walked = bundle(root, own, files, limits, allow_remote=allow_remote)
    except DocumentError as error:
        raise ids.explain(error) from None
    document = Document(value, root.name, files.sha256, locator(root))
    if check_refs:
        check_references(value, document.where, walked)
    return document
