"""Rules about single values, once for each way they go: a parameter, in a request body, in a response."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import Direction, Rule

_E, _W, _I = Wire.ERROR, Wire.WARNING, Wire.INFO
_MAJOR, _MINOR, _PATCH = Level.MAJOR, Level.MINOR, Level.PATCH


@dataclass(frozen=True, slots=True)
class _Kind:
    """A change of a value: its levels where it is sent, and where it comes back."""

    id: str
    sent: tuple[Wire, Level]
    received: tuple[Wire, Level]
    sentence: str
    why: str = ""
    many: str = ""


_KINDS = (
    _Kind("type-changed", (_E, _MAJOR), (_E, _MAJOR), "{place} is {new} now; it was {old}."),
    _Kind(
        "type-widened",
        (_I, _MINOR),
        (_E, _MAJOR),
        "{place} may be {new} now; it was {old}.",
        "What was sent is still right; what comes back may be what code does not expect.",
    ),
    _Kind(
        "type-narrowed",
        (_E, _MAJOR),
        (_I, _MAJOR),
        "{place} is {new} now; it was {old}.",
        "The Python type is another one in both directions.",
    ),
    _Kind(
        "format-changed",
        (_W, _MINOR),
        (_W, _MINOR),
        "{place} has the format {new} now; it had {old}.",
        "The Python type is the same: a format that changes it is `type-changed`.",
    ),
    _Kind("became-nullable", (_I, _MINOR), (_E, _MAJOR), "{place} may be null now."),
    _Kind("became-not-nullable", (_E, _MAJOR), (_I, _MINOR), "{place} is never null any more."),
    _Kind(
        "became-union",
        (_I, _MINOR),
        (_E, _MAJOR),
        "{place} is one of several types now: {new}; it was {old}.",
        "Code that reads it did not have to look which type it has.",
    ),
    _Kind("became-single", (_E, _MAJOR), (_I, _MINOR), "{place} is {new} alone now; it was one of {old}."),
    _Kind(
        "union-member-added",
        (_I, _MINOR),
        (_E, _MINOR),
        "{place} may be {name} too.",
        "Code had to look which member it has, and to expect unknown ones: they are kept as they come.",
        "{place} may be {any} too.",
    ),
    _Kind("union-member-removed", (_E, _MAJOR), (_I, _MINOR), "{place} is never {name} any more.",
          many="{place} is never {any} any more."),
    _Kind(
        "enum-value-added",
        (_I, _MINOR),
        (_W, _MINOR),
        "{place} may be {name} too.",
        "Enums are open: values of the future are kept, so code had to expect them.",
        "{place} may be {any} too.",
    ),
    _Kind(
        "enum-value-removed",
        (_E, _MAJOR),
        (_I, _MAJOR),
        "{place} is never {name} any more.",
        "The member vanishes in both directions.",
        "{place} is never {any} any more.",
    ),
    _Kind(
        "extensible-enum-value-added", (_I, _PATCH), (_I, _PATCH), "{place} may be {name} too.",
        "`x-extensible-enum` lists values that are known today; the type is that of any value.",
    ),
    _Kind(
        "extensible-enum-value-removed", (_E, _PATCH), (_I, _PATCH), "{place} is not said to be {name} any more.",
        "`x-extensible-enum` lists values that are known today; the type is that of any value.",
    ),
    _Kind("became-enum", (_E, _MAJOR), (_I, _MINOR), "{place} is one of {new} now; it was {old}."),
    _Kind("enum-dropped", (_I, _MINOR), (_E, _MAJOR), "{place} is {new} now; it was one of {old}."),
    _Kind("became-const", (_E, _MAJOR), (_I, _MINOR), "{place} is always {new} now; it was {old}."),
    _Kind("const-changed", (_E, _MAJOR), (_E, _MAJOR), "{place} is always {new} now; it was {old}."),
    _Kind("const-dropped", (_I, _MINOR), (_E, _MAJOR), "{place} is {new} now; it was always {old}."),
    _Kind(
        "constraint-tightened",
        (_E, _MINOR),
        (_I, _PATCH),
        "{place}: `{name}` is stricter: {new}; it was {old}.",
        "The SDK does not enforce constraints: the same code runs, and the server may refuse what it sends.",
    ),
    _Kind(
        "constraint-added",
        (_W, _MINOR),
        (_I, _PATCH),
        "{place}: `{name}` is {new} now; there was none.",
        "A limit that is written down was often there before. The SDK does not enforce it.",
    ),
    _Kind(
        "constraint-loosened",
        (_I, _MINOR),
        (_E, _MINOR),
        "{place}: `{name}` is less strict: {new}; it was {old}.",
        "The SDK does not enforce constraints; values that come back may be ones that code does not expect.",
    ),
    _Kind(
        "pattern-changed",
        (_W, _MINOR),
        (_I, _PATCH),
        "{place}: `{name}` is {new} now; it was {old}.",
        "Which of two patterns allows more can't be told in general.",
    ),
    _Kind(
        "assertion-added",
        (_E, _MINOR),
        (_I, _PATCH),
        "{place}: `{name}` says more about its values now.",
        "Keywords such as `if` and `dependentRequired` change no type in the SDK, which does not enforce them.",
    ),
    _Kind("assertion-changed", (_E, _MINOR), (_E, _MINOR), "{place}: `{name}` says something else about its values."),
    _Kind("assertion-removed", (_I, _PATCH), (_E, _MINOR), "{place}: `{name}` says nothing about its values any more."),
    _Kind(
        "content-changed",
        (_E, _MINOR),
        (_E, _MINOR),
        "{place}: `{name}` of its text is {new} now; it was {old}.",
        "The text stays a text; what it holds is read by others. `contentEncoding: base64` is `type-changed`.",
    ),
)  # fmt: skip

_DEFAULTS = (
    Rule(
        "parameter-default-changed", "Parameters", "request", _E, _MINOR,
        "{place}: the default is {new} now; it was {old}.",
        "Calls that leave it out mean something else. The SDK leaves it out too: no name and no type depends on it.",
    ),
    Rule(
        "request-default-changed", "Request bodies", "request", _I, _MINOR,
        "{place}: the default is {new} now; it was {old}.",
        "Requests that leave it out mean something else.",
    ),
    Rule(
        "response-default-changed", "Responses", "response", _I, _PATCH,
        "{place}: the default is {new} now; it was {old}.",
    ),
)  # fmt: skip

_CLASS = Rule(
    "request-class-changed",
    "Request bodies, values",
    "request",
    Wire.NONE,
    _MAJOR,
    "{place} is of the class `{new}` now; it was `{old}`.",
    "The wire has no class names; annotations and constructors do. A read-only or write-only property gives what is "
    "sent a class of its own.",
)

_SUBJECTS: tuple[tuple[str, str, Direction], ...] = (
    ("parameter", "Parameters", "request"),
    ("request", "Request bodies", "request"),
    ("response", "Responses", "response"),
)


def _rules() -> Iterator[Rule]:
    for subject, area, direction in _SUBJECTS:
        for kind in _KINDS:
            wire, sdk = kind.received if direction == "response" else kind.sent
            said = (kind.sentence, kind.why, kind.many)
            yield Rule(f"{subject}-{kind.id}", f"{area}, values", direction, wire, sdk, *said)


RULES = (*_rules(), *_DEFAULTS, _CLASS)
