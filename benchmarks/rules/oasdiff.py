"""What each rule of oasdiff is here: rules of ours, or why an SDK and its wire do not feel it.

oasdiff is the tool that people know for this. Its rules are listed by ``oasdiff checks``; the first pattern below that
an id matches in full says what it is. A test makes sure that every id has one, and that every rule named here exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_GREATER_IS_STRICTER = {"min", "exclusive-min", "min-length", "min-items", "min-contains"}


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Our rules for one of oasdiff's, or the reason why there is none."""

    ours: tuple[str, ...] = ()
    reason: str = ""


_Answer = str | Callable[[re.Match[str]], str]
_READ_ONLY = "!Requests do not have read-only properties: it is a change of the responses alone."
_WRITE_ONLY = "!Responses do not have write-only properties: it is a change of the requests alone."
_ALL_OF = "!`allOf` is merged before anything is compared: what it adds or takes away is told of property by property."
_WAY = r"(?P<way>request|response)"
_VALUE = rf"(?:{_WAY}-(?:body|property|mediatype)|request-parameter(?:-property)?)"


def _way(match: re.Match[str]) -> str:
    """The first part of our rules for values."""
    return "parameter" if match.group().startswith("request-parameter") else str(match["way"])


def _value(*kinds: str) -> Callable[[re.Match[str]], str]:
    return lambda match: " ".join(f"{_way(match)}-{kind}" for kind in kinds)


def _limit(match: re.Match[str]) -> str:
    """A bound that moved, by which way is stricter."""
    how = match["how"]
    if how in {"set", "unset"}:
        return f"{_way(match)}-constraint-{'added' if how == 'set' else 'loosened'}"
    stricter = (how == "increased") == (match["bound"] in _GREATER_IS_STRICTER)
    if "contains" in match["bound"]:
        return f"{_way(match)}-assertion-changed"
    return f"{_way(match)}-constraint-{'tightened' if stricter else 'loosened'}"


def _assertion(match: re.Match[str]) -> str:
    return f"{_way(match)}-assertion-{match['how']}"


_PATTERNS: tuple[tuple[str, _Answer], ...] = (
    # Operations
    (r"endpoint-added", "operation-added"),
    (r"endpoint-deprecated", "operation-deprecated"),
    (r"endpoint-deprecated-with-sunset", "operation-deprecated sunset-added"),
    (r"endpoint-reactivated", "operation-reactivated"),
    (r"api(-path)?-removed-without-deprecation", "operation-removed operation-moved"),
    (r"api(-path)?-removed-with-deprecation", "deprecated-operation-removed"),
    (r"api(-path)?-removed-before-sunset", "operation-removed-before-sunset"),
    (r"api-operation-id-(added|removed)", "operation-id-changed method-renamed"),
    (r"api-tag-(added|removed)", "tags-changed method-renamed"),
    (r"request-parameter-removed-with-deprecation", "deprecated-parameter-removed"),
    (r"request-parameter-removed-before-sunset", "parameter-removed-before-sunset"),
    (r"(request|response)-property-deprecated-with-sunset", "property-deprecated sunset-added"),
    (r"(.*-)?sunset-deleted", "sunset-removed"),
    (r".*sunset-date-changed-too-small", "sunset-moved-earlier"),
    (r".*sunset-(parse|invalid)", "sunset-invalid"),
    (r".*sunset-missing", "sunset-missing"),
    (r".*sunset-date-too-small", "sunset-too-soon"),
    (r".*stability-decreased", "stability-decreased"),
    (r".*invalid-stability-level", "stability-invalid"),
    # Security, components, webhooks
    (r"api-(global-)?security-added", "security-required security-choice-added"),
    (r"api-(global-)?security-removed", "security-dropped security-choice-removed"),
    (r"api-(global-)?security-scope-added", "security-scope-added"),
    (r"api-(global-)?security-scope-removed", "security-scope-removed"),
    (r"api-security-component-(added|removed|type-changed)", lambda m: f"security-scheme-{m[1]}"),
    (r"api-security-component-oauth-(token-)?url-changed", "security-flow-changed"),
    (r"api-security-component-oauth-scope-(added|removed)", lambda m: f"security-flow-scope-{m[1]}"),
    (r"api-security-component-oauth-scope-changed", "!The text of a scope: no name and no type depends on it."),
    (r"api-schema-removed", "schema-removed"),
    (r"webhook-(added|removed)", lambda m: f"webhook-{m[1]}"),
    # Parameters
    (r"new-optional-request(-default)?-parameter(-to-existing-path)?", "parameter-optional-added"),
    (r"new-required-request(-default)?-parameter(-to-existing-path)?", "parameter-required-added"),
    (r"new-request-path-parameter", "operation-moved operation-removed operation-added"),
    (r"new-required-request-header-property", "request-required-property-added"),
    (r"request-header-property-became-(enum|required)", lambda m: {
        "enum": "parameter-became-enum", "required": "parameter-became-required"}[m[1]]),
    (r"request-parameter-(removed|became-required|became-optional|deprecated|reactivated)",
        lambda m: f"parameter-{m[1]}"),
    # Bodies and responses as wholes
    (r"request-body-added-(optional|required)", lambda m: f"request-body-{m[1]}-added"),
    (r"request-body-(removed|became-optional|became-required)", lambda m: f"request-body-{m[1]}"),
    (r"request-body-media-type-(added|removed)", lambda m: f"request-media-type-{m[1]}"),
    (r"response-media-type-(added|removed)", lambda m: f"response-media-type-{m[1]}"),
    (r"response-media-type-name-.*", "response-media-type-removed response-media-type-added"),
    (r"response-success-status-(added|removed)", lambda m: f"response-success-{m[1]}"),
    (r"response-non-success-status-(added|removed)", lambda m: f"response-error-{m[1]}"),
    (r"required-response-header-removed", "response-header-removed"),
    (r"optional-response-header-removed", "response-optional-header-removed"),
    (r"response-header-became-optional", "response-header-became-optional"),
    # Properties
    (r"request-read-only-property-.*", _READ_ONLY),
    (r"response-write-only-property-.*|response-(optional|required)-write-only-property-(added|removed)", _WRITE_ONLY),
    (r"new-optional-request-property", "request-optional-property-added"),
    (r"new-required-request-property", "request-required-property-added"),
    (r"new-required-request-property-with-default", "request-required-property-with-default-added"),
    (r"request-property-removed", "request-property-removed"),
    (r"request-property-became-(required|optional)", lambda m: f"request-property-became-{m[1]}"),
    (r"request-property-became-required-with-default", "request-property-with-default-became-required"),
    (r"response-property-became-(required|optional)", lambda m: f"response-property-became-{m[1]}"),
    (r"response-(optional|required)-property-added", "response-property-added"),
    (r"response-(optional|required)-property-removed", lambda m: f"response-{m[1]}-property-removed"),
    (r"request-(optional|required)-property-became-read-only", "request-property-became-read-only"),
    (r"request-(optional|required)-property-became-not-read-only",
        lambda m: f"request-{m[1]}-property-added access-changed"),
    (r"response-(optional|required)-property-became-write-only", "response-property-became-write-only"),
    (r"response-(optional|required)-property-became-not-write-only", "response-property-added access-changed"),
    (r"(request|response)-(optional|required)-property-became-(not-)?(read|write)-only", "access-changed"),
    (r"(request|response)-property-deprecated(-with-sunset)?", "property-deprecated"),
    (r"(request|response)-property-reactivated", "property-reactivated"),
    # Values
    (rf"{_VALUE}-all-of-(added|removed)", _ALL_OF),
    (rf"{_VALUE}-(any|one)-of-added", _value("union-member-added", "became-union")),
    (rf"{_VALUE}-(any|one)-of-removed", _value("union-member-removed", "became-single")),
    (rf"{_VALUE}-list-of-types-widened", _value("union-member-added", "became-union", "type-widened")),
    (rf"{_VALUE}-list-of-types-narrowed", _value("union-member-removed", "became-single", "type-narrowed")),
    (rf"{_VALUE}-became-enum", _value("became-enum")),
    (rf"{_VALUE}-enum-value-(?P<how>added|removed)", lambda m: f"{_way(m)}-enum-value-{m['how']}"),
    (rf"{_VALUE}-x-extensible-enum-value-removed", _value("extensible-enum-value-removed")),
    (rf"{_VALUE}-became-nullable", _value("became-nullable")),
    (rf"{_VALUE}-became-not-nullable", _value("became-not-nullable")),
    (rf"{_VALUE}-const-added", _value("became-const")),
    (rf"{_VALUE}-const-changed", _value("const-changed")),
    (rf"{_VALUE}-const-removed", _value("const-dropped")),
    (rf"{_VALUE}-content-(encoding|media-type)-changed", _value("content-changed", "type-changed")),
    (rf"{_VALUE}-content-schema-added", _value("type-narrowed")),
    (rf"{_VALUE}-content-schema-removed", _value("type-widened")),
    (rf"{_VALUE}-default-value-(added|changed|removed)", _value("default-changed")),
    (rf"{_VALUE}-type-changed", _value("type-changed", "format-changed")),
    (rf"{_VALUE}-type-generalized", _value("type-widened")),
    (rf"{_VALUE}-type-specialized", _value("type-narrowed")),
    (rf"{_VALUE}-pattern-added", _value("constraint-added")),
    (rf"{_VALUE}-pattern-changed", _value("pattern-changed")),
    (rf"{_VALUE}-pattern-(generalized|removed)", _value("constraint-loosened", "pattern-changed")),
    (rf"{_VALUE}-discriminator-(?P<how>added|removed)", lambda m: f"discriminator-{m['how']}"),
    (rf"{_VALUE}-discriminator-mapping-added", "discriminator-value-added"),
    (rf"{_VALUE}-discriminator-mapping-changed", "discriminator-value-changed"),
    (rf"{_VALUE}-discriminator-mapping-deleted", "discriminator-value-removed"),
    (rf"{_VALUE}-discriminator-property-name-changed", "discriminator-property-changed"),
    (rf"{_VALUE}-(?P<bound>(exclusive-)?(min|max)(-length|-items|-contains)?)-(?P<how>set|unset|increased|decreased)",
        _limit),
    (rf"{_VALUE}-(if|then|else|contains|dependent-(required|schema)|pattern-property|prefix-items|property-names|"
        r"unevaluated-(items|properties))-(?P<how>added|changed|removed)", _assertion),
)  # fmt: skip


def counterpart(check: str) -> Counterpart | None:
    """What an id of oasdiff's is here; ``None`` for an id that no pattern knows."""
    for pattern, answer in _PATTERNS:
        if match := re.fullmatch(pattern, check):
            said = answer if isinstance(answer, str) else answer(match)
            return Counterpart(reason=said[1:]) if said.startswith("!") else Counterpart(tuple(said.split()))
    return None
