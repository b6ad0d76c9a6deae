"""``client_settings`` of a names file: options of the client, and what it does unless its caller says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from trueline.spec.document import is_array, is_object
from trueline.spec.naming.checked import Checked, Tell
from trueline.spec.naming.model import Defaults, Option, Remark, Request

OPTION = (
    "type", "description", "example", "default", "nullable", "read_env", "auth", "server_variable", "send_in_header",
    "send_as_query_param", "send_as_body_param", "send_as_path_param", "required_in_tests", "skip", "only",
    "client_name", "enum",
)  # fmt: skip
_KINDS = ("string", "boolean", "integer", "number", "array", "object")
_ROLES = ("value", "username", "password", "client_id", "client_secret")
#: How long retries wait anyway.
_WAITS = {"initial_delay_seconds": 0.5, "max_delay_seconds": 8}
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
#: What a text that says how long has: a number and a unit, or ISO 8601.
_DURATION = re.compile(
    r"P?T?\s*(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|sec|seconds?|m|min|minutes?|h|hours?)", re.IGNORECASE
)
_SECONDS = {"ms": 0.001, "milli": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def read_options(section: Checked | None) -> Iterator[Option]:
    """The options of ``opts``. One that Python leaves out is not there."""
    for name, entry in section.items() if section else ():
        keys = dict(entry.items())
        if keys.get("skip") and (keys["skip"].value is True or "python" in _texts(keys["skip"].value)):
            continue
        auth = dict(keys["auth"].items("security_scheme", "role", "description", "read_env")) if "auth" in keys else {}
        role = _one_of(auth.get("role"), _ROLES, "value")
        env = keys.get("read_env") or auth.get("read_env")
        yield Option(
            key=entry.key,
            name=name,
            kind=_one_of(keys.get("type"), _KINDS, "string"),
            default=_default(keys.get("default")),
            nullable="nullable" in keys and keys["nullable"].value is True,
            env=env.text() if env else "",
            scheme=auth["security_scheme"].text() if "security_scheme" in auth else "",
            role="" if role == "value" else role,
            header=_header(keys.get("send_in_header")),
            query=_text(keys.get("send_as_query_param")),
            path=_text(keys.get("send_as_path_param")),
            variable=_text(keys.get("server_variable")),
            body=_text(keys.get("send_as_body_param")),
            doc=_text(keys.get("description")),
        )


def read_request(section: Checked, tell: Tell) -> Request:
    """What every call of a method says: headers, a query, a timeout, how often it is tried again."""
    keys = section.known(tell, "headers", "query", "timeout", "max_retries")
    remarks: list[Remark] = []
    most = keys["max_retries"].value if "max_retries" in keys else None
    if most is not None and (not isinstance(most, int) or isinstance(most, bool) or most < 0):
        keys["max_retries"].refuse("this is no number of retries", "Write a whole number from 0.")
    query = {name: _plain(entry) for name, entry in keys["query"].items()} if "query" in keys else {}
    made = Request(
        headers=tuple(_headers(keys.get("headers"), remarks)),
        query=tuple(query.items()),
        timeout=_seconds(keys.get("timeout"), remarks),
        retries=most,
    )
    for remark in remarks:
        tell(remark.key, remark.sentence)
    return made


def _plain(entry: Checked) -> str | float | bool:
    if not isinstance(entry.value, (str, int, float)):
        entry.refuse("this is neither text nor a number", "Write one value.")
    return entry.value


def read_defaults(client: Mapping[str, Checked], remarks: list[Remark]) -> Defaults:
    """What the client does by itself; what can't be read is noted in ``remarks``."""
    retries = dict(client["default_retries"].items()) if "default_retries" in client else {}
    for name in (each for each in retries if each != "max_retries" and retries[each].value != _WAITS.get(each)):
        remarks.append(Remark(retries[name].key, f"{name} is not carried: how long a retry waits is the runtime's"))
    most = retries["max_retries"].value if "max_retries" in retries else None
    if most is not None and (not isinstance(most, int) or isinstance(most, bool) or most < 0):
        retries["max_retries"].refuse("this is not a number of retries", "Write a whole number from 0.")
    omit = client.get("omit_stainless_headers")
    return Defaults(
        headers=tuple(_headers(client.get("default_headers"), remarks)),
        timeout=_seconds(client.get("default_timeout"), remarks),
        retries=most,
        idempotency=_idempotency(client),
        platform=not (omit and omit.value is True),
    )


def _idempotency(client: Mapping[str, Checked]) -> str:
    section = client.get("idempotency")
    found = section.get("header") if section else client.get("idempotency_header")
    return _header(found)


def _headers(section: Checked | None, remarks: list[Remark]) -> Iterator[tuple[str, str]]:
    for name, entry in section.items() if section else ():
        value: Any = entry.value.get("value") if is_object(entry.value) else entry.value
        if not _HEADER.fullmatch(name):
            entry.refuse(f"{name!r} is not a name of a header", "Write letters, digits and hyphens.")
        if isinstance(value, (str, int, float)):
            yield name, ("true" if value else "false") if isinstance(value, bool) else str(value)
        else:
            remarks.append(Remark(entry.key, f"the default header {name} is not carried: its value is not text"))


def _seconds(entry: Checked | None, remarks: list[Remark]) -> float | None:
    """A timeout in seconds: a number of them, or a text with a unit."""
    value = entry.value if entry else None
    if entry is None or value is None:
        return None
    if is_object(value):
        return _seconds_of(entry, remarks)
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found:
        unit = found[2].lower()
        value = float(found[1]) * next(size for start, size in _SECONDS.items() if unit.startswith(start))
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value <= 0:
        entry.refuse("this is not a time", 'Write seconds, or a text with a unit: "10m".')
    return float(value)


def _seconds_of(entry: Checked, remarks: list[Remark]) -> float | None:
    """As an object: ``{seconds: 60}``, or its limit for the whole."""
    keys = dict(entry.items())
    for name, size in (("seconds", 1.0), ("minutes", 60.0), ("milliseconds", 0.001)):
        value = keys[name].value if name in keys else None
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0:
            return value * size
    for name in ("value", "total", "read"):
        if name in keys:
            return _seconds(keys[name], remarks)
    remarks.append(Remark(entry.key, "default_timeout is not carried: it says no seconds"))
    return None


def _default(entry: Checked | None) -> str | float | bool | None:
    value: Any = entry.value if entry else None
    return value if isinstance(value, (str, int, float)) else None


def _header(entry: Checked | None) -> str:
    name = _text(entry)
    if entry and name and not _HEADER.fullmatch(name):
        entry.refuse(f"{name!r} is not a name of a header", "Write letters, digits and hyphens.")
    return name


def _one_of(entry: Checked | None, known: tuple[str, ...], usual: str) -> str:
    if entry is None or entry.value is None:
        return usual
    if entry.value not in known:
        entry.refuse(f"{entry.value!r} is not known here", f"Use one of {', '.join(known)}.")
    return entry.text()


def _text(entry: Checked | None) -> str:
    return entry.text() if entry and entry.value is not None else ""


def _texts(value: Any) -> list[Any]:
    return list(value) if is_array(value) else []
