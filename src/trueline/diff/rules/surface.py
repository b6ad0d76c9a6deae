"""Rules about the Python surface, for what the document does not show: a change of generator, templates or runtime."""

from __future__ import annotations

from functools import partial

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import Rule

_rule = partial(Rule, area="Python surface", direction="both", wire=Wire.NONE)

RULES = (
    _rule("python-name-added", sdk=Level.MINOR, sentence="`{name}` is new."),
    _rule("python-name-removed", sdk=Level.MAJOR, sentence="`{name}` is gone."),
    _rule("python-kind-changed", sdk=Level.MAJOR, sentence="`{name}` is {new} now; it was {old}."),
    _rule("python-base-removed", sdk=Level.MAJOR, sentence="`{name}` is not derived from `{old}` any more."),
    _rule("python-base-added", sdk=Level.MINOR, sentence="`{name}` is derived from `{new}` too."),
    _rule("python-argument-removed", sdk=Level.MAJOR, sentence="`{name}` does not take `{argument}` any more."),
    _rule("python-required-argument-added", sdk=Level.MAJOR, sentence="`{name}` needs the new argument `{argument}`."),
    _rule("python-optional-argument-added", sdk=Level.MINOR, sentence="`{name}` takes the new argument `{argument}`."),
    _rule("python-argument-became-required", sdk=Level.MAJOR, sentence="`{name}` needs `{argument}` now."),
    _rule("python-argument-became-optional", sdk=Level.MINOR, sentence="`{name}` does not need `{argument}` any more."),
    _rule(
        "python-argument-moved",
        sdk=Level.MAJOR,
        sentence="`{name}` takes `{argument}` {new} now; it was {old}.",
    ),
    _rule(
        "python-argument-default-changed",
        sdk=Level.MINOR,
        sentence="`{name}`: the default of `{argument}` is {new} now; it was {old}.",
    ),
    _rule(
        "python-argument-type-widened",
        sdk=Level.MINOR,
        sentence="`{name}` takes more as `{argument}`: {new}; it was {old}.",
    ),
    _rule(
        "python-argument-type-changed",
        sdk=Level.MAJOR,
        sentence="`{name}` takes {new} as `{argument}` now; it was {old}.",
    ),
    _rule("python-result-narrowed", sdk=Level.MINOR, sentence="`{name}` gives {new} alone now; it was {old}."),
    _rule("python-result-changed", sdk=Level.MAJOR, sentence="`{name}` gives {new} now; it was {old}."),
    _rule("python-attribute-narrowed", sdk=Level.MINOR, sentence="`{name}` is {new} alone now; it was {old}."),
    _rule("python-attribute-changed", sdk=Level.MAJOR, sentence="`{name}` is {new} now; it was {old}."),
    _rule("python-attribute-widened", sdk=Level.MINOR, sentence="`{name}` takes more: {new}; it took {old}."),
    _rule("python-alias-widened", sdk=Level.MINOR, sentence="`{name}` stands for more: {new}; it stood for {old}."),
    _rule("python-value-changed", sdk=Level.MAJOR, sentence="`{name}` has the value {new} now; it was {old}."),
    _rule("python-overload-changed", sdk=Level.MAJOR, sentence="`{name}` does not have the form {old} any more."),
    _rule("python-overload-added", sdk=Level.MINOR, sentence="`{name}` has the new form {new}."),
    _rule("python-deprecated", sdk=Level.MINOR, sentence="`{name}` is deprecated."),
    _rule(
        "python-async-changed",
        sdk=Level.MAJOR,
        sentence="`{name}` is {new} now; it was {old}.",
    ),
    _rule(
        "old-test-fails",
        sdk=Level.MAJOR,
        sentence="The last release's test {name} fails against the new SDK: {why}",
        why="Compatibility is executable: what ran yesterday has to run today.",
    ),
    _rule(
        "old-types-fail",
        sdk=Level.MAJOR,
        sentence="The last release's {name} does not pass the type checker against the new SDK: {why}",
    ),
)
