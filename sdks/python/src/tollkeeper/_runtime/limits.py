from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,9})?")
_ITEM = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[\w*./-]+)((?:\s*;\s*[\w*.-]+=[^;,]*)*)')
_PAIR = re.compile(r"([\w*.-]+)\s*=\s*([^;,]*)")
_EPOCH = 1_000_000_000


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How much of a limit is left. ``reset`` and ``window`` are in seconds; what the server did not say is ``None``."""

    limit: int | None = None
    remaining: int | None = None
    reset: float | None = None
    window: float | None = None
    policy: str = ""


def retry_after(headers: Mapping[str, str], wall: float) -> float | None:
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    if text is None:
        return None
    seconds = _number(text)
    if seconds is not None:
        return seconds
    try:
        when: float = import_module("email.utils").parsedate_to_datetime(text).timestamp()
        return max(0.0, when - wall)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def rate_limit(headers: Mapping[str, str], wall: float) -> RateLimit | None:
    policies = dict(_items(headers.get("ratelimit-policy", "")))
    found = [_structured(name, values, policies.get(name, {})) for name, values in _items(headers.get("ratelimit", ""))]
    found = [limit for limit in found if limit.remaining is not None or limit.reset is not None]
    if found:
        return min(found, key=lambda limit: (limit.remaining is None, limit.remaining or 0, -(limit.reset or 0)))
    flat = dict(_PAIR.findall(headers.get("ratelimit", "")))
    for prefix in ("ratelimit-", "x-ratelimit-", "x-rate-limit-"):
        values = {key: _number(flat.get(key) or headers.get(prefix + key)) for key in ("limit", "remaining", "reset")}
        if values["remaining"] is not None or values["reset"] is not None:
            reset = values["reset"]
            if reset is not None and reset > _EPOCH:
                reset = max(0.0, reset - wall)
            return RateLimit(_whole(values["limit"]), _whole(values["remaining"]), reset)
    return None


def _structured(name: str, values: Mapping[str, str], policy: Mapping[str, str]) -> RateLimit:
    limit, window = _number(policy.get("q")), _number(policy.get("w"))
    return RateLimit(_whole(limit), _whole(_number(values.get("r"))), _number(values.get("t")), window, name)


def _items(text: str) -> list[tuple[str, dict[str, str]]]:
    return [(name.strip('"'), dict(_PAIR.findall(params))) for name, params in _ITEM.findall(text) if params]


def _number(text: str | None) -> float | None:
    if text is None:
        return None
    match = _NUMBER.fullmatch(text.strip())
    return float(match[0]) if match else None


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
