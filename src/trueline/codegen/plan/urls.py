"""Paths of a document as templates of URLs."""

from __future__ import annotations

import re
from urllib.parse import quote

from trueline.spec.urls import sent_path

#: What may stand in a path as it is (RFC 3986, section 3.3), and the query that some documents write behind it.
_SAFE = "/?:@!$&'()*+,;=%"
_PLACEHOLDER = re.compile(r"(\{[^{}]*\})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def url_path(path: str) -> str:
    """``path`` with what no URL can hold percent-encoded; its parameters stay, named as :func:`placeholder` does.

    A fragment is never sent; a ``#`` that is part of the path is encoded like anything else.
    """
    parts = _PLACEHOLDER.split(sent_path(path))
    return "".join(f"{{{placeholder(part[1:-1])}}}" if n % 2 else _encoded(part) for n, part in enumerate(parts))


def placeholder(name: str) -> str:
    """A parameter's name as it stands in a path: one segment, whatever it is called."""
    return name.replace("/", "%2F")


def _encoded(text: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=_SAFE)
