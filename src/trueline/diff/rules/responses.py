"""Rules about what comes back: statuses, media types, headers, and the properties of bodies."""

from __future__ import annotations

from functools import partial

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import Rule

_rule = partial(Rule, area="Responses", direction="response")

RULES = (
    _rule(
        "response-success-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} can now answer with {name}.",
        many="{place} can now answer with {names}.",
    ),
    _rule(
        "response-success-removed",
        section="Removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} no longer answers with {name}.",
        many="{place} no longer answers with {names}.",
    ),
    _rule(
        "response-error-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} can now fail with {name}.",
        many="{place} can now fail with {names}.",
    ),
    _rule(
        "response-error-removed",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place}: the error {name} is no longer described.",
        why="Errors are raised by status, described or not; the description gave their body a type.",
        many="{place}: the errors {names} are no longer described.",
    ),
    _rule(
        "response-media-type-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} can now answer {status} with {name}.",
    ),
    _rule(
        "response-media-type-removed",
        section="Removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} no longer answers {status} with {name}.",
    ),
    _rule(
        "response-header-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place}: the header {name} was added to the response {status}.",
        why="Headers are read by name from the raw response: no name in the SDK depends on them.",
    ),
    _rule(
        "response-header-removed",
        section="Removed",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="{place}: the header {name} was removed from the response {status}.",
        why="Code that reads it by name finds nothing, and still compiles.",
    ),
    _rule(
        "response-optional-header-removed",
        section="Removed",
        wire=Wire.WARNING,
        sdk=Level.MINOR,
        sentence="{place}: the optional header {name} was removed from the response {status}.",
    ),
    _rule(
        "response-header-became-optional",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="{place}: the header {name} of the response {status} is now optional.",
    ),
    _rule(
        "response-header-became-required",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place}: the response {status} now always has the header {name}.",
    ),
    _rule(
        "response-property-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} now has the property `{name}`.",
        many="{place} now has the properties {names}.",
    ),
    _rule(
        "response-required-property-removed",
        section="Removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} no longer has the property `{name}`.",
        many="{place} no longer has the properties {names}.",
    ),
    _rule(
        "response-optional-property-removed",
        section="Removed",
        wire=Wire.WARNING,
        sdk=Level.MAJOR,
        sentence="{place} no longer has the property `{name}`.",
        why="Clients had to do without it on the wire; the attribute vanishes.",
        many="{place} no longer has the properties {names}.",
    ),
    _rule(
        "response-required-property-renamed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place}: the property `{old}` was renamed to `{new}`.",
        many="{place}: the properties {names} were renamed.",
        why="Clients that read the old name find nothing.",
    ),
    _rule(
        "response-optional-property-renamed",
        wire=Wire.WARNING,
        sdk=Level.MAJOR,
        sentence="{place}: the property `{old}` was renamed to `{new}`.",
        many="{place}: the properties {names} were renamed.",
        why="Clients had to do without it on the wire; the attribute has another name.",
    ),
    _rule(
        "response-property-became-write-only",
        section="Removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place}: the property `{name}` is now write-only: responses no longer have it.",
        why="The attribute vanishes.",
    ),
    _rule(
        "response-property-became-optional",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place}: the property `{name}` is now optional and can be missing.",
        why="`UNSET` becomes possible, and type checkers ask for it.",
        many="{place}: the properties {names} are now optional and can be missing.",
    ),
    _rule(
        "response-property-became-required",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} now always has the property `{name}`.",
        many="{place} now always has the properties {names}.",
    ),
    _rule(
        "response-additional-properties-forbidden",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} no longer has properties that are not described.",
        why="What is unknown is kept all the same.",
    ),
    _rule(
        "response-additional-properties-allowed",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} can now have properties of any name.",
    ),
)
