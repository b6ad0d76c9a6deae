"""What a fragment points at in a parsed file, and what to say when it points nowhere."""

from __future__ import annotations

import difflib
from functools import lru_cache

from trueline.errors import printable
from trueline.spec import pointer as pointers
from trueline.spec.load.value import Value


class Missing(LookupError):  # noqa: N818 - it is an answer, always caught by the caller
    """A pointer that leads nowhere. ``hint`` names near misses, or is empty."""

    def __init__(self, hint: str) -> None:
        super().__init__(hint)
        self.hint = hint


@lru_cache(maxsize=1 << 14)
def normal_pointer(fragment: str) -> str:
    """The one spelling of a JSON pointer in a URI fragment: percent-encoding undone. Raises ValueError."""
    return pointers.build(pointers.from_fragment(fragment))


def follow(value: Value, pointer: str) -> Value:
    """What stands at ``pointer``. Raises Missing."""
    tokens = pointers.parse(pointer)
    for number, token in enumerate(tokens):
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isascii() and token.isdecimal() and int(token[:9]) < len(value):
            value = value[int(token[:9])]
        else:
            raise Missing(_hint(value, pointers.build(tokens[:number]), token))
    return value


def _hint(value: Value, here: str, token: str) -> str:
    if not isinstance(value, dict):
        return ""
    near = difflib.get_close_matches(token, list(value), n=3, cutoff=0.6)
    near = near or [key for key in value if key.lower() == token.lower()]
    shown = " or ".join(f"#{printable(pointers.join(here, key), 120)}" for key in near)
    return f"did you mean {shown}?" if shown else ""


def find_anchor(value: Value, anchor: str) -> str | None:
    """The pointer of the schema with ``$anchor`` (or ``$dynamicAnchor``) ``anchor``; JSON Schema 2020-12, 8.2.2."""
    pending: list[tuple[Value, str]] = [(value, "")]
    while pending:
        node, pointer = pending.pop()
        if isinstance(node, dict):
            if anchor in (node.get("$anchor"), node.get("$dynamicAnchor")):
                return pointer
            pending.extend((child, pointers.join(pointer, key)) for key, child in node.items())
        elif isinstance(node, list):
            pending.extend((child, pointers.join(pointer, index)) for index, child in enumerate(node))
    return None
