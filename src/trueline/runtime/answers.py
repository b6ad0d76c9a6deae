"""What an answer means: which documented content it is, the value in it, or the error it stands for. Pure."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from .decoding import DecodeError, Decoder, Report, Strictness, anything, read_value
from .encoding import digits_kept, loads, loads_any
from .errors import (
    APIResponseError,
    APIStatusError,
    PermissionDeniedError,
    ResponseDecodeError,
    UnexpectedStatusError,
    error_class,
)
from .messages import Answer, Request, redact_url
from .operation import Responses
from .unset import UNSET, is_array, is_object

E = TypeVar("E", bound=APIResponseError)

_REQUEST_ID = ("x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "x-github-request-id", "cf-ray")
_SHOWN = 2_000
#: Where JSON of any kind is documented, a file or a text is taken as such; a page is a proxy's, or that of a login.
_NO_VALUE = frozenset({"", "text/html", "application/xhtml+xml"})


#: What Python calls a codec and nobody else a charset; some can't read on after a mistake.
_OWN_CODECS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})


class Asked(NamedTuple):
    """What was asked, for the messages of errors."""

    method: str
    full_url: str
    secret_names: frozenset[str] = frozenset()
    request: Request | None = None

    @property
    def url(self) -> str:
        """The URL, without secrets."""
        return redact_url(self.full_url, self.secret_names)

    def clean(self, answer: Answer) -> tuple[Answer, Callable[[str], str]]:
        """The answer without the secrets that were sent, and what takes them out of a text."""
        from .scrubbing import scrub, scrubbed, secrets_of

        secrets = secrets_of(self.request, self.secret_names)
        return scrubbed(answer, secrets), lambda text: scrub(text, secrets)


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


def fits_best(responses: Responses, status: int, content_type: str, *, empty: bool) -> str | None:
    """The documented success that an undocumented one is read as: one without content for an empty body, else one
    whose media type it has, else the first with content; of several the nearest status.
    """
    known = [name for name in responses if name[:1] in {"2", "d"}]
    known.sort(key=lambda name: abs(int(name) - status) if name.isdigit() else 0)
    bare = [name for name in known if not responses[name]]
    if empty and bare:
        return bare[0]
    rest = [name for name in known if responses[name]]
    alike = [name for name in rest if choose(responses[name], content_type) is not None]
    return next(iter([*alike, *rest, *bare]), None)


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
                found = codecs.lookup(named).name
            except (LookupError, ValueError):
                break
            return "utf-8" if found.replace("_", "-") in _OWN_CODECS else found
    return "utf-8"


# --- decoding ---


def content_of(
    answer: Answer, responses: Responses, errors: Responses, *, strict: Strictness
) -> tuple[str, Mapping[str, Decoder[Any] | None]] | None:
    """The content that an answer is read as, and the documented status it stands under; ``None`` for no success.

    A 2xx that the document does not list is read as the documented success that it fits best, unless ``strict``.
    """
    status = answer.status
    content = documented(responses, status)
    if content is not None or not 200 <= status < 300:
        return None if content is None else (str(status), content)
    name = None if strict else fits_best(responses, status, answer.content_type, empty=_is_empty(answer))
    if name is not None:
        return name, responses[name]
    content = documented(errors, status)  # under "default", as a rule: that is documented too
    return None if content is None else (str(status), content)


def _is_empty(answer: Answer) -> bool:
    if answer.content is not None:
        return not answer.content
    return answer.status in {204, 205} or answer.headers.get("content-length") == "0"


def decode(
    answer: Answer,
    responses: Responses,
    asked: Asked,
    *,
    strict: Strictness,
    errors: Responses | None = None,
    report: Report | None = None,
) -> Any:
    """The value of a success whose body has been read. ``bytes`` stand for themselves here.

    Unless ``strict``, what is not as documented is kept as it came and told to ``report``.
    """
    found = content_of(answer, responses, errors or {}, strict=strict)
    if found is None:
        raise status_error(answer, errors or {}, asked)
    name, content = found
    tell = report or _nobody
    if name != str(answer.status):
        tell([("$", f"status {name}", f"status {answer.status}")], 0)
    body = answer.content or b""
    if not content and body.strip() and not strict and asked.method != "HEAD":
        tell([("$", "no body", _excerpt(answer.content_type) or "a body")], 0)
        return _undescribed(answer)
    if not content or answer.status in {204, 205} or asked.method == "HEAD":
        return None
    return _described(answer, content, asked, strict=strict, report=report)


def _nobody(deviations: list[tuple[str, str, str]], more: int) -> None:
    """Where nobody listens."""


def _described(
    answer: Answer,
    content: Mapping[str, Decoder[Any] | None],
    asked: Asked,
    *,
    strict: Strictness,
    report: Report | None,
) -> Any:
    body, content_type = answer.content or b"", answer.content_type
    name = choose(content, content_type)
    if name is None:
        if strict:
            reason = f"the content type is {content_type or 'missing'}, expected is {', '.join(content)}"
            raise undecodable(answer, asked, "$", reason)
        name = next(filter(is_json, content), next(iter(content)))
        (report or _nobody)([("$", name, _excerpt(content_type) or "no content type")], 0)
    decoder = content[name]
    if decoder is None:
        return body
    if not strict and not body.strip() and is_json(name):
        (report or _nobody)([("$", name, "an empty body")], 0)
        return None
    if not (is_json(name) or "*" in name or _is_text(body, content_type)):
        wrong = f"bytes that are not text in {charset(content_type)}"
        if strict:
            raise undecodable(answer, asked, "$", wrong)
        (report or _nobody)([("$", "text", wrong)], 0)
    kept = digits_kept()
    try:
        value = read_value(decoder, _read(body, content_type, name, strict, report), strict=strict, report=report)
        # The first decimals that are JSON numbers: they are read again, with every digit.
        return value if kept is digits_kept() else read_value(decoder, loads_any(body), strict=strict)
    except DecodeError as error:
        raise undecodable(answer, asked, error.path, error.reason) from error
    except (ValueError, RecursionError) as error:
        if decoder is anything and not strict and _essence(content_type) not in _NO_VALUE and not is_json(content_type):
            return any_value(answer)
        raise undecodable(answer, asked, "$", _unreadable(body, content_type, name, error)) from error


def _unreadable(body: bytes, content_type: str, name: str, error: Exception) -> str:
    if not body:
        return "the body is empty"
    if is_json(name) and not is_json(content_type):
        return f"the content type is {content_type or 'missing'} and the body no JSON, expected is {name}"
    return f"the body is not what its content type says: {error}"


def _read(body: bytes, content_type: str, name: str, strict: Strictness, report: Report | None) -> Any:
    """:func:`_parsed`, where ``NaN`` and ``Infinity`` are kept and told unless ``strict``: they are no JSON."""
    try:
        return _parsed(body, content_type, name, loads)
    except ValueError:
        if strict:
            raise
        value = _parsed(body, content_type, name)
        if report is not None:
            from .reading import no_numbers

            reading = no_numbers(value)
            report(reading.found, reading.more)
        return value


def _parsed(body: bytes, content_type: str, documented_as: str, read: Callable[[bytes | str], Any] = loads_any) -> Any:
    """The JSON value or the text of a body. Text that a server sends as a JSON string is what the string says."""
    if is_json(documented_as) or ("*" in documented_as and is_json(content_type)):
        return read(_in_utf8(body, content_type))
    if "*" in documented_as and not _essence(content_type).startswith("text/"):
        return read(body)
    if is_json(content_type):
        try:
            value = read(_in_utf8(body, content_type))
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, str):
            return value
    return text_of(body, content_type)


def _in_utf8(body: bytes, content_type: str) -> bytes | str:
    """JSON text, which is in UTF-8 unless the answer says otherwise. Raises ``ValueError`` where it is not."""
    named = charset(content_type) if "charset" in content_type.lower() else "utf-8"
    return body if named in {"utf-8", "ascii"} else body.decode(named)


def _undescribed(answer: Answer) -> Any:
    try:
        return any_value(answer)
    except (ValueError, RecursionError):
        return text_of(answer.content or b"", answer.content_type)


def _is_text(body: bytes, content_type: str) -> bool:
    try:
        body.decode(charset(content_type))
    except ValueError:
        return False
    return True


def any_value(answer: Answer) -> Any:
    """The value of an answer that no document describes: JSON, text or bytes by content type; ``None`` when empty."""
    body, content_type = answer.content or b"", answer.content_type
    if not body:
        return None
    if is_json(content_type):
        return loads_any(_in_utf8(body, content_type))
    return text_of(body, content_type) if _essence(content_type).startswith("text/") else body


def undecodable(answer: Answer, asked: Asked, path: str, reason: str) -> ResponseDecodeError:
    """The error for an answer, or a part of a stream, that is not what the document says."""
    from .scrubbing import without_fields

    answer, scrub = asked.clean(answer)
    message = f"{asked.method} {asked.url} answered {answer.status} with an unexpected body: {path}: {reason}"
    shown = scrub(text_of((answer.content or b"")[:_SHOWN], answer.content_type))
    body = without_fields(shown)
    error = _filled(ResponseDecodeError, scrub(message), answer, asked, url=scrub(asked.url), body=body)
    error.path, error.reason = scrub(path), scrub(reason)
    return error


# --- errors ---


def status_error(
    answer: Answer, errors: Responses, asked: Asked, *, wall: float = 0.0, report: Report | None = None
) -> APIStatusError:
    """The error that a status stands for, with the documented error model or the problem (RFC 9457) of its body."""
    from .reasons import reasons
    from .retry import retry_after
    from .scrubbing import without_fields

    answer, scrub = asked.clean(answer)
    try:
        plain = any_value(answer)
    except (ValueError, RecursionError):
        plain = text_of(answer.content or b"", answer.content_type)
    if isinstance(plain, str):
        plain = without_fields(scrub(plain))
    problem = _mapping(plain)
    nested = _mapping(problem.get("error")) or _mapping(next(iter(_items(problem.get("errors"))), None))
    code = _code(problem, nested, str(answer.status))
    title, detail = _first(problem, {}, "title"), _first(problem, nested, "detail", "message", "error_description")
    rid = request_id(answer.headers) or _first(problem, nested, "request_id")
    kind = error_class(answer.status)
    said = reasons(plain) if answer.status >= 400 else ""
    message = (
        _summary(answer, errors, asked, kind)
        + (f" {code}" if code and not said.startswith(code) else "")
        + (f": {said}" if said else "")
        + (f" (request id {rid})" if rid else "")
    )
    body = _error_body(answer, errors, plain, report)
    error = _filled(kind, scrub(message), answer, asked, url=scrub(asked.url), body=body, rid=rid)
    error.code, error.title, error.detail = code, title, detail
    error.retry_after = retry_after(answer.headers, wall)
    if isinstance(error, PermissionDeniedError):
        error.required_scopes = _strings(problem.get("required_scopes", nested.get("required_scopes")))
        error.missing_scopes = _strings(problem.get("missing_scopes", nested.get("missing_scopes")))
        if error.missing_scopes:
            error.message += f" (missing scopes: {', '.join(error.missing_scopes)})"
            error.args = (error.message,)
    return error


def _summary(answer: Answer, errors: Responses, asked: Asked, kind: type[APIStatusError]) -> str:
    said = f"{asked.method} {asked.url} answered {answer.status}"
    if kind is UnexpectedStatusError and documented(errors, answer.status) is None:
        said += ", which is not documented"
        if answer.headers.get("location"):
            said += f", and leads to {redact_url(answer.headers['location'], asked.secret_names)}"
    return said


def _filled(
    kind: type[E], message: str, answer: Answer, asked: Asked, *, url: str, body: Any, rid: str | None = None
) -> E:
    return kind(
        message,
        status_code=answer.status,
        headers=answer.headers,
        body=body,
        method=asked.method,
        url=url,
        request_id=rid or request_id(answer.headers),
        content=answer.content or b"",
    )


def _error_body(answer: Answer, errors: Responses, plain: Any, report: Report | None) -> Any:
    """The documented error model, where the body is one or nearly so; else what the body is without a document."""
    content = documented(errors, answer.status)
    name = choose(content, answer.content_type) if content else None
    decoder = content[name] if content and name is not None else None
    if decoder is None:
        return plain
    try:
        raw = _parsed(answer.content or b"", answer.content_type, name or "")
        body = read_value(decoder, raw, strict=False, report=report)
    except (DecodeError, ValueError, RecursionError):
        return plain
    return plain if is_object(raw) and not _says_something(body) else body


def _says_something(model: Any) -> bool:
    """Whether any documented property of an error model came."""
    attrs = getattr(getattr(model, "__shape__", None), "attrs", None)
    return attrs is None or any(getattr(model, attr) is not UNSET for attr in attrs.values())


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


def _code(outer: Mapping[str, Any], inner: Mapping[str, Any], status: str) -> str | None:
    """The code of an error; where that only says the status once more, what is said beside it."""
    code = _first(outer, inner, "code", "error")
    if code == status:
        found = (_first({}, values, name) for values in (outer, inner) for name in ("error", "status"))
        code = next((name for name in found if name not in {None, status}), None)
    return code or _last_segment(_first(outer, inner, "type"))


def _last_segment(uri: str | None) -> str | None:
    if not uri or uri == "about:blank":
        return None
    return uri.rstrip("/").rpartition("/")[2].rpartition("#")[2] or None


def _excerpt(plain: Any) -> str:
    text = plain if isinstance(plain, str) else ""
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:200]}…"
