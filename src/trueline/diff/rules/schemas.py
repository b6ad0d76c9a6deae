"""Rules about schemas in whatever direction: their names in Python, and what tells the members of unions apart."""

from __future__ import annotations

from functools import partial

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import Rule

_rule = partial(Rule, area="Schemas", direction="both")

RULES = (
    _rule(
        "schema-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The class `{name}` is new.",
        many="The classes {names} are new.",
    ),
    _rule(
        "schema-removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="The class `{name}` is gone.",
        why="The wire has no class names; imports do.",
        many="The classes {names} are gone.",
    ),
    _rule(
        "schema-renamed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="The class `{old}` is called `{new}` now.",
        why="The wire has no class names; imports do.",
        many="The classes {names} have other names now.",
    ),
    _rule(
        "attribute-renamed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="{place}: the attribute `{old}` is called `{new}` now.",
        why="`x-sdk-name`, or a clash with another name, decides what an attribute is called.",
    ),
    _rule(
        "enum-member-renamed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="{place}: the member `{old}` is called `{new}` now.",
        why="`x-enum-varnames`, or a clash with another name, decides what a member is called.",
    ),
    _rule(
        "property-deprecated",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place}: `{name}` is deprecated.",
        many="{place}: {names} are deprecated.",
    ),
    _rule(
        "property-reactivated",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place}: `{name}` is not deprecated any more.",
    ),
    _rule("schema-deprecated", wire=Wire.INFO, sdk=Level.MINOR, sentence="{place} is deprecated."),
    _rule("schema-reactivated", wire=Wire.INFO, sdk=Level.PATCH, sentence="{place} is not deprecated any more."),
    _rule(
        "sensitivity-changed",
        wire=Wire.NONE,
        sdk=Level.PATCH,
        sentence="{place}: `{name}` is {new} now in texts made for people.",
    ),
    _rule(
        "access-changed",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place}: `{name}` is {new} now; it was {old}.",
        why="Where a property that was sent or came back does not any more, or does now, a rule of its own says so.",
    ),
    _rule(
        "discriminator-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} is told apart by `{new}` now.",
    ),
    _rule(
        "discriminator-removed",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} is not told apart by `{old}` any more, but by its shape.",
    ),
    _rule(
        "discriminator-property-changed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place} is told apart by `{new}` now; it was `{old}`.",
    ),
    _rule(
        "discriminator-value-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place}: `{name}` means {new}.",
    ),
    _rule(
        "discriminator-value-removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place}: `{name}` does not mean {old} any more.",
        why="Such objects would be unknown members.",
    ),
    _rule(
        "discriminator-value-changed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place}: `{name}` means {new} now; it was {old}.",
    ),
)
