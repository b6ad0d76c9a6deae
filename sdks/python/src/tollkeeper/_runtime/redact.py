from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, NoReturn
from urllib.parse import urlsplit, urlunsplit

REDACTED = "[redacted]"
_SENSITIVE = (
    r"auth|cookie|token|secret|passw|api-?_?key|access-?_?key|signature|credential|session|^(key|sig|code|jwt)$"
)
_HARMLESS = r"ratelimit|rate-limit|idempotency|webhook-id|next_?token|page_?token|www-authenticate"


class Secret:
    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"Secret('{REDACTED}')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a credential is not pickled")


def is_sensitive(name: str) -> bool:
    found = re.search(_SENSITIVE, name, re.IGNORECASE)
    return found is not None and re.search(_HARMLESS, name, re.IGNORECASE) is None


def redact_headers(headers: Mapping[str, str], also: Iterable[str] = ()) -> dict[str, str]:
    more = frozenset(also)
    return {name: REDACTED if name.lower() in more or is_sensitive(name) else value for name, value in headers.items()}


def redact_url(url: str, also: Iterable[str] = ()) -> str:
    if "?" not in url and "@" not in url and "#" not in url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return REDACTED
    more = frozenset(also)
    fields = [_redact_field(field, more) for field in parts.query.split("&")] if parts.query else []
    userinfo, at, host = parts.netloc.rpartition("@")
    netloc = f"{REDACTED}@{host}" if at and userinfo else host
    return urlunsplit((parts.scheme, netloc, parts.path, "&".join(fields), ""))


def _redact_field(field: str, also: frozenset[str]) -> str:
    name, equals, _ = field.partition("=")
    return f"{name}={REDACTED}" if equals and (name.lower() in also or is_sensitive(name)) else field


class Unshown(NamedTuple):
    content: bytes

    def __repr__(self) -> str:
        return f"<{len(self.content)} bytes>"

    def __reduce__(self) -> tuple[Any, ...]:
        from .scrubbing import without_fields

        text = without_fields(self.content.decode("utf-8", "surrogateescape"))
        return Unshown, (text.encode("utf-8", "surrogateescape"),)

    def __deepcopy__(self, memo: object) -> Unshown:
        return self


class Confidential(dict[str, Any]):
    def __repr__(self) -> str:
        return f"{{{', '.join(f'{name!r}: ...' for name in self)}}}"
