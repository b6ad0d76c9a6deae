from __future__ import annotations

from dataclasses import dataclass

from .errors import APIConnectionError
from .limits import rate_limit, retry_after
from .messages import Answer
from .operation import RetryPolicy

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
