"""Servers from ``schemes``, ``host`` and ``basePath``."""

from __future__ import annotations

from typing import Any

from trueline.spec.document import Json
from trueline.spec.swagger.work import Work

#: The first server is the one a client calls by itself: credentials travel encrypted where they can.
_PREFERRED = ("https", "wss", "http", "ws")


def servers(work: Work, schemes: Any, pointer: str) -> list[Json]:
    """One server for each scheme, the safest first; a relative one where the document names no host."""
    base = _path(work)
    host = _host(work)
    if not host:
        return [{"url": base or "/"}]
    found = [name.lower() for name in work.texts(schemes, pointer)]
    if not found:
        work.notes.repair("", "there are no schemes; taken as https")
        found = ["https"]
    ordered = sorted(found, key=lambda name: _PREFERRED.index(name) if name in _PREFERRED else len(_PREFERRED))
    return [{"url": f"{scheme}://{host}{base}"} for scheme in ordered]


def _host(work: Work) -> str:
    host = work.root.get("host")
    if host is None or host == "":
        return ""
    if not isinstance(host, str):
        work.notes.refuse("/host", "the host is not text", "Write a host, such as api.example.com.")
    name = host.strip().rpartition("://")[2].rstrip("/")
    if name != host:
        work.notes.repair("/host", f"{host!r} is more than a host; taken as {name}")
    return name


def _path(work: Work) -> str:
    base = work.root.get("basePath")
    if base is None:
        return ""
    if not isinstance(base, str):
        work.notes.refuse("/basePath", "the base path is not text", "Write a path, such as /v1.")
    path = base.strip("/ ")
    return f"/{path}" if path else ""
