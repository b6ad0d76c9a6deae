"""Rules about the Python surface, for what the document does not show: a change of generator, templates or runtime."""

from __future__ import annotations

from functools import partial

from trueline.diff.rules.model import MAJOR, MINOR, PATCH, UNSEEN, Rule

_rule = partial(Rule, area="Python surface", direction="both")

RULES = (
    _rule("python-name-added", UNSEEN, MINOR, section="Added", sentence="`{name}` was added."),
    _rule("python-name-removed", UNSEEN, MAJOR, section="Removed", sentence="`{name}` was removed."),
    _rule("python-kind-changed", UNSEEN, MAJOR, sentence="`{name}` is now {new} instead of {old}."),
    _rule("python-base-removed", UNSEEN, MAJOR, section="Removed", sentence="`{name}` no longer derives from `{old}`."),
    _rule("python-base-added", UNSEEN, MINOR, section="Added", sentence="`{name}` now derives from `{new}`."),
    _rule("python-argument-removed", UNSEEN, MAJOR, section="Removed",
        sentence="`{name}` no longer takes the argument `{argument}`."),
    _rule("python-required-argument-added", UNSEEN, MAJOR, section="Added",
        sentence="`{name}` now requires the argument `{argument}`, which is new."),
    _rule("python-optional-argument-added", UNSEEN, MINOR, section="Added",
        sentence="`{name}` now takes the argument `{argument}`."),
    _rule("python-argument-became-required", UNSEEN, MAJOR,
        sentence="`{name}`: the argument `{argument}` is now required."),
    _rule("python-argument-became-optional", UNSEEN, MINOR,
        sentence="`{name}`: the argument `{argument}` is now optional."),
    _rule("python-argument-moved", UNSEEN, MAJOR,
        sentence="`{name}` now takes the argument `{argument}` {new} instead of {old}."),
    _rule("python-argument-default-changed", UNSEEN, MINOR,
        sentence="`{name}`: the default of `{argument}` changed from {old} to {new}."),
    _rule("python-argument-type-widened", UNSEEN, MINOR,
        sentence="`{name}`: the argument `{argument}` now takes {new}, which is more than {old}."),
    _rule("python-argument-type-changed", UNSEEN, MAJOR,
        sentence="`{name}`: the type of the argument `{argument}` changed from {old} to {new}."),
    _rule("python-result-narrowed", UNSEEN, MINOR, sentence="`{name}` now returns {new} only, not {old}."),
    _rule("python-result-changed", UNSEEN, MAJOR, sentence="`{name}` now returns {new} instead of {old}."),
    _rule("python-attribute-narrowed", UNSEEN, MINOR, sentence="`{name}` is now {new} only, not {old}."),
    _rule("python-attribute-changed", UNSEEN, MAJOR, sentence="`{name}`: the type changed from {old} to {new}."),
    _rule("python-attribute-widened", UNSEEN, MINOR, sentence="`{name}` now takes {new}, which is more than {old}."),
    _rule("python-alias-widened", UNSEEN, MINOR, sentence="`{name}` now stands for {new}, which is more than {old}."),
    _rule("python-value-changed", UNSEEN, MAJOR, sentence="`{name}`: the value changed from {old} to {new}."),
    _rule("python-overload-changed", UNSEEN, MAJOR, sentence="`{name}`: the overload {old} was removed."),
    _rule("python-overload-added", UNSEEN, MINOR, section="Added", sentence="`{name}`: the overload {new} was added."),
    _rule("python-deprecated", UNSEEN, MINOR, section="Deprecated", sentence="`{name}` is now deprecated."),
    _rule("python-async-changed", UNSEEN, MAJOR, sentence="`{name}` is now {new} instead of {old}."),
    _rule("sdk-generated-again", UNSEEN, PATCH,
        sentence="{place} was generated again by Trueline {new}: {count}, the API and its names do not.",
        why="A change of templates or runtime that no name and no type shows."),
    _rule("old-test-fails", UNSEEN, MAJOR,
        sentence="The last release's test {name} fails with the new SDK: {why}",
        why="Compatibility is executable: what ran yesterday has to run today."),
    _rule("old-types-fail", UNSEEN, MAJOR,
        sentence="The last release's {name} fails the type checker with the new SDK: {why}"),
)  # fmt: skip
