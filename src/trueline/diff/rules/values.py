"""Rules about single values, once for each way they go: a parameter, in a request body, in a response."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Literal

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import ERROR, INFO, MAJOR, MINOR, PATCH, UNSEEN, WARNING, Direction, Rule, Section, Ways

_Levels = tuple[Wire, Level]
_AREAS: tuple[tuple[Literal["parameter", "request", "response"], str, Direction], ...] = (
    ("parameter", "Parameters, values", "request"),
    ("request", "Request bodies, values", "request"),
    ("response", "Responses, values", "response"),
)


def _kind(
    ways: Ways, *, sent: _Levels, received: _Levels, sentence: str, why: str = "", many: str = "",
    section: Section = "Changed",
) -> Iterator[Rule]:  # fmt: skip
    """The three rules of one kind: ``sent`` and ``received`` are its levels for either way."""
    for way, area, direction in _AREAS:
        wire, sdk = received if way == "response" else sent
        yield Rule(getattr(ways, way), wire, sdk, sentence, why, many, section, area=area, direction=direction)


_KINDS = (
    _kind(Ways("parameter-type-changed", "request-type-changed", "response-type-changed"),
        sent=(ERROR, MAJOR), received=(ERROR, MAJOR),
        sentence="{place} changed its type from {old} to {new}."),
    _kind(Ways("parameter-type-widened", "request-type-widened", "response-type-widened"),
        sent=(INFO, MINOR), received=(ERROR, MAJOR),
        sentence="{place} can now be {new}; it was {old}.",
        why="What was sent is still right; what comes back may be what code does not expect."),
    _kind(Ways("parameter-type-narrowed", "request-type-narrowed", "response-type-narrowed"),
        sent=(ERROR, MAJOR), received=(INFO, MAJOR),
        sentence="{place} is now only {new}; it was {old}.",
        why="The Python type is another one in both directions."),
    _kind(Ways("parameter-format-changed", "request-format-changed", "response-format-changed"),
        sent=(WARNING, MINOR), received=(WARNING, MINOR),
        sentence="{place}: the format changed from {old} to {new}.",
        why="The Python type is the same: a format that changes it is `type-changed`."),
    _kind(Ways("parameter-became-nullable", "request-became-nullable", "response-became-nullable"),
        sent=(INFO, MINOR), received=(ERROR, MAJOR),
        sentence="{place} can now be null."),
    _kind(Ways("parameter-became-not-nullable", "request-became-not-nullable", "response-became-not-nullable"),
        sent=(ERROR, MAJOR), received=(INFO, MINOR),
        sentence="{place} can no longer be null."),
    _kind(Ways("parameter-became-union", "request-became-union", "response-became-union"),
        sent=(INFO, MINOR), received=(ERROR, MAJOR),
        sentence="{place} can now be one of several types: {new}; it was {old}.",
        why="Code that reads it did not have to look which type it has."),
    _kind(Ways("parameter-became-single", "request-became-single", "response-became-single"),
        sent=(ERROR, MAJOR), received=(INFO, MINOR),
        sentence="{place} is now always {new}; it was one of {old}."),
    _kind(Ways("parameter-union-member-added", "request-union-member-added", "response-union-member-added"),
        sent=(INFO, MINOR), received=(ERROR, MINOR), section="Added",
        sentence="{place} can now be {name}.",
        why="Code had to look which member it has, and to expect unknown ones: they are kept as they come.",
        many="{place} can now be {any}."),
    _kind(Ways("parameter-union-member-removed", "request-union-member-removed", "response-union-member-removed"),
        sent=(ERROR, MAJOR), received=(INFO, MINOR), section="Removed",
        sentence="{place} can no longer be {name}.",
        many="{place} can no longer be {any}."),
    _kind(Ways("parameter-enum-value-added", "request-enum-value-added", "response-enum-value-added"),
        sent=(INFO, MINOR), received=(WARNING, MINOR), section="Added",
        sentence="{place} can now be {name}.",
        why="Enums are open: values of the future are kept, so code had to expect them.",
        many="{place} can now be {any}."),
    _kind(Ways("parameter-enum-value-removed", "request-enum-value-removed", "response-enum-value-removed"),
        sent=(ERROR, MAJOR), received=(INFO, MAJOR), section="Removed",
        sentence="{place} can no longer be {name}.",
        why="The member vanishes in both directions.",
        many="{place} can no longer be {any}."),
    _kind(Ways("parameter-extensible-enum-value-added", "request-extensible-enum-value-added",
               "response-extensible-enum-value-added"),
        sent=(INFO, PATCH), received=(INFO, PATCH), section="Added",
        sentence="{place}: {name} was added to the known values.",
        why="`x-extensible-enum` lists values that are known today; the type is that of any value."),
    _kind(Ways("parameter-extensible-enum-value-removed", "request-extensible-enum-value-removed",
               "response-extensible-enum-value-removed"),
        sent=(ERROR, PATCH), received=(INFO, PATCH), section="Removed",
        sentence="{place}: {name} was removed from the known values.",
        why="`x-extensible-enum` lists values that are known today; the type is that of any value."),
    _kind(Ways("parameter-became-enum", "request-became-enum", "response-became-enum"),
        sent=(ERROR, MAJOR), received=(INFO, MINOR),
        sentence="{place} is now one of {new}; it was {old}."),
    _kind(Ways("parameter-enum-dropped", "request-enum-dropped", "response-enum-dropped"),
        sent=(INFO, MINOR), received=(ERROR, MAJOR),
        sentence="{place} can now be {new}; it was one of {old}."),
    _kind(Ways("parameter-became-const", "request-became-const", "response-became-const"),
        sent=(ERROR, MAJOR), received=(INFO, MINOR),
        sentence="{place} is now always {new}; it was {old}."),
    _kind(Ways("parameter-const-changed", "request-const-changed", "response-const-changed"),
        sent=(ERROR, MAJOR), received=(ERROR, MAJOR),
        sentence="{place} is now always {new}; it was always {old}."),
    _kind(Ways("parameter-const-dropped", "request-const-dropped", "response-const-dropped"),
        sent=(INFO, MINOR), received=(ERROR, MAJOR),
        sentence="{place} can now be {new}; it was always {old}."),
    _kind(Ways("parameter-constraint-tightened", "request-constraint-tightened", "response-constraint-tightened"),
        sent=(ERROR, MINOR), received=(INFO, PATCH),
        sentence="{place}: `{name}` is now stricter: {new}, was {old}.",
        why="The SDK does not enforce constraints: the same code runs, and the server may refuse what it sends."),
    _kind(Ways("parameter-constraint-added", "request-constraint-added", "response-constraint-added"),
        sent=(WARNING, MINOR), received=(INFO, PATCH),
        sentence="{place}: the limit `{name}` was added: {new}.",
        why="A limit that is written down was often there before. The SDK does not enforce it."),
    _kind(Ways("parameter-constraint-loosened", "request-constraint-loosened", "response-constraint-loosened"),
        sent=(INFO, MINOR), received=(ERROR, MINOR),
        sentence="{place}: `{name}` is now less strict: {new}, was {old}.",
        why="The SDK does not enforce constraints; values that come back may be ones that code does not expect."),
    _kind(Ways("parameter-pattern-changed", "request-pattern-changed", "response-pattern-changed"),
        sent=(WARNING, MINOR), received=(INFO, PATCH),
        sentence="{place}: `{name}` changed from {old} to {new}.",
        why="Which of two patterns allows more can't be told in general."),
    _kind(Ways("parameter-assertion-added", "request-assertion-added", "response-assertion-added"),
        sent=(ERROR, MINOR), received=(INFO, PATCH),
        sentence="{place}: the condition `{name}` was added.",
        why="Keywords such as `if` and `dependentRequired` change no type in the SDK, which does not enforce them."),
    _kind(Ways("parameter-assertion-changed", "request-assertion-changed", "response-assertion-changed"),
        sent=(ERROR, MINOR), received=(ERROR, MINOR),
        sentence="{place}: the condition `{name}` changed."),
    _kind(Ways("parameter-assertion-removed", "request-assertion-removed", "response-assertion-removed"),
        sent=(INFO, PATCH), received=(ERROR, MINOR),
        sentence="{place}: the condition `{name}` was removed."),
    _kind(Ways("parameter-content-changed", "request-content-changed", "response-content-changed"),
        sent=(ERROR, MINOR), received=(ERROR, MINOR),
        sentence="{place}: `{name}` of the text changed from {old} to {new}.",
        why="The text stays a text; what it holds is read by others. `contentEncoding: base64` is `type-changed`."),
    _kind(Ways("parameter-class-changed", "request-class-changed", "response-class-changed"),
        sent=(UNSEEN, MAJOR), received=(UNSEEN, MAJOR),
        sentence="{place}: the class changed from `{old}` to `{new}`.",
        why="The wire has no class names; annotations and constructors do. A read-only or write-only property gives "
        "what is sent a class of its own, and so does a change of one of several places that shared a class."),
)  # fmt: skip

_DEFAULT = "{place}: the default changed from {old} to {new}."
_DEFAULTS = (
    Rule("parameter-default-changed", ERROR, MINOR, _DEFAULT, area="Parameters", direction="request",
        why="Calls that leave it out mean something else. The SDK leaves it out too: no name and no type depends on "
        "it."),
    Rule("request-default-changed", INFO, MINOR, _DEFAULT, area="Request bodies", direction="request",
        why="Requests that leave it out mean something else."),
    Rule("response-default-changed", INFO, PATCH, _DEFAULT, area="Responses", direction="response"),
)  # fmt: skip

RULES = (*sorted(chain.from_iterable(_KINDS), key=lambda rule: rule.area), *_DEFAULTS)
