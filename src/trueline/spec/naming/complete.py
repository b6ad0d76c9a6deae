"""What a names file adds to the document: what operations need, and the schemes of it."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.spec.document import is_object
from trueline.spec.naming.edits import Edits
from trueline.spec.naming.model import Names


def complete(edits: Edits, names: Names) -> Iterator[tuple[str, str]]:
    """Adds it; answers what is told of it, by the key of the file."""
    if names.security is not None and "security" not in edits.value:
        edits.value["security"] = list(names.security)
    elif names.security is not None and edits.value["security"] != list(names.security):
        yield "/security", "security is not carried: the document says what operations need, with security"
    _schemes(edits, names)


def _schemes(edits: Edits, names: Names) -> None:
    if not names.schemes_added:
        return
    components = (
        edits.owned(["components"]) if "components" in edits.value else edits.value.setdefault("components", {})
    )
    known = components.get("securitySchemes")
    components["securitySchemes"] = {**dict(names.schemes_added), **(known if is_object(known) else {})}
