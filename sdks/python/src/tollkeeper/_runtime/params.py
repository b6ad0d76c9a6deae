from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from .encoding import dumps, encode
from .errors import InvalidRequestError
from .operation import Param, Style
from .unset import is_array, is_object

_QUERY_RESERVED = ":/?@!$'()*,;="
_PLAIN = frozenset({str, int})
_COOKIE_SAFE = "!#$&'()*+-./:<=>?@[]^_`{|}~"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNSAFE_IN_HEADER = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class _Form(NamedTuple):
    first: str
    between: str
    named: bool
    joined: str = ","


_FORMS: dict[Style, _Form] = {
    "simple": _Form("", ",", named=False),
    "label": _Form(".", ".", named=False),
    "matrix": _Form(";", ";", named=True),
    "form": _Form("", "&", named=True),
    "spaceDelimited": _Form("", "&", named=True, joined="%20"),
    "tabDelimited": _Form("", "&", named=True, joined="%09"),
    "pipeDelimited": _Form("", "&", named=True, joined="%7C"),
}
_SEPARATORS: dict[Style, str] = {"spaceDelimited": " ", "tabDelimited": "\t", "pipeDelimited": "|"}


def primitive(value: Any) -> str:
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value is None:
        return ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else _nested(value)


def _nested(value: Any) -> str:
    return repr(value) if isinstance(value, float) else dumps(value).decode()


def _pairs(items: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(name, primitive(value)) for name, value in items if value is not None]


def _expand(param: Param, value: Any, safe: str) -> list[str]:
    form = _FORMS[param.style]
    name = quote(param.name, safe="")
    bare = param.style in _SEPARATORS and param.location == "path"
    prefix = f"{name}=" if form.named and not bare else ""

    def enc(text: str) -> str:
        return quote(text, safe=safe)

    if is_object(value):
        pairs = _pairs(value.items())
        if param.explode:
            return [f"{quote(key, safe='')}={enc(text)}" for key, text in pairs]
        parts = [part for pair in pairs for part in pair]
    elif is_array(value):
        parts = [primitive(item) for item in value if item is not None]
        if param.explode:
            return [prefix + enc(part) for part in parts]
    else:
        text = enc(primitive(value))
        return [name if param.style == "matrix" and not text else prefix + text]
    if not parts:
        return []
    encoded = [quote(part, safe=safe.replace(",", "")) for part in parts]
    if form.joined != "," and any(form.joined in part for part in encoded):
        raise InvalidRequestError(f"{param.arg}: a value of a {param.style} parameter can't contain its delimiter")
    return [prefix + form.joined.join(encoded)]


def _deep(name: str, value: Any, safe: str) -> list[str]:
    if is_object(value):
        items: Iterable[tuple[Any, Any]] = value.items()
    elif is_array(value):
        items = enumerate(value)
    else:
        return [] if value is None else [f"{name}={quote(primitive(value), safe=safe)}"]
    return [piece for key, item in items for piece in _deep(f"{name}%5B{quote(str(key), safe='')}%5D", item, safe)]


def _content(param: Param, value: Any) -> str:
    media_type = param.media_type or ""
    return value if isinstance(value, str) and "json" not in media_type else dumps(value).decode()


def query_fields(param: Param, value: Any) -> list[str]:
    plain = param.style == "form" and not param.allow_reserved and param.media_type is None
    if plain and value != "" and type(value) in _PLAIN:
        return [f"{quote(param.name, safe='')}={quote(str(value), safe='')}"]
    value = encode(value)
    if value is None or (value == "" and param.allow_empty):
        return [f"{quote(param.name, safe='')}="] if param.allow_empty else []
    safe = _QUERY_RESERVED if param.allow_reserved else ""
    if param.media_type is not None:
        return [f"{quote(param.name, safe='')}={quote(_content(param, value), safe=safe)}"]
    if param.style == "deepObject":
        return _deep(quote(param.name, safe=""), value, safe)
    return _expand(param, value, safe)


def whole_query(param: Param, value: Any) -> list[str]:
    value = encode(value)
    if value is None:
        return []
    if (param.media_type or "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return [quote(_content(param, value), safe="")]
    if not is_object(value):
        raise InvalidRequestError(f"{param.arg}: an object is needed, for it is sent as a form")
    return [
        piece
        for name, item in value.items()
        for piece in query_fields(Param(param.arg, name, "query", "form", explode=not is_object(item)), item)
    ]


def loose_fields(name: str, value: Any) -> list[str]:
    value = encode(value)
    if is_object(value):
        return _deep(quote(name, safe=""), value, "")
    return _expand(Param(name, name, "query", "form", explode=True), value, "") if value is not None else []


def path_value(param: Param, value: Any) -> str:
    if type(value) is str and value and param.style == "simple" and not param.allow_reserved and not param.media_type:
        return quote(value, safe="")
    value = encode(value)
    if param.media_type is not None:
        return quote(_content(param, value), safe="")
    form = _FORMS[param.style]
    pieces = _expand(param, value, ":@!$&'()*+,;=" if param.allow_reserved else "")
    text = form.first + form.between.join(pieces) if pieces else ""
    if value is None or text in {"", form.first}:
        raise InvalidRequestError(f"{param.arg}: a path parameter can't be empty")
    return text


def header_value(param: Param, value: Any) -> str | None:
    value = encode(value)
    if value is None:
        return None
    if param.media_type is not None:
        return header_text(param.arg, _content(param, value))
    if is_object(value):
        pairs = _pairs(value.items())
        parts = [f"{key}={text}" for key, text in pairs] if param.explode else [part for pair in pairs for part in pair]
    elif is_array(value):
        parts = [primitive(item) for item in value if item is not None]
    else:
        return header_text(param.arg, primitive(value))
    return header_text(param.arg, separated(param.arg, parts, param.style)) if parts else None


def separated(where: str, parts: list[str], style: Style) -> str:
    separator = _SEPARATORS.get(style, ",")
    if any(separator in part for part in parts):
        kind = "a comma" if separator == "," else f"its separator {separator!r}"
        raise InvalidRequestError(f"{where}: a value in a list of values can't contain {kind}")
    return separator.join(parts)


def header_name(where: str, name: object) -> str:
    if isinstance(name, str) and _TOKEN.fullmatch(name):
        return name.lower()
    raise InvalidRequestError(f"{where}: {name!r} can't be the name of a header")


def header_text(where: str, text: object) -> str:
    if not isinstance(text, str):
        raise InvalidRequestError(f"{where}: a header is text, not {type(text).__name__}")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidRequestError(f"{where}: a header can't contain half a character") from None
    if _UNSAFE_IN_HEADER.search(text):
        raise InvalidRequestError(f"{where}: a header can't contain control characters")
    return text.strip(" \t")


def cookie_pairs(param: Param, value: Any) -> list[str]:
    value = encode(value)
    if value is None:
        return []
    if param.media_type is not None:
        return [f"{param.name}={quote(_content(param, value), safe=_COOKIE_SAFE)}"]
    return _plain_cookies(param, value) if param.style == "cookie" else _expand(param, value, _COOKIE_SAFE)


def _plain_cookies(param: Param, value: Any) -> list[str]:
    pairs = _pairs(value.items()) if is_object(value) else []
    texts = [primitive(item) for item in (value if is_array(value) else [value]) if item is not None]
    if is_object(value):
        texts = [part for pair in pairs for part in pair]
    if any(";" in text for text in texts):
        raise InvalidRequestError(f"{param.arg}: a cookie can't contain a semicolon")
    if is_object(value) and param.explode:
        made = [f"{key}={text}" for key, text in pairs]
    else:
        made = [f"{param.name}={text}" for text in (texts if param.explode else [",".join(texts)])]
    return [header_text(param.arg, pair) for pair in made]


def fill_path(template: str, values: Mapping[str, str]) -> str:
    if not values:
        return template
    segments = template.split("/")
    for at, segment in enumerate(segments):
        if "{" in segment:
            segments[at] = filled = _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), segment)
            if filled in {".", ".."}:
                raise InvalidRequestError(
                    f"a path parameter of {template} can't be {filled!r}: it would change the path"
                )
    return "/".join(segments)
