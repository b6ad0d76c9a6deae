"""Rules about the Python surface, for what the document does not show: a change of generator, templates or runtime."""

from __future__ import annotations

from functools import partial

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import Rule

_rule = partial(Rule, area="Python surface", direction="both", wire=Wire.NONE)

RULES = (
    _rule("python-name-added", section="Added", sdk=Level.MINOR, sentence="`{name}` was added."),
    _rule("python-name-removed", section="Removed", sdk=Level.MAJOR, sentence="`{name}` was removed."),
    _rule("python-kind-changed", sdk=Level.MAJOR, sentence="`{name}` is now {new} instead of {old}."),
    _rule(
        "python-base-removed", section="Removed", sdk=Level.MAJOR, sentence="`{name}` no longer derives from `{old}`."
    ),
    _rule("python-base-added", section="Added", sdk=Level.MINOR, sentence="`{name}` now derives from `{new}`."),
    _rule(
        "python-argument-removed",
        section="Removed",
        sdk=Level.MAJOR,
        sentence="`{name}` no longer takes the argument `{argument}`.",
    ),
    _rule(
        "python-required-argument-added",
        section="Added",
        sdk=Level.MAJOR,
        sentence="`{name}` now requires the argument `{argument}`, which is new.",
    ),
    _rule(
        "python-optional-argument-added",
        section="Added",
        sdk=Level.MINOR,
        sentence="`{name}` now takes the argument `{argument}`.",
    ),
    _rule(
        "python-argument-became-required",
        sdk=Level.MAJOR,
        sentence="`{name}`: the argument `{argument}` is now required.",
    ),
    _rule(
        "python-argument-became-optional",
        sdk=Level.MINOR,
        sentence="`{name}`: the argument `{argument}` is now optional.",
    ),
    _rule(
        "python-argument-moved",
        sdk=Level.MAJOR,
        sentence="`{name}` now takes the argument `{argument}` {new} instead of {old}.",
    ),
    _rule(
        "python-argument-default-changed",
        sdk=Level.MINOR,
        sentence="`{name}`: the default of `{argument}` changed from {old} to {new}.",
    ),
    _rule(
        "python-argument-type-widened",
        sdk=Level.MINOR,
        sentence="`{name}`: the argument `{argument}` now takes {new}, which is more than {old}.",
    ),
    _rule(
        "python-argument-type-changed",
        sdk=Level.MAJOR,
        sentence="`{name}`: the type of the argument `{argument}` changed from {old} to {new}.",
    ),
    _rule("python-result-narrowed", sdk=Level.MINOR, sentence="`{name}` now returns {new} only, not {old}."),
    _rule("python-result-changed", sdk=Level.MAJOR, sentence="`{name}` now returns {new} instead of {old}."),
    _rule("python-attribute-narrowed", sdk=Level.MINOR, sentence="`{name}` is now {new} only, not {old}."),
    _rule("python-attribute-changed", sdk=Level.MAJOR, sentence="`{name}`: the type changed from {old} to {new}."),
    _rule("python-attribute-widened", sdk=Level.MINOR, sentence="`{name}` now takes {new}, which is more than {old}."),
    _rule("python-alias-widened", sdk=Level.MINOR, sentence="`{name}` now stands for {new}, which is more than {old}."),
    _rule("python-value-changed", sdk=Level.MAJOR, sentence="`{name}`: the value changed from {old} to {new}."),
    _rule("python-overload-changed", sdk=Level.MAJOR, sentence="`{name}`: the overload {old} was removed."),
    _rule(
        "python-overload-added", section="Added", sdk=Level.MINOR, sentence="`{name}`: the overload {new} was added."
    ),
    _rule("python-deprecated", section="Deprecated", sdk=Level.MINOR, sentence="`{name}` is now deprecated."),
    _rule(
        "python-async-changed",
        sdk=Level.MAJOR,
        sentence="`{name}` is now {new} instead of {old}.",
    ),
    _rule(
        "sdk-generated-again",
        sdk=Level.PATCH,
        sentence="{place} was generated again by Trueline {new}: {count}, the API and its names do not.",
        why="A change of templates or runtime that no name and no type shows.",
    ),
    _rule(
        "old-test-fails",
        sdk=Level.MAJOR,
        sentence="The last release's test {name} fails with the new SDK: {why}",
        why="Compatibility is executable: what ran yesterday has to run today.",
    ),
    _rule(
        "old-types-fail",
        sdk=Level.MAJOR,
        sentence="The last release's {name} fails the type checker with the new SDK: {why}",
    ),
)
