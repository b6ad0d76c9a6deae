"""What an answer means: which documented content it is, the value in it, or the error it stands for. Pure."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from .decoding import DecodeError, Decoder
from .encoding import loads
from .errors import (
    APIResponseError,
    APIStatusError,
    PermissionDeniedError,
    ResponseDecodeError,
    UnexpectedStatusError,
    error_class,
)
from .guards import is_array, is_object
from .lazy import sibling
from .messages import Answer
from .operation import Responses
from .redact import redact_url

E = TypeVar("E", bound=APIResponseError)

_REQUEST_ID = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "x-github-request-id", "cf-ray")
_SHOWN = 2_000


class Asked(NamedTuple):
    """What was asked, for the messages of errors."""

    method: str
    full_url: str
    secret_names: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        """The URL, without secrets."""
        return redact_url(self.full_url, self.secret_names)


def request_id(headers: Mapping[str, str]) -> str | None:
    """The id that the server gave the request, to be quoted to its support."""
    return next((headers[name] for name in _REQUEST_ID if name in headers), None)


# --- choosing ---


def documented(responses: Responses, status: int) -> Mapping[str, Decoder[Any] | None] | None:
    """The content documented for a status: under its number, its range ("2XX"), or "default"."""
    found = responses.get(str(status))
    if found is None and responses:
        family = f"{status // 100}X"
        found = responses.get(f"{family}X", responses.get(f"{family.lower()}x", responses.get("default")))
    return found


def choose(content: Mapping[str, Decoder[Any] | None], content_type: str) -> str | None:
    """The documented media type that an answer of ``content_type`` has; ``None`` when the document has none like it.

    Exact, then with the same JSON suffix, then by range. An answer that names no type has the only one documented.
    """
    essence = _essence(content_type)
    if not essence:
        return next(iter(content)) if len(content) == 1 else next((name for name in content if is_json(name)), None)
    if essence in content:
        return essence
    names = {_essence(name): name for name in content}
    if essence in names:
        return names[essence]
    if is_json(essence):
        for name in content:
            if is_json(name):
                return name
    for pattern in (f"{essence.partition('/')[0]}/*", "*/*"):
        if pattern in names:
            return names[pattern]
    # Bytes are bytes, whatever a server calls them.
    return next((name for name, decode in content.items() if decode is None), None)


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON: ``application/json``, ``text/json`` or anything ``+json``."""
    essence = _essence(media_type)
    return essence in {"application/json", "text/json"} or essence.endswith("+json")


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def text_of(content: bytes, content_type: str) -> str:
    """Text in the charset that the answer names, else UTF-8. What is not text in it becomes U+FFFD."""
    return content.decode(charset(content_type), "replace")


def charset(content_type: str) -> str:
    """The charset that a content type names, where Python knows it; else UTF-8."""
    for param in content_type.split(";")[1:]:
        name, _, value = param.partition("=")
        if name.strip().lower() == "charset":
            named = value.strip().strip('"')
            try:
                "a".encode(named)  # not every codec is one of text
            except (LookupError, ValueError):
                break
            return codecs.lookup(named).name
    return "utf-8"


# --- decoding ---


def decode(answer: Answer, responses: Responses, asked: Asked, *, strict: bool) -> Any:
    """The value of a documented success whose body has been read. ``bytes`` stand for themselves here."""
    content = documented(responses, answer.status)
    if content is None:
        raise status_error(answer, {}, asked)
    if not content or answer.status in {204, 205} or asked.method == "HEAD":
        return None
    body, content_type = answer.content or b"", answer.content_type
    name = choose(content, content_type)
    if name is None:
        known = ", ".join(content)
        raise undecodable(answer, asked, "$", f"the content type is {content_type or 'missing'}, expected is {known}")
    decoder = content[name]
    if decoder is None:
        return body
    try:
        value = decoder(_parsed(body, content_type, name))
        if strict:
            sibling("models").check_strict(value)
    except DecodeError as error:
        raise undecodable(answer, asked, error.path, error.reason) from error
    except (ValueError, RecursionError) as error:
        reason = "the body is empty" if not body else f"the body is not what its content type says: {error}"
        raise undecodable(answer, asked, "$", reason) from error
    return value


def _parsed(body: bytes, content_type: str, documented_as: str) -> Any:
    if is_json(documented_as) or is_json(content_type):
        return loads(body)
    if "*" in documented_as and not _essence(content_type).startswith("text/"):
        return loads(body)
    return text_of(body, content_type)


def any_value(answer: Answer) -> Any:
    """The value of an answer that no document describes: JSON, text or bytes by content type; ``None`` when empty."""
    body, content_type = answer.content or b"", answer.content_type
    if not body:
        return None
    if is_json(content_type):
        return loads(body)
    return text_of(body, content_type) if _essence(content_type).startswith("text/") else body


def undecodable(answer: Answer, asked: Asked, path: str, reason: str) -> ResponseDecodeError:
    """The error for an answer, or a part of a stream, that is not what the document says."""
    message = f"{asked.method} {asked.url} answered {answer.status} with an unexpected body: {path}: {reason}"
    shown = text_of((answer.content or b"")[:_SHOWN], answer.content_type)
    error = _filled(ResponseDecodeError, message, answer, asked, body=shown)
    error.path, error.reason = path, reason
    return error


# --- errors ---


def status_error(answer: Answer, errors: Responses, asked: Asked, *, wall: float = 0.0) -> APIStatusError:
    """The error that a status stands for, with the documented error model or the problem (RFC 9457) of its body."""
    content_type = answer.content_type
    try:
        plain = any_value(answer)
    except (ValueError, RecursionError):
        plain = text_of(answer.content or b"", content_type)
    problem = _mapping(plain)
    nested = _mapping(problem.get("error")) or _mapping(next(iter(_items(problem.get("errors"))), None))
    code = _first(problem, nested, "code", "error") or _last_segment(_first(problem, nested, "type"))
    title, detail = _first(problem, {}, "title"), _first(problem, nested, "detail", "message", "error_description")
    rid = request_id(answer.headers) or _first(problem, nested, "request_id")
    kind = error_class(answer.status)
    said = ": ".join(part for part in (title, detail) if part) or ("" if is_object(plain) else _excerpt(plain))
    summary = f"{asked.method} {asked.url} answered {answer.status}"
    if kind is UnexpectedStatusError:
        summary += ", which is not documented"
    message = (
        summary + (f" {code}" if code else "") + (f": {said}" if said else "") + (f" (request id {rid})" if rid else "")
    )
    body = _error_body(answer, errors, content_type, plain)
    error = _filled(kind, message, answer, asked, body=body, rid=rid)
    error.code, error.title, error.detail = code, title, detail
    error.retry_after = sibling("limits").retry_after(answer.headers, wall)
    if isinstance(error, PermissionDeniedError):
        error.required_scopes = _strings(problem.get("required_scopes", nested.get("required_scopes")))
        error.missing_scopes = _strings(problem.get("missing_scopes", nested.get("missing_scopes")))
        if error.missing_scopes:
            error.message += f" (missing scopes: {', '.join(error.missing_scopes)})"
            error.args = (error.message,)
    return error


def _filled(kind: type[E], message: str, answer: Answer, asked: Asked, *, body: Any, rid: str | None = None) -> E:
    return kind(
        message,
        status_code=answer.status,
        headers=answer.headers,
        body=body,
        method=asked.method,
        url=asked.url,
        request_id=rid or request_id(answer.headers),
    )


def _error_body(answer: Answer, errors: Responses, content_type: str, plain: Any) -> Any:
    """The documented error model, where the body is one; else what the body is without a document."""
    content = documented(errors, answer.status)
    name = choose(content, content_type) if content else None
    decoder = content[name] if content and name is not None else None
    if decoder is None:
        return plain
    try:
        return decoder(_parsed(answer.content or b"", content_type, name or ""))
    except (DecodeError, ValueError, RecursionError):
        return plain


def _mapping(value: Any) -> dict[str, Any]:
    return value if is_object(value) else {}


def _items(value: Any) -> list[Any]:
    return value if is_array(value) else []


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(item for item in _items(value) if isinstance(item, str))


def _first(outer: Mapping[str, Any], inner: Mapping[str, Any], *names: str) -> str | None:
    for values in (outer, inner):
        for name in names:
            value = values.get(name)
            if isinstance(value, (str, int)) and not isinstance(value, bool) and value != "":
                return str(value)
    return None


def _last_segment(uri: str | None) -> str | None:
    if not uri or uri == "about:blank":
        return None
    return uri.rstrip("/").rpartition("/")[2].rpartition("#")[2] or None


def _excerpt(plain: Any) -> str:
    text = plain if isinstance(plain, str) else ""
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:200]}…"
