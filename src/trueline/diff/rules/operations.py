"""Rules about operations as wholes: whether they are there, what they are called, how they behave."""

from __future__ import annotations

from functools import partial

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import Rule

_rule = partial(Rule, area="Operations", direction="both")

RULES = (
    _rule(
        "operation-added", section="Added", wire=Wire.INFO, sdk=Level.MINOR, sentence="`{name}` was added ({request})."
    ),
    _rule(
        "operation-removed",
        section="Removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="`{name}` was removed ({request}).",
    ),
    _rule(
        "deprecated-operation-removed",
        section="Removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="`{name}`, which was deprecated, was removed ({request}).",
        why="Callers were warned, so the wire owes them nothing; the method vanishes all the same.",
    ),
    _rule(
        "operation-moved",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="{place} moved from {old} to {new}.",
        why="Callers of the old path fail. Users of the SDK write the same call and get the new path by upgrading.",
    ),
    _rule(
        "method-renamed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="`{old}` was renamed to `{new}`.",
        many="The methods {names} were renamed.",
        why="An operationId, a tag, a path or `x-sdk-name` changed what the method is called. The wire has no names.",
    ),
    _rule(
        "operation-id-changed",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place}: the operationId changed from {old} to {new}.",
        why="Told of for other tools' sake: where the change renames a method, `method-renamed` says so too.",
    ),
    _rule(
        "tags-changed",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place}: the tags changed from {old} to {new}.",
        why="Where the change renames a method, `method-renamed` says so too.",
    ),
    _rule(
        "operation-deprecated",
        section="Deprecated",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} is now deprecated.",
        many="{names} are now deprecated.",
        why="Calls warn from now on.",
    ),
    _rule("operation-reactivated", wire=Wire.INFO, sdk=Level.PATCH, sentence="{place} is no longer deprecated."),
    _rule(
        "method-kind-changed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="{place} now returns {new} instead of {old}.",
        why="A page, a stream and a plain result are used in different ways.",
    ),
    _rule(
        "pagination-changed",
        wire=Wire.NONE,
        sdk=Level.MINOR,
        sentence="{place} now finds its next page in another way.",
        why="The SDK does it by itself, so code stays the same; the change is worth a look.",
    ),
    _rule(
        "idempotency-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} now takes `idempotency_key` and is retried safely.",
    ),
    _rule(
        "idempotency-removed",
        section="Removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} no longer takes `idempotency_key`.",
        why="A keyword vanishes, and a call that was safe to repeat is not.",
    ),
    _rule(
        "idempotency-header-changed",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="{place} now sends its idempotency key in the header {new} instead of {old}.",
    ),
    _rule(
        "streaming-changed",
        wire=Wire.NONE,
        sdk=Level.MINOR,
        sentence="{place} now resumes its stream in another way.",
    ),
    _rule(
        "retry-changed",
        wire=Wire.NONE,
        sdk=Level.MINOR,
        sentence="{place} is now retried in other cases.",
        why="`x-retry` tells clients what the server means by its responses; what the server does is the same.",
    ),
    _rule(
        "required-scope-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} now needs the scope {name}.",
        why="Code stays the same, a credential may not be enough any more.",
    ),
    _rule(
        "required-scope-removed",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place} no longer needs the scope {name}.",
    ),
    _rule(
        "callback-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place}: the callback {name} was added.",
    ),
    _rule(
        "callback-removed",
        section="Removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place}: the callback {name} was removed.",
        why="The parser of its payload vanishes from `callbacks`.",
    ),
    _rule(
        "link-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place}: the link {name} was added to the response.",
    ),
    _rule(
        "link-removed",
        section="Removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place}: the link {name} was removed from the response.",
        why="Links are hints on the wire; in the SDK, following one by name fails.",
    ),
    _rule(
        "link-changed", wire=Wire.INFO, sdk=Level.MINOR, sentence="{place}: the link {name} of the response changed."
    ),
)
