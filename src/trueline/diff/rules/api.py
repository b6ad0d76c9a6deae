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
        sentence="{place} now needs credentials: {new}.",
        why="A client made without credentials fails. On the wire, servers often asked for them all along.",
    ),
    _security("security-dropped", wire=Wire.INFO, sdk=Level.MINOR, sentence="{place} no longer needs credentials."),
    _security(
        "security-choice-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} can now be called with {name}.",
    ),
    _security(
        "security-choice-removed",
        section="Removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="{place} can no longer be called with {name}.",
    ),
    _security(
        "security-scope-added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place} now needs the scope {name}.",
        why="Code stays the same, a credential may not be enough any more.",
    ),
    _security(
        "security-scope-removed",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="{place} no longer needs the scope {name}.",
    ),
    _security(
        "security-scheme-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The security scheme {name} was added.",
    ),
    _security(
        "security-scheme-removed",
        section="Removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="The security scheme {name} was removed.",
        why="The client's argument for it vanishes.",
    ),
    _security(
        "security-scheme-type-changed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="The security scheme {name} changed from {old} to {new}.",
        why="The client's argument takes something else.",
    ),
    _security(
        "security-scheme-place-changed",
        wire=Wire.ERROR,
        sdk=Level.MINOR,
        sentence="The security scheme {name}: the key moved from {old} to {new}.",
    ),
    _security(
        "security-argument-renamed",
        wire=Wire.NONE,
        sdk=Level.MAJOR,
        sentence="The client's argument for {name} was renamed from `{old}` to `{new}`.",
    ),
    _security(
        "security-flow-changed",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The security scheme {name}: {what} changed from {old} to {new}.",
        why="The SDK reads the new address or flow from the document by itself.",
    ),
    _security(
        "security-flow-scope-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The security scheme {name}: the scope {new} was added.",
    ),
    _security(
        "security-flow-scope-removed",
        section="Removed",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The security scheme {name}: the scope {old} was removed.",
    ),
    _server(
        "default-server-changed",
        wire=Wire.WARNING,
        sdk=Level.MINOR,
        sentence="{place}: the default server changed from {old} to {new}.",
        why="Code stays the same and calls go elsewhere.",
    ),
    _server(
        "server-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="{place}: the server {name} was added.",
    ),
    _server(
        "server-removed",
        section="Removed",
        wire=Wire.WARNING,
        sdk=Level.MAJOR,
        sentence="{place}: the server {name} was removed.",
        why="Where the client lets choose among servers, a choice vanishes.",
    ),
    _server(
        "server-variable-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The server variable {name} was added.",
    ),
    _server(
        "server-variable-removed",
        section="Removed",
        wire=Wire.INFO,
        sdk=Level.MAJOR,
        sentence="The server variable {name} was removed.",
        why="It vanishes from the client's `server_variables`.",
    ),
    _server(
        "server-variable-default-changed",
        wire=Wire.WARNING,
        sdk=Level.MINOR,
        sentence="The server variable {name}: the default changed from {old} to {new}.",
    ),
    _server(
        "server-variable-value-added",
        section="Added",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The server variable {name}: the value {new} was added.",
    ),
    _server(
        "server-variable-value-removed",
        section="Removed",
        wire=Wire.WARNING,
        sdk=Level.MAJOR,
        sentence="The server variable {name}: the value {old} was removed.",
    ),
    _event("webhook-added", section="Added", wire=Wire.INFO, sdk=Level.MINOR, sentence="The webhook {name} was added."),
    _event(
        "webhook-removed",
        section="Removed",
        wire=Wire.ERROR,
        sdk=Level.MAJOR,
        sentence="The webhook {name} was removed.",
    ),
    _event(
        "webhook-deprecated",
        section="Deprecated",
        wire=Wire.INFO,
        sdk=Level.MINOR,
        sentence="The webhook {name} is now deprecated.",
    ),
    _event(
        "webhook-reactivated",
        wire=Wire.INFO,
        sdk=Level.PATCH,
        sentence="The webhook {name} is no longer deprecated.",
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
        "unnamed-change",
        wire=Wire.WARNING,
        sdk=Level.MINOR,
        sentence="{place} changed in a way that no rule names: {what}.",
        why="The canonical form decides whether something changed, not the list of rules. Please look at it yourself.",
    ),
    _text(
        "other-change",
        wire=Wire.NONE,
        sdk=Level.PATCH,
        sentence="The document changed in ways that mean nothing to the SDK: {what}.",
        why="Whatever has no rule is still said, once, so that a document with changes never counts as the same.",
    ),
)
