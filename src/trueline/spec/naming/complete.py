"""What a names file adds to the document: what operations need, and the schemes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trueline.spec.document import is_array, is_object
from trueline.spec.naming.edits import Edits
from trueline.spec.naming.model import Names


def complete(edits: Edits, names: Names) -> Iterator[tuple[str, str]]:
    """Adds it; answers what is told of it, by the key of the file."""
    _schemes(edits, names)
    if names.security is None or edits.value.get("security") == list(names.security):
        return
    if "security" in edits.value and _asked(edits.value["security"]) <= _described(edits):
        yield "/security", "security is not carried: the document says what operations need, with security"
    else:
        edits.value["security"] = list(names.security)


def _asked(security: Any) -> set[str]:
    """The schemes that the document asks for."""
    return {name for each in (security if is_array(security) else ()) if is_object(each) for name in each}


def _described(edits: Edits) -> set[str]:
    known = edits.at(["components", "securitySchemes"])
    return set(known) if is_object(known) else set()


def _schemes(edits: Edits, names: Names) -> None:
    if not names.schemes_added:
        return
    components = (
        edits.owned(["components"]) if "components" in edits.value else edits.value.setdefault("components", {})
    )
    known = components.get("securitySchemes")
    components["securitySchemes"] = {**dict(names.schemes_added), **(known if is_object(known) else {})}
