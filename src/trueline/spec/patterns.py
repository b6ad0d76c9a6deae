"""Regular expressions of a document (ECMA-262, as JSON Schema asks for) as those of Python's ``re``."""

from __future__ import annotations

import re
from functools import lru_cache

#: A class of characters, a property of characters, the name of a group, another escape, or the end of the text.
_PARTS = re.compile(
    r"(?P<set>\[(?P<but>\^?)(?P<members>(?:\\.|[^\]\\])*)\])|(?P<property>\\[pP]\{\w+\})"
    r"|\(\?<(?P<group>\w+)>|\\k<(?P<again>\w+)>|\\.|(?P<end>\$)|(?P<open>\[)",
    re.DOTALL,
)
_PROPERTY = re.compile(r"\\[pP]\{\w+\}")
#: What ``re`` may read otherwise some day, and warns of today: sets within sets, and operators on sets.
_OPERATORS = re.compile(r"(\\.)|(\[|(?<=-)-|(?<=&)&|(?<=~)~|(?<=\|)\|)", re.DOTALL)
#: Classes of characters by their property, as far as ``re`` has one.
_PROPERTIES = {"L": r"[^\W\d_]", "Letter": r"[^\W\d_]", "N": r"\d", "Nd": r"\d", "digit": r"\d"}


def matches(pattern: str, text: str) -> bool:
    """Whether an expression that :func:`python_pattern` can read is found in a text."""
    found = python_pattern(pattern)
    return found is not None and re.search(found, text) is not None


@lru_cache(maxsize=1024)
def python_pattern(pattern: str) -> str | None:
    """The same expression for :func:`re.search`; ``None`` for one that ``re`` can't have."""
    try:
        found = _PARTS.sub(_part, pattern)
        re.compile(found)
    except (re.error, KeyError, RecursionError, OverflowError):
        return None
    return found


def _part(part: re.Match[str]) -> str:
    match part.lastgroup:
        case "set":
            return _set(part["members"], excluded=bool(part["but"]))
        case "property":
            return _property(part[0])
        case "group":
            return f"(?P<{part['group']}>"
        case "again":
            return f"(?P={part['again']})"
        case "end":
            return r"\Z"  # "$" of re also matches before a line feed that ends the text
        case "open":
            raise re.error("the set has no end")
        case _:
            return part[0]


def _set(members: str, *, excluded: bool) -> str:
    """Properties stand beside the set, as ``re`` has none inside; an empty set is one that no character is in."""
    properties = [_property(each) for each in _PROPERTY.findall(members)]
    rest = _OPERATORS.sub(lambda found: found[1] or "\\" + found[2], _PROPERTY.sub("", members))
    if excluded:
        return "".join(f"(?!{each})" for each in properties) + (f"[^{rest}]" if rest else r"[\s\S]")
    choices = [*properties, *([f"[{rest}]"] if rest else [])]
    return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})" if choices else "(?!)"


def _property(written: str) -> str:
    """Raises KeyError for a property that ``re`` can't tell."""
    alike = _PROPERTIES[written[3:-1]]
    return alike if written[1] == "p" else rf"(?:(?!{alike})[\s\S])"
