"""What a YAML scalar means: the core schema of YAML 1.2.2, section 10.3.2, minus what JSON lacks.

One deviation, on purpose: a number written with a leading zero (``012``, ``007``, ``00501``) stays the string that was
written. YAML 1.1 reads ``012`` as 10, YAML 1.2 as 12 and JSON not at all; in an API document it is a zip code or a
phone number. ``no``, ``on``, ``yes``, ``1_000``, ``12:30:45`` and dates are strings, as in YAML 1.2.
"""

from __future__ import annotations

import math
import re

from trueline.errors import printable
from trueline.spec.load.value import Value

_PREFIX = "tag:yaml.org,2002:"
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRST = frozenset("+-.0123456789")
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_JSON = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

#: Digits of the largest integer that every JSON reader can at least approximate: 2**1024 has 309.
MAX_DIGITS = 309


class ScalarError(ValueError):
    """A scalar that can't be a JSON value. ``what`` and ``cure`` are for the message."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what)
        self.what = what
        self.cure = cure


def integer(text: str, base: int = 10) -> int:
    """The integer that ``text`` writes. Raises ScalarError above :data:`MAX_DIGITS` digits."""
    if len(text) > MAX_DIGITS:
        raise ScalarError(
            f"an integer of {len(text)} digits is larger than any JSON reader can hold",
            "Write it as a string, in quotes.",
        )
    return int(text, base)


def number(text: str) -> float:
    """The float that ``text`` writes. Raises ScalarError when it is not finite."""
    value = float(text)
    if not math.isfinite(value):
        raise ScalarError(
            f"the number {printable(text, 40)} is too large for JSON", "Put it in quotes if it is a string."
        )
    return value


def plain(text: str) -> Value:
    """The value of a plain scalar without a tag."""
    if text in _WORDS:
        return _WORDS[text]
    return _number(text) if text[0] in _FIRST else text


def _number(text: str) -> Value:
    if _INT.fullmatch(text):
        return integer(text)
    if _OCTAL.fullmatch(text):
        return integer(text[2:], 8)
    if _HEX.fullmatch(text):
        return integer(text[2:], 16)
    if _FLOAT.fullmatch(text):
        return number(text)
    if _NOT_JSON.fullmatch(text):
        raise ScalarError(f"{text} is not a JSON number", "Leave it out, or put it in quotes if it is a string.")
    return text


def tagged(tag: str, text: str) -> Value:
    """The value of a scalar with an explicit ``tag``, as resolved by YAML (``tag:yaml.org,2002:int``, ``!``, ``!foo``).

    Raises ScalarError for a tag outside the core schema, or one that the text does not fit.
    """
    if tag in {"!", _PREFIX + "str"}:
        return text
    name = tag.removeprefix(_PREFIX)
    if name == tag or name not in _FITS:
        raise ScalarError(
            f"the YAML tag {printable(tag, 60)} has no meaning in an OpenAPI document",
            "Remove the tag; to include another file, use $ref.",
        )
    value = plain(text)
    if name == "float" and type(value) is int:
        return float(value)
    if type(value) is not _FITS[name]:
        raise ScalarError(f"{printable(text, 40)!r} is not a YAML {name}", "Remove the tag or correct the value.")
    return value


_FITS: dict[str, type] = {"int": int, "float": float, "bool": bool, "null": type(None)}
