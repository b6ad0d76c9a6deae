"""Rules about operations as wholes: whether they are there, what they are called, how they behave."""

from __future__ import annotations

from functools import partial

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import Rule

_rule = partial(Rule, area="Operations", direction="both")

RULES = (
    _rule("operation-added", wire=Wire.INFO, sdk=Level.MINOR, sentence="{request} is new: `{name}`."),
    _rule(
        "operation-removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{request} is gone, and `{name}` with it.",
    ),
    _rule(
        "deprecated-operation-removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{request}, which was deprecated, is gone, and `{name}` with it.",
        why="Callers were warned, so the wire owes them nothing; the method vanishes all the same.",
    ),
    _rule(
        "operation-moved",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="{place} is {new} now; it was {old}.",
        why="Callers of the old path fail. Users of the SDK write the same call and get the new path by upgrading.",
    ),
    _rule(
        "method-renamed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="`{old}` is called `{new}` now.",
        many="The methods {names} have other names now.",
        why="An operationId, a tag, a path or `x-sdk-name` changed what the method is called. The wire has no names.",
    ),
    _rule(
        "operation-id-changed",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place} has the operationId {new} now; it was {old}.",
        why="Told of for other tools' sake: where the change renames a method, `method-renamed` says so too.",
    ),
    _rule(
        "tags-changed",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place} has the tags {new} now; it had {old}.",
        why="Where the change renames a method, `method-renamed` says so too.",
    ),
    _rule(
        "operation-deprecated",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} is deprecated.",
        many="{names} are deprecated.",
        why="Calls warn from now on.",
    ),
    _rule("operation-reactivated", wire=Wire.INFO, sdk=Level.PATCH, sentence="{place} is not deprecated any more."),
    _rule(
        "method-kind-changed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="{place} gives {new} now; it gave {old}.",
        why="A page, a stream and a plain result are used in different ways.",
    ),
    _rule(
        "pagination-changed",
        wire=Wire.NONE,
        sdk=Level.MINOR,
        sentence="{place} goes on to its next page in another way.",
        why="The SDK does it by itself, so code stays the same; the change is worth a look.",
    ),
    _rule(
        "idempotency-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} takes `idempotency_key` and is retried safely.",
    ),
    _rule(
        "idempotency-removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} does not take `idempotency_key` any more.",
        why="A keyword vanishes, and a call that was safe to repeat is not.",
    ),
    _rule(
        "idempotency-header-changed",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="{place} sends its idempotency key in {new} now; it was {old}.",
    ),
    _rule(
        "streaming-changed",
        wire=Wire.NONE,
        sdk=Level.MINOR,
        sentence="{place} resumes its stream in another way.",
    ),
    _rule(
        "retry-changed",
        wire=Wire.NONE,
        sdk=Level.MINOR,
        sentence="{place} is retried in other cases than before.",
        why="`x-retry` tells clients what the server means by its answers; what the server does is the same.",
    ),
    _rule(
        "required-scope-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} needs the scope {name} now.",
        why="Code stays the same, a credential may not be enough any more.",
    ),
    _rule(
        "required-scope-removed",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place} does not need the scope {name} any more.",
    ),
    _rule("callback-added", wire=Wire.INFO, sdk=Level.MINOR, sentence="{place} may call back: {name}."),
    _rule(
        "callback-removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="{place} does not call back any more: {name}.",
        why="The parser of its payload vanishes from `callbacks`.",
    ),
    _rule("link-added", wire=Wire.INFO, sdk=Level.MINOR, sentence="{place}: the answer links to {name}."),
    _rule(
        "link-removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place}: the answer does not link to {name} any more.",
        why="Links are hints on the wire; in the SDK, following one by name fails.",
    ),
    _rule("link-changed", wire=Wire.INFO, sdk=Level.MINOR, sentence="{place}: the link {name} leads elsewhere."),
)
