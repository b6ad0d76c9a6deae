"""Rules about the API as a whole: who may call it, where it is, what it sends by itself, and its texts."""

from __future__ import annotations

from functools import partial

from trueline.diff.rules.model import ERROR, INFO, MAJOR, MINOR, PATCH, UNSEEN, WARNING, Rule

_security = partial(Rule, area="Security", direction="both")
_server = partial(Rule, area="Servers", direction="both")
_event = partial(Rule, area="Webhooks", direction="both")
_text = partial(Rule, area="Texts", direction="both")

RULES = (
    _security("security-required", INFO, MAJOR,
        sentence="{place} now needs credentials: {new}.",
        why="A client made without credentials fails. On the wire, servers often asked for them all along."),
    _security("security-dropped", INFO, MINOR, sentence="{place} no longer needs credentials."),
    _security("security-choice-added", INFO, MINOR, section="Added", sentence="{place} can now be called with {name}."),
    _security("security-choice-removed", INFO, MAJOR, section="Removed",
        sentence="{place} can no longer be called with {name}."),
    _security("security-scope-added", INFO, MINOR,
        sentence="{place} now needs the scope {name}.",
        why="Code stays the same, a credential may not be enough any more."),
    _security("security-scope-removed", INFO, PATCH, sentence="{place} no longer needs the scope {name}."),
    _security("security-scheme-added", INFO, MINOR, section="Added", sentence="The security scheme {name} was added."),
    _security("security-scheme-removed", INFO, MAJOR, section="Removed",
        sentence="The security scheme {name} was removed.",
        why="The client's argument for it vanishes."),
    _security("security-scheme-type-changed", INFO, MAJOR,
        sentence="The security scheme {name} changed from {old} to {new}.",
        why="The client's argument takes something else."),
    _security("security-scheme-place-changed", ERROR, MINOR,
        sentence="The security scheme {name}: the key moved from {old} to {new}."),
    _security("security-argument-renamed", UNSEEN, MAJOR,
        sentence="The client's argument for {name} was renamed from `{old}` to `{new}`."),
    _security("security-flow-changed", INFO, MINOR,
        sentence="The security scheme {name}: {what} changed from {old} to {new}.",
        why="The SDK reads the new address or flow from the document by itself."),
    _security("security-flow-scope-added", INFO, MINOR, section="Added",
        sentence="The security scheme {name}: the scope {new} was added."),
    _security("security-flow-scope-removed", INFO, MINOR, section="Removed",
        sentence="The security scheme {name}: the scope {old} was removed."),
    _server("default-server-changed", WARNING, MINOR,
        sentence="{place}: the default server changed from {old} to {new}.",
        why="Code stays the same and calls go elsewhere."),
    _server("server-added", INFO, MINOR, section="Added", sentence="{place}: the server {name} was added."),
    _server("server-removed", WARNING, MAJOR, section="Removed",
        sentence="{place}: the server {name} was removed.",
        why="Where the client lets choose among servers, a choice vanishes."),
    _server("server-variable-added", INFO, MINOR, section="Added", sentence="The server variable {name} was added."),
    _server("server-variable-removed", INFO, MAJOR, section="Removed",
        sentence="The server variable {name} was removed.",
        why="It vanishes from the client's `server_variables`."),
    _server("server-variable-default-changed", WARNING, MINOR,
        sentence="The server variable {name}: the default changed from {old} to {new}."),
    _server("server-variable-value-added", INFO, MINOR, section="Added",
        sentence="The server variable {name}: the value {new} was added."),
    _server("server-variable-value-removed", WARNING, MAJOR, section="Removed",
        sentence="The server variable {name}: the value {old} was removed."),
    _event("webhook-added", INFO, MINOR, section="Added", sentence="The webhook {name} was added."),
    _event("webhook-removed", ERROR, MAJOR, section="Removed", sentence="The webhook {name} was removed."),
    _event("webhook-deprecated", INFO, MINOR, section="Deprecated", sentence="The webhook {name} is now deprecated."),
    _event("webhook-reactivated", INFO, PATCH, sentence="The webhook {name} is no longer deprecated."),
    _text("description-changed", UNSEEN, PATCH, sentence="{place}: {count} changed."),
    _text("example-changed", UNSEEN, PATCH, sentence="{place}: {count} changed."),
    _text("api-text-changed", UNSEEN, PATCH,
        sentence="{what} of the API changed.",
        why="Title, description and licence reach the package's metadata and docstrings alone."),
    _text("unnamed-change", WARNING, MINOR,
        sentence="{place} changed in a way that no rule names: {what}.",
        why="The canonical form decides whether something changed, not the list of rules. Please look at it yourself."),
    _text("other-change", UNSEEN, PATCH,
        sentence="The document changed in ways that mean nothing to the SDK: {what}.",
        why="Whatever has no rule is still said, once, so that a document with changes never counts as the same."),
)  # fmt: skip
