"""Applying overlays: find with JSONPath, change with a patch, check the result."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePosixPath
from typing import cast
from urllib.parse import unquote, urlsplit

from jsonpath_rfc9535 import JSONPathError, JSONPathQuery

from trueline.errors import DocumentError, Where, printable
from trueline.spec.document import Document
from trueline.spec.load.limits import Limits
from trueline.spec.load.validate import validate
from trueline.spec.load.value import Value, depth
from trueline.spec.overlay.model import Action, Overlay
from trueline.spec.overlay.patch import IncompatibleError, Location, Patch


def apply(document: Document, overlays: Sequence[Overlay]) -> Document:
    """``document`` corrected by ``overlays`` in order; the input is not changed. Raises DocumentError.

    The result shares unchanged parts with the input. Its ``locate`` answers for what the overlays left alone.
    """
    if not overlays:
        return document
    patch = Patch(document.value)
    digest = sha256(document.sha256.encode())
    for overlay in overlays:
        _check_extends(document, overlay)
        for action in overlay.actions:
            _apply(patch, action)
        digest.update(overlay.sha256.encode())
    value = patch.value if isinstance(patch.value, dict) else {}

    def locate(pointer: str) -> tuple[int, int] | None:
        return document.locate(pointer) if patch.is_original(pointer) else None

    result = Document(value, document.source, digest.hexdigest(), locate)
    if depth(value) > (limit := Limits().depth):
        what = f"nested more than {limit} deep after the overlays"
        raise DocumentError(what, where=Where(overlays[-1].name), cure="Remove the action that nests so deep.")
    validate(value, result.where)
    return result


def _check_extends(document: Document, overlay: Overlay) -> None:
    """Only file names are compared: the folder or host of either may differ between machines."""
    wanted = PurePosixPath(unquote(urlsplit(overlay.extends).path)).name
    found = PurePosixPath(unquote(urlsplit(document.source).path) if "://" in document.source else document.source).name
    if wanted and document.source != "<stdin>" and wanted != found:
        raise DocumentError(
            f"this overlay extends {printable(wanted, 80)}, and is applied to {printable(found, 80)}",
            where=Where(overlay.name, "/extends"),
            cure="Apply it to the document it names, or remove extends.",
        )


def _find(patch: Patch, action: Action, query: JSONPathQuery) -> list[tuple[Location, Value]]:
    try:
        nodes = list(query.finditer(patch.value))
    except (JSONPathError, RecursionError) as error:
        raise _failed(action, f"can't be searched: {printable(str(error), 120)}", "Use a simpler query.") from None
    return list({node.location: cast("Value", node.value) for node in nodes}.items())


def _apply(patch: Patch, action: Action) -> None:
    matches = _find(patch, action, action.query)
    if not matches:
        raise _failed(action, "matches nothing", "The document may be corrected already: remove or adapt the action.")
    if not action.primitives and not all(isinstance(value, (dict, list)) for _, value in matches):
        cure = 'Select the object that holds it, or say overlay: "1.1.0".'
        raise _failed(action, "selects a value that is neither object nor array", cure)
    try:
        if action.change == "remove":
            patch.remove([location for location, _ in matches])
            return
        value = _copied(patch, action) if action.source else action.value
        _refuse_mixture(matches)
        for location, _ in matches:
            patch.merge(location, value)
    except IncompatibleError as error:
        raise _failed(
            action, str(error), "Make the types agree, or remove the old value in an action before."
        ) from None


def _copied(patch: Patch, action: Action) -> Value:
    found = _find(patch, action, action.source) if action.source else []
    if len(found) != 1:
        raise IncompatibleError(f"copies from {len(found)} places, and must copy from one")
    return found[0][1]


def _refuse_mixture(matches: list[tuple[Location, Value]]) -> None:
    families = {type(value) if isinstance(value, (dict, list)) else None for _, value in matches}
    if len(families) > 1:
        raise IncompatibleError("selects objects, arrays or scalars mixed")


def _failed(action: Action, failure: str, cure: str) -> DocumentError:
    index = (action.where.pointer or "").rpartition("/")[2]
    named = f"{printable(action.target, 160)} ({printable(action.description, 120)})"
    return DocumentError(f"action {index}, {named}, {failure}", where=action.where, cure=cure)
