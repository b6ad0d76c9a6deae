"""Rules about the API as a whole: who may call it, where it is, what it sends by itself, and its texts."""

from __future__ import annotations

from functools import partial

from trueline.diff.model import Level, Wire
from trueline.diff.rules.model import Rule

_security = partial(Rule, area="Security", direction="both")
_server = partial(Rule, area="Servers", direction="both")
_event = partial(Rule, area="Webhooks", direction="both")
_text = partial(Rule, area="Texts", direction="both")

RULES = (
    _security(
        "security-required",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place} needs credentials now: {new}.",
        why="A client made without credentials fails. On the wire, servers often asked for them all along.",
    ),
    _security("security-dropped", wire=Wire.INFO, sdk=Level.MINOR, sentence="{place} needs no credentials any more."),
    _security("security-choice-added", wire=Wire.INFO, sdk=Level.MINOR, sentence="{place} may be called with {name}."),
    _security(
        "security-choice-removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place} can't be called with {name} any more.",
    ),
    _security(
        "security-scope-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} needs the scope {name} now.",
        why="Code stays the same, a credential may not be enough any more.",
    ),
    _security(
        "security-scope-removed",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place} does not need the scope {name} any more.",
    ),
    _security(
        "security-scheme-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="There is a new way to say who calls: {name}.",
    ),
    _security(
        "security-scheme-removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="The way to say who calls that is named {name} is gone.",
        why="The client's argument for it vanishes.",
    ),
    _security(
        "security-scheme-type-changed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="The security scheme {name} is {new} now; it was {old}.",
        why="The client's argument takes something else.",
    ),
    _security(
        "security-scheme-place-changed",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="The key of the security scheme {name} goes into {new} now; it went into {old}.",
    ),
    _security(
        "security-argument-renamed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="The client's argument for {name} is called `{new}` now; it was `{old}`.",
    ),
    _security(
        "security-flow-changed",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The security scheme {name}: {what} is {new} now; it was {old}.",
        why="The SDK reads the new address or flow from the document by itself.",
    ),
    _security(
        "security-flow-scope-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The security scheme {name} has the scope {new}.",
    ),
    _security(
        "security-flow-scope-removed",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The security scheme {name} does not have the scope {old} any more.",
    ),
    _server(
        "default-server-changed",
        wire=Wire.WARNING,
        sdk=Level.MINOR,
        sentence="{place} is served at {new} unless the client is told otherwise; it was {old}.",
        why="Code stays the same and calls go elsewhere.",
    ),
    _server("server-added", wire=Wire.INFO, sdk=Level.MINOR, sentence="{place} is served at {name} too."),
    _server(
        "server-removed",
        wire=Wire.WARNING,
        sdk=Level.MAJOR,
        sentence="{place} is not served at {name} any more.",
        why="Where the client lets choose among servers, a choice vanishes.",
    ),
    _server("server-variable-added", wire=Wire.INFO, sdk=Level.MINOR, sentence="Addresses have the variable {name}."),
    _server(
        "server-variable-removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="Addresses do not have the variable {name} any more.",
        why="It vanishes from the client's `server_variables`.",
    ),
    _server(
        "server-variable-default-changed",
        wire=Wire.WARNING,
        sdk=Level.MINOR,
        sentence="The variable {name} of addresses is {new} unless told otherwise; it was {old}.",
    ),
    _server(
        "server-variable-value-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The variable {name} of addresses may be {new}.",
    ),
    _server(
        "server-variable-value-removed",
        wire=Wire.WARNING,
        sdk=Level.MAJOR,
        sentence="The variable {name} of addresses is never {old} any more.",
    ),
    _event("webhook-added", wire=Wire.INFO, sdk=Level.MINOR, sentence="The API sends the webhook {name}."),
    _event(
        "webhook-removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="The API does not send the webhook {name} any more.",
    ),
    _event("webhook-deprecated", wire=Wire.INFO, sdk=Level.MINOR, sentence="The webhook {name} is deprecated."),
    _event(
        "webhook-reactivated",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="The webhook {name} is not deprecated any more.",
    ),
    _text("description-changed", wire=Wire.NONE, sdk=Level.PATCH, sentence="{place}: {count} changed."),
    _text("example-changed", wire=Wire.NONE, sdk=Level.PATCH, sentence="{place}: {count} changed."),
    _text(
        "api-text-changed",
        wire=Wire.NONE,
        sdk=Level.PATCH,
        sentence="{what} of the API changed.",
        why="Title, description and licence reach the package's metadata and docstrings alone.",
    ),
    _text(
        "other-change",
        wire=Wire.NONE,
        sdk=Level.PATCH,
        sentence="The document changed in ways that no rule tells of: order, or extensions that the SDK does not read.",
        why="Whatever has no rule is still said, once, so that a document with changes never counts as the same.",
    ),
)
