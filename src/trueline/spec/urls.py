"""What of a path in a document is sent."""

from __future__ import annotations


def sent_path(path: str) -> str:
    """``path`` without its fragment, which no request carries (RFC 3986, section 3.5).

    Where the fragment has parameters, ``#`` was meant as part of the path, and the path stays as it is.
    """
    before, _, fragment = path.partition("#")
    return path if "{" in fragment else before
