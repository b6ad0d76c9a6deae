"""Types as a reader of the reference sees them: JSON's words, with links to the schemas."""

from __future__ import annotations

from trueline.reference.inert import code
from trueline.spec.types import Constant, ListOf, MapOf, Ref, Scalar, ScalarKind, Type, Union

_WORDS = {
    ScalarKind.ANY: "any",
    ScalarKind.BINARY: "file",
    ScalarKind.BYTE: "string (base64)",
    ScalarKind.DECIMAL: "string (decimal)",
    ScalarKind.DECIMAL_NUMBER: "number (decimal)",
    ScalarKind.NEVER: "nothing",
}
_PLAIN = {ScalarKind.NULL, ScalarKind.BOOLEAN, ScalarKind.INTEGER, ScalarKind.NUMBER, ScalarKind.STRING}


def anchor(name: str) -> str:
    """The id of a schema on the page."""
    return f"schema-{name}"


def shown(type_: Type) -> str:
    """A type as Markdown."""
    match type_:
        case Scalar(kind):
            return kind.value if kind in _PLAIN else _WORDS.get(kind, f"string ({kind.value})")
        case Constant(text):
            return code(text)
        case Ref(name):
            return f"[{name}](#{anchor(name)})"
        case ListOf(item):
            return f"list of {_inner(item)}"
        case MapOf():
            return f"map of {_inner(type_.either)}"
        case Union(members):
            between = ", or " if any(isinstance(member, ListOf | MapOf) for member in members) else " or "
            return between.join(map(shown, members))


def _inner(type_: Type) -> str:
    return f"({shown(type_)})" if isinstance(type_, Union) else shown(type_)
