"""JSON pointers (RFC 6901) and the URI fragments that carry them (RFC 6901 section 6)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote


def escape(token: str) -> str:
    """One reference token as it stands in a pointer: ``~`` and ``/`` escaped."""
    return token.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """The reverse of :func:`escape`."""
    return token.replace("~1", "/").replace("~0", "~")


def join(base: str, *tokens: str | int) -> str:
    """``base`` extended by ``tokens``, each escaped: ``join("/paths", "/v1/keys") == "/paths/~1v1~1keys"``."""
    for token in tokens:
        if isinstance(token, str) and ("/" in token or "~" in token):
            base = f"{base}/{escape(token)}"
        else:  # nearly always, and asked for by the million
            base = f"{base}/{token}"
    return base


def parse(pointer: str) -> list[str]:
    """The unescaped tokens of a pointer. ``""`` has none. Raises ValueError when it does not start with ``/``."""
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise ValueError(f"not a JSON pointer: {pointer!r}")
    tokens = pointer[1:].split("/")
    return [unescape(token) for token in tokens] if "~" in pointer else tokens


def from_fragment(fragment: str) -> list[str]:
    """The tokens of a URI fragment without its ``#``: percent-decoded first, then unescaped."""
    return parse(unquote(fragment))


def build(tokens: Iterable[str | int]) -> str:
    """The pointer of ``tokens``."""
    return join("", *tokens)
