"""Rules about schemas in whatever direction: their names in Python, and what tells the members of unions apart."""

from __future__ import annotations

from functools import partial

from trueline.diff.rules.model import INFO, MAJOR, MINOR, PATCH, UNSEEN, Rule

_rule = partial(Rule, area="Schemas", direction="both")

RULES = (
    _rule("schema-added", INFO, MINOR, section="Added",
        sentence="The class `{name}` was added.",
        many="The classes {names} were added."),
    _rule("schema-removed", INFO, MAJOR, section="Removed",
        sentence="The class `{name}` was removed.",
        why="The wire has no class names; imports do.",
        many="The classes {names} were removed."),
    _rule("schema-renamed", INFO, MAJOR,
        sentence="The class `{old}` was renamed to `{new}`.",
        why="The wire has no class names; imports do.",
        many="The classes {names} were renamed."),
    _rule("attribute-renamed", UNSEEN, MAJOR,
        sentence="{place}: the attribute `{old}` was renamed to `{new}`.",
        why="`x-sdk-name`, or a clash with another name, decides what an attribute is called."),
    _rule("enum-member-renamed", UNSEEN, MAJOR,
        sentence="{place}: the member `{old}` was renamed to `{new}`.",
        why="`x-enum-varnames`, or a clash with another name, decides what a member is called."),
    _rule("property-deprecated", INFO, MINOR, section="Deprecated",
        sentence="{place}: the property `{name}` is now deprecated.",
        many="{place}: the properties {names} are now deprecated."),
    _rule("property-reactivated", INFO, PATCH, sentence="{place}: the property `{name}` is no longer deprecated."),
    _rule("schema-deprecated", INFO, MINOR, section="Deprecated", sentence="{place} is now deprecated."),
    _rule("schema-reactivated", INFO, PATCH, sentence="{place} is no longer deprecated."),
    _rule("sensitivity-changed", UNSEEN, PATCH,
        sentence="{place}: the property `{name}` is now {new} in logs and printed text."),
    _rule("access-changed", INFO, PATCH,
        sentence="{place}: the property `{name}` is now {new} instead of {old}.",
        why="Where a property that was sent or came back does not any more, or does now, a rule of its own says so."),
    _rule("discriminator-added", INFO, MINOR, sentence="{place}: the property `{new}` now tells the types apart."),
    _rule("discriminator-removed", INFO, MINOR,
        sentence="{place}: the property `{old}` no longer tells the types apart; their shape does."),
    _rule("discriminator-property-changed", INFO, MAJOR,
        sentence="{place}: the property that tells the types apart changed from `{old}` to `{new}`."),
    _rule("discriminator-value-added", INFO, MINOR, section="Added",
        sentence="{place}: the discriminator value `{name}` for {new} was added."),
    _rule("discriminator-value-removed", INFO, MAJOR, section="Removed",
        sentence="{place}: the discriminator value `{name}` for {old} was removed.",
        why="Such objects would be unknown members."),
    _rule("discriminator-value-changed", INFO, MAJOR,
        sentence="{place}: the discriminator value `{name}` now stands for {new} instead of {old}."),
)  # fmt: skip
