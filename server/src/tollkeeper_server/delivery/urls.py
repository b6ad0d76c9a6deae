"""URLs of endpoints: what is refused before anybody looks up the host."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from tollkeeper_server.delivery.addresses import is_public

_LABEL = r"[A-Za-z0-9_][A-Za-z0-9_-]{0,62}"
_HOST = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}\.?", re.ASCII)
_LOWEST_PORT = 1024
_HTTPS = 443


@dataclass(frozen=True, slots=True)
class Target:
    """Where a delivery goes. ``path`` holds the query too; ``authority`` is what ``Host`` says."""

    host: str
    port: int
    authority: str
    path: str


def parse_target(url: str, *, allow_loopback: bool = False) -> Target:
    """The target that a URL means. Raises ``ValueError`` with a sentence for the person who chose it."""
    if not url.isascii() or re.search(r"[\x00-\x20\x7f\\]", url):
        raise ValueError("The URL holds a character that has to be encoded.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("The URL has no valid host and port.") from None
    if parts.scheme.lower() != "https":
        raise ValueError("The URL must begin with https.")
    if "@" in parts.netloc:
        raise ValueError("The URL must not hold a user name or a password: it is shown in lists and logs.")
    if "#" in url:
        raise ValueError("The URL must not have a fragment: it would not be sent.")
    port = _HTTPS if port is None else port
    if port != _HTTPS and port < _LOWEST_PORT:
        raise ValueError("The port must be 443, or 1024 or higher: below are services that do not speak HTTP.")
    host = _host(parts, allow_loopback=allow_loopback)
    shown = f"[{host}]" if ":" in host else host
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port, shown if port == _HTTPS else f"{shown}:{port}", path)


def _host(parts: SplitResult, *, allow_loopback: bool) -> str:
    host = parts.hostname or ""
    if ":" not in host and not _HOST.fullmatch(host):
        raise ValueError("The URL has no valid host.")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if ":" in host:
            raise ValueError("The URL has no valid host.") from None
        return host
    if not is_public(host, allow_loopback=allow_loopback):
        raise ValueError("The URL leads to an address that is not public.")
    return host
