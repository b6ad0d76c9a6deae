from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from .encoding import encode
from .errors import InvalidRequestError
from .messages import redact_url
from .unset import UNSET, is_array, is_mapping, is_object, is_tuple

_MOST = 3
_LONGEST = 200
_DEEPEST = 6
_TEXTS = (
    *("detail", "msg", "message", "description", "error_description", "reason", "exception_message", "defaultMessage"),
    *("errorMessage", "error_message", "Message", "faultstring", "title"),
)
_PLACES = ("loc", "pointer", "field", "param", "path", "attr", "location", "key", "name", "source")
_NESTED = (
    *("message", "errorMessages", "errors", "error", "detail", "details", "violations", "issues", "fault"),
    *("invalid-params", "invalid_params", "exception_detail", "validation_errors", "validationErrors"),
    *("field_errors", "fieldErrors", "fieldViolations", "extra"),
)
_LISTS = frozenset({"extra", "issues"})
_PAGE, _TITLE, _TAG = r"\s*<(!doctype|html|head|body)\b", r"<title[^>]*>([^<]*[^<\s])\s*<", r"<[^>]*>"
_MOST_OF_PAGE = 10_000
_OTHERS = frozenset(
    {"type", "status", "code", "instance", "request_id", "input", "ctx", "url", "id", "loc"}
    | {"missing_scopes", "required_scopes"}
)


def reasons(body: Any) -> str:
    found = dict.fromkeys(reason for reason in islice(_reasons(body, "", 0), 4 * _MOST) if reason)
    return "; ".join(islice(found, _MOST))


def _reasons(value: Any, place: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        value = value if depth else _without_markup(value)
        yield _line(f"{place}: {value}" if place else value)
    elif is_array(value):
        for item in value[: 4 * _MOST]:
            yield from _reasons(item, place, depth + 1)
    elif is_object(value):
        yield from _of_object(value, place, depth)


def _without_markup(text: str) -> str:
    if not re.match(_PAGE, text, re.IGNORECASE):
        return text
    from html import unescape

    page = text[:_MOST_OF_PAGE]
    title = re.search(_TITLE, page, re.IGNORECASE)
    return unescape(title[1] if title else re.sub(_TAG, " ", page))


def _of_object(value: dict[str, Any], place: str, depth: int) -> Iterator[str]:
    about = next((text for name in _PLACES if (text := _place(name, value.get(name)))), "") if depth else ""
    here = ".".join(filter(None, (place, about)))
    text = next((value[name] for name in _TEXTS if isinstance(value.get(name), str) and value[name].strip()), "")
    title = value.get("title")
    if text and isinstance(title, str) and title not in {text, ""} and not depth:
        text = f"{title}: {text}"
    if text:
        yield _line(f"{here}: {text}" if here else text)
    for name in _NESTED:
        inner = value.get(name)
        if name == "error" and isinstance(inner, str) and text:
            continue
        if (
            inner is not None
            and not (name in _TEXTS and isinstance(inner, str))
            and (name not in _LISTS or is_array(inner))
        ):
            yield from _reasons(inner, here, depth + 1)
    if not text and not any(name in value for name in _NESTED):
        yield from _by_field(value, here, depth)


def _by_field(value: dict[str, Any], place: str, depth: int) -> Iterator[str]:
    for name, inner in value.items():
        is_text = isinstance(inner, str) and depth and name not in _PLACES
        if name in _OTHERS or not (is_array(inner) or is_object(inner) or is_text):
            continue
        whole = name in {"non_field_errors", "__all__", "base", "_errors"}
        yield from _reasons(inner, place if whole else ".".join(filter(None, (place, name))), depth + 1)


def _place(name: str, value: Any) -> str:
    if is_array(value) and name in {"loc", "path"}:
        return ".".join(str(part) for part in value if isinstance(part, (str, int)))
    if is_object(value):
        return _place(name, value.get("pointer", value.get("parameter"))) if name == "source" else ""
    return value.lstrip("#/").replace("/", ".") if isinstance(value, str) else ""


def _line(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 2 * _LONGEST]).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


_URL = re.compile(r"[a-z0-9+.-]+://[^\s'\")]+", re.IGNORECASE)
_PROXIES = "HTTP_PROXY, HTTPS_PROXY and ALL_PROXY"
_ALL = "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY"


def causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(20):
        if error is None:
            return
        yield error
        yield from getattr(error, "exceptions", ())
        error = error.__cause__ or error.__context__


def in_words(error: Exception, url: str, *, proxied: bool = False) -> tuple[str, bool]:
    host = _host(url)
    proxy = _proxy_of(url) if proxied else ""
    reached = f"the proxy {_host(proxy)}" if proxy else host
    check = _PROXIES if proxy else "`base_url`"
    if type(error).__name__ == "ProxyError":
        said = _shown(str(error))
        cure = "put a user and a password into the proxy's URL" if said.startswith("407") else f"check {_PROXIES}"
        return f"the proxy does not let this through to {host}: {said}; {cure}", not said.startswith("407")
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"the certificate of {host} is not trusted: {cause.verify_message}; check the host's name, or name the"
                " authority in SSL_CERT_FILE or `http_client=httpx.Client(verify=...)`"
            ), False
        if isinstance(cause, ssl.SSLError):
            return f"no TLS with {host}: {cause.reason or cause}; is that port one of https?", True
        if isinstance(cause, socket.gaierror):
            passing = cause.errno == socket.EAI_AGAIN
            return f"no address is known of {reached} (DNS: {cause.strerror}); check {check} and the network", passing
        if isinstance(cause, ConnectionRefusedError):
            check = f"{check} and the proxy" if proxy else f"{check}, proxies and the server"
            return f"{reached} refuses connections: nothing listens there; check {check}", True
    return "", True


def _host(url: str) -> str:
    parts = urlsplit(url if "://" in url else f"//{url}")
    return (parts.hostname or "") + (f":{parts.port}" if parts.port else "")


def _proxy_of(url: str) -> str:
    from urllib.request import getproxies, proxy_bypass

    parts, proxies = urlsplit(url), getproxies()
    return "" if proxy_bypass(parts.hostname or "") else proxies.get(parts.scheme) or proxies.get("all") or ""


def unmade(error: Exception) -> str:
    if isinstance(error, ImportError) and "socks" in str(error):
        return f"a SOCKS proxy needs socksio: pip install 'httpx[socks]', or change {_PROXIES}"
    return f"no client can be made: {_shown(str(error))}; check {_ALL}, SSL_CERT_FILE and SSL_CERT_DIR"


def _shown(text: str) -> str:
    return _URL.sub(lambda found: redact_url(found[0]), text)


MISFITS = (ValueError, TypeError, RecursionError)
_DEEPEST_VALUE = 100


def misfit(arguments: Mapping[str, Any], error: Exception, otherwise: str) -> InvalidRequestError:
    if isinstance(error, InvalidRequestError):
        return error
    path, found = _culprit(arguments, error)
    reason = str(found)
    if isinstance(found, UnicodeEncodeError):
        reason = "text with half a character in it (a lone surrogate) can't be sent"
    elif isinstance(found, RecursionError):
        reason = "it is nested too deeply to be sent, or holds itself"
    return InvalidRequestError(f"{path or otherwise}: {reason}")


def _culprit(value: object, error: Exception) -> tuple[str, Exception]:
    path = ""
    for _ in range(_DEEPEST_VALUE):
        found = next(_failing(value), None)
        if found is None:
            break
        if isinstance(found[2], RecursionError):
            return (path + found[0]).lstrip("."), found[2]
        step, value, error = found
        path += step
    return path.lstrip("."), error


def _failing(value: object) -> Iterator[tuple[str, object, Exception]]:
    for step, part in _parts(value):
        try:
            encode(part)
        except MISFITS as error:
            yield step, part, error


def _parts(value: object) -> Iterator[tuple[str, object]]:
    if is_mapping(value):
        yield from ((f".{name}", part) for name, part in value.items() if part is not UNSET)
    elif is_array(value) or is_tuple(value):
        yield from ((f"[{number}]", part) for number, part in enumerate(value))
    else:
        names = [field.name for field in getattr(type(value), "__attrs_attrs__", ())]
        parts = ((f".{name}", getattr(value, name, UNSET)) for name in names)
        yield from ((step, part) for step, part in parts if part is not UNSET)
