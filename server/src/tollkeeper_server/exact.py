"""Numbers as they were written: decimals from JSON to the database and back, never a binary fraction between.

A number of up to 15 digits survives a ``float``: its shortest spelling is what was written. Only texts with longer ones
are parsed once more.
"""

from __future__ import annotations

import json
import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Any

import orjson

EXACT = Context(prec=5_000, rounding=ROUND_HALF_EVEN)
"""More digits than any sum of storable numbers has: nothing is rounded."""
MOST_DECIMALS = 400
"""Digits after the point that a number may have. Every ``float`` has fewer."""
_QUOTIENT = Context(prec=34, rounding=ROUND_HALF_EVEN)
_LONG = re.compile(rb"(?:[0-9]\.?){16}|[eE][+-]?[0-9]{3}")

Number = int | float | Decimal


def as_exact(number: Number) -> Decimal:
    """The number that was written, without zeros at its end."""
    found = EXACT.normalize(Decimal(str(number)))
    return found if found else Decimal(0)


def is_storable(number: Number) -> bool:
    """Whether it has few enough digits on either side of the point."""
    if not isinstance(number, Decimal) or not number:
        return True
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -MOST_DECIMALS and number.adjusted() <= MOST_DECIMALS


@lru_cache(maxsize=4096)
def plain(number: Decimal) -> str:
    """Its one spelling: no exponent, no zeros at the end."""
    return f"{as_exact(number):f}"


def mean(total: Decimal, count: int) -> Decimal:
    """To 34 digits, since most quotients have no end."""
    return as_exact(_QUOTIENT.divide(total, Decimal(count)))


def dump_json(value: Any, option: int | None = None) -> bytes:
    """JSON; decimals are numbers with all their digits."""
    return orjson.dumps(value, default=_number, option=option)


def load_json(text: bytes | str) -> Any:
    """The value of a JSON text; numbers with many digits are decimals. Raises ``orjson.JSONDecodeError``."""
    raw = text.encode() if isinstance(text, str) else text
    value = orjson.loads(raw)
    return json.loads(raw, parse_float=_parsed) if _LONG.search(raw) else value


def _parsed(text: str) -> Decimal:
    number = Decimal(text)
    return number if number else Decimal(0)  # a zero may claim any exponent


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(plain(value))
    raise TypeError(f"{type(value).__name__} is not JSON")
