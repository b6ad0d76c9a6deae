"""Secrets in what a server says: it may repeat what it was sent, or say what only its caller should know. Pure."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from urllib.parse import parse_qsl, quote, quote_plus, unquote, unquote_plus, urlsplit

from .messages import REDACTED, Answer, Request, is_sensitive

#: Properties of bodies that hold secrets. Fewer names say so than of headers: a ``key`` or a ``code`` is ordinary data.
_SECRET_FIELD = re.compile(
    r"secret|passw|token|authori[sz]ation|cookie|credential|(api|access|private)[-_]?key(?![-_]?id)", re.IGNORECASE
)
_OPEN_FIELD = re.compile(r"(type|id|name|url|uri|at|in|expires|count|limit|s)$|(next|page)[-_]?token", re.IGNORECASE)
_JSON_FIELD = re.compile(r'("([^"\\]{1,100})"\s*:\s*)"([^"\\]*(?:\\.[^"\\]*)*)("?)')
#: Shorter ones would hit ordinary words. Of a body that was sent, so much is looked at.
_SHORTEST = 6
_MOST_SENT = 65_536


def scrub(text: str, secrets: Iterable[str]) -> str:
    """The text without the given secrets, for servers that repeat what they were sent."""
    for form in forms(secrets):
        text = text.replace(form, REDACTED)
    return text


def scrub_bytes(content: bytes, secrets: Iterable[str]) -> bytes:
    """The same for bytes in UTF-8."""
    for form in forms(secrets):
        content = content.replace(form.encode("utf-8", "surrogatepass"), REDACTED.encode())
    return content


def forms(secrets: Iterable[str]) -> list[str]:
    """Each secret as it is, and as URLs, JSON and HTML write it; the longer ones first."""
    found = {text for secret in secrets if len(secret) >= _SHORTEST for text in (secret, secret.strip())}
    for text in list(found):
        found |= {quote(text, safe=""), quote_plus(text), text.replace("&", "&amp;")}
        found |= {json.dumps(text, ensure_ascii=escaped)[1:-1] for escaped in (True, False)}
    return sorted(found, key=len, reverse=True)


def without_fields(text: str) -> str:
    """JSON text, whole or in pieces, without the values of properties that are secrets by their names."""
    return _JSON_FIELD.sub(lambda at: f'{at[1]}"{REDACTED}{at[4]}' if _is_secret_field(at[2]) else at[0], text)


def _is_secret_field(name: str) -> bool:
    return _SECRET_FIELD.search(name) is not None and _OPEN_FIELD.search(name) is None


def secrets_of(request: Request | None, names: Container[str] = ()) -> list[str]:
    """The secrets that a request carries, and those that led to it. ``names``: what this API calls its credentials."""
    found: list[str] = []
    while request is not None:
        for name, value in request.headers.items():
            if name in names or is_sensitive(name):
                pairs = value.split(";") if name == "cookie" else ()
                found += [part for text in (value, *pairs) for part in _parts(text.strip(), name)]
        with suppress(ValueError):
            parts = urlsplit(request.url)
            found.append(unquote(parts.password or parts.username or ""))
            for field in parts.query.split("&"):
                name, _, value = field.partition("=")
                if name.lower() in names or is_sensitive(name):
                    found.append(unquote_plus(value))
        if request.payload is not None:
            found += _sent(request.payload.content[:_MOST_SENT])
        request = request.after
    return found


def _parts(value: str, header: str) -> Iterator[str]:
    """A header's value, what follows the name of its scheme or its cookie, and the password of ``Basic``."""
    scheme, _, rest = value.partition("=" if header == "cookie" else " ")
    yield from (value, rest, unquote(rest))
    if scheme.lower() == "basic":
        with suppress(ValueError):
            pair = base64.b64decode(rest).decode()
            password = pair.partition(":")[2]
            yield from (pair, password, unquote(password))


def _sent(body: bytes) -> Iterator[str]:
    """The secrets among the properties of a JSON or form body."""
    text = body.decode("utf-8", "replace")
    if text[:1] in {"{", "["}:
        fields = [(at[2], at[3]) for at in _JSON_FIELD.finditer(text)]
    else:
        fields = parse_qsl(text) if "=" in text and "\n" not in text else []
    for name, value in fields:
        if _is_secret_field(name):
            yield value
            with suppress(ValueError):
                yield str(json.loads(f'"{value}"'))


def scrubbed(answer: Answer, secrets: Iterable[str]) -> Answer:
    """A copy of what has been read of an answer, without the given secrets."""
    texts = list(secrets)
    headers = [(name, scrub_bytes(value, texts)) for name, value in answer.raw_headers]
    return Answer(answer.status, headers, scrub_bytes(answer.content or b"", texts))
