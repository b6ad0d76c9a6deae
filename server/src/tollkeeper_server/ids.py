"""Ids: a prefix, then 22 base62 characters that sort by time of creation."""

from __future__ import annotations

import secrets
from typing import Literal

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""In the order of ASCII, so that text sorts as the numbers do."""

Prefix = Literal["org", "key", "mtr", "whe", "evt", "dlv", "aud", "req", "prt"]

_TIME = 9  # characters: 62**9 milliseconds last until the year 430,000
_RANDOM = 13  # characters: 77 bits, so that two ids of one millisecond never meet


def new_id(prefix: Prefix, now: int) -> str:
    """An id made at ``now`` (microseconds since 1970)."""
    return f"{prefix}_{base62(now // 1000, _TIME)}{random_text(_RANDOM)}"


def earliest_id(prefix: Prefix, moment: int) -> str:
    """What sorts before every id that was made at ``moment`` or later, and behind those made before."""
    return f"{prefix}_{base62(max(moment, 0) // 1000, _TIME)}"


_PAIRS = [one + other for one in ALPHABET for other in ALPHABET]


def base62(number: int, width: int) -> str:
    """``number`` with leading zeros. Higher digits than ``width`` holds are cut off."""
    pairs: list[str] = []
    for _ in range(0, width, 2):
        number, pair = divmod(number, 62 * 62)
        pairs.append(_PAIRS[pair])
    return "".join(reversed(pairs))[-width:]


def random_text(length: int) -> str:
    """Base62 characters from the system's random source."""
    return base62(secrets.randbelow(62**length), length)
