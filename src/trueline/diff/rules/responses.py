"""Rules about what comes back: statuses, media types, headers, and the properties of bodies."""

from __future__ import annotations

from functools import partial

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import Rule

_rule = partial(Rule, area="Responses", direction="response")

RULES = (
    _rule(
        "response-success-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} may answer with {name}.",
        many="{place} may answer with {names}.",
    ),
    _rule(
        "response-success-removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} does not answer with {name} any more.",
        many="{place} does not answer with {names} any more.",
    ),
    _rule(
        "response-error-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} may fail with {name}.",
        many="{place} may fail with {names}.",
    ),
    _rule(
        "response-error-removed",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} is not said to fail with {name} any more.",
        why="Errors are raised by status, described or not; the description gave their body a type.",
        many="{place} is not said to fail with {names} any more.",
    ),
    _rule(
        "response-media-type-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} may answer {status} with {name}.",
    ),
    _rule(
        "response-media-type-removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} does not answer {status} with {name} any more.",
    ),
    _rule(
        "response-header-added",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place}: the answer {status} has the header {name}.",
        why="Headers are read by name from the raw response: no name in the SDK depends on them.",
    ),
    _rule(
        "response-header-removed",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="{place}: the answer {status} does not have the header {name} any more.",
        why="Code that reads it by name finds nothing, and still compiles.",
    ),
    _rule(
        "response-optional-header-removed",
        wire=Wire.WARNING,
        sdk=Level.MINOR,
        sentence="{place}: the answer {status} never has the header {name} any more.",
    ),
    _rule(
        "response-header-became-optional",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="{place}: the answer {status} may lack the header {name}.",
    ),
    _rule(
        "response-header-became-required",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place}: the answer {status} always has the header {name}.",
    ),
    _rule(
        "response-property-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} has the new property `{name}`.",
        many="{place} has the new properties {names}.",
    ),
    _rule(
        "response-required-property-removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} does not have the property `{name}` any more.",
        many="{place} does not have the properties {names} any more.",
    ),
    _rule(
        "response-optional-property-removed",
        wire=Wire.WARNING,
        sdk=Level.MAJOR,
        sentence="{place} does not have the property `{name}` any more.",
        why="Clients had to do without it on the wire; the attribute vanishes.",
        many="{place} does not have the properties {names} any more.",
    ),
    _rule(
        "response-property-became-write-only",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place}: the property `{name}` is write-only now, so that answers do not have it.",
        why="The attribute vanishes.",
    ),
    _rule(
        "response-property-became-optional",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} may lack the property `{name}`.",
        why="`UNSET` becomes possible, and type checkers ask for it.",
        many="{place} may lack the properties {names}.",
    ),
    _rule(
        "response-property-became-required",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} always has the property `{name}`.",
        many="{place} always has the properties {names}.",
    ),
    _rule(
        "response-additional-properties-forbidden",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} has no properties but the described ones any more.",
        why="What is unknown is kept all the same.",
    ),
    _rule(
        "response-additional-properties-allowed",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} may have properties of any name.",
    ),
)
