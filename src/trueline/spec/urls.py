"""What of a path in a document is sent."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
#: A path, a ``#`` outside placeholders, and what follows it without any.
_FRAGMENT = re.compile(r"((?:[^{}#]|\{[^{}]*\})*)#[^{}]*")


def has_fragment(path: str) -> bool:
    """Whether there is a ``#`` in the path outside the names of its parameters."""
    return "#" in _PLACEHOLDER.sub("", path)


def sent_path(path: str) -> str:
    """``path`` without its fragment, which no request carries (RFC 3986, section 3.5).

    Where the fragment has parameters, ``#`` was meant as part of the path, and the path stays as it is.
    """
    found = _FRAGMENT.fullmatch(path)
    return found[1] if found else path
