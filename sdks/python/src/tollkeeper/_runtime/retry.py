from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from .errors import APIConnectionError
from .messages import Answer
from .operation import RetryPolicy

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


IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"})
FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0
LONGEST_ASKED = 60.0


@dataclass(frozen=True, slots=True)
class Delay:
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    reason: str


@dataclass(frozen=True, slots=True)
class Situation:
    attempt: int
    max_retries: int
    method: str
    policy: RetryPolicy
    keyed: bool
    spent: bool
    now: float
    wall: float
    deadline: float | None


def may_repeat(method: str, policy: RetryPolicy, *, keyed: bool) -> bool:
    return method in IDEMPOTENT or keyed or policy.safe


def decide(outcome: Answer | APIConnectionError, at: Situation, rand: float) -> Delay | Stop:
    asked, told = None, ""
    if isinstance(outcome, Answer):
        reason, told = f"status {outcome.status}", outcome.headers.get("x-should-retry", "").strip().lower()
        if told == "false" or (told != "true" and outcome.status not in at.policy.statuses):
            return Stop(f"{reason} is not retried")
        asked = _asked(outcome, at.wall)
    else:
        reason = str(outcome)
        if not outcome.may_pass:
            return Stop("trying again does not help")
    delay = backoff(at.attempt, rand) if asked is None else asked
    reasons_to_stop = (
        (
            told != "true" and not may_repeat(at.method, at.policy, keyed=at.keyed),
            f"{at.method} is not repeated without an idempotency key",
        ),
        (at.spent, "the body can't be sent again"),
        (at.attempt >= at.max_retries, f"tried {at.attempt + 1} times"),
        (delay > LONGEST_ASKED, f"the server asks to wait for {delay:g} s"),
        (at.deadline is not None and at.now + delay >= at.deadline, "there is no time left"),
    )
    stop = next((why for holds, why in reasons_to_stop if holds), None)
    return Delay(delay, reason) if stop is None else Stop(stop)


def backoff(attempt: int, rand: float, first: float = FIRST_DELAY, longest: float = LONGEST_DELAY) -> float:
    return rand * min(longest, first * 2.0 ** min(attempt, 32))


def _asked(answer: Answer, wall: float) -> float | None:
    asked = retry_after(answer.headers, wall)
    if asked == 0 and not answer.headers.get("retry-after", "0").strip()[:1].isdigit():
        return None
    if asked is None:
        limit = rate_limit(answer.headers, wall)
        if limit is not None and limit.reset is not None and (limit.remaining == 0 or answer.status == 429):
            return limit.reset
    return asked
