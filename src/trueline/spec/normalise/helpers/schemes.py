"""Security schemes: what each one is, said as OpenAPI says it; one that can't be sent is lost by name."""

from __future__ import annotations

from trueline.spec.document import Json, is_object
from trueline.spec.normalise.helpers.tokens import TOKEN
from trueline.spec.normalise.report import Notes
from trueline.spec.openapi import client_auth
from trueline.spec.pointer import join

_TYPES = ("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS")
_PLACES = ("header", "query", "cookie")
_WAYS = ("client_secret_basic", "client_secret_post")


def checked(schemes: Json, notes: Notes) -> Json:
    """The schemes that a client can use. The others are losses."""
    found = {
        name: _checked(scheme, join("/components/securitySchemes", name), notes) for name, scheme in schemes.items()
    }
    return {name: scheme for name, scheme in found.items() if scheme is not None}


def _checked(scheme: Json, pointer: str, notes: Notes) -> Json | None:
    scheme = _typed(scheme, pointer, notes)
    if scheme["type"] not in _TYPES:
        _lose(
            notes,
            pointer,
            f"is of the type {scheme['type']!r}, which OpenAPI does not know",
            f"Use {', '.join(_TYPES)}.",
        )
        return None
    if scheme["type"] == "http" and not isinstance(scheme.get("scheme"), str):
        _lose(notes, pointer, "is of the type http and names no scheme", "Add `scheme: bearer`, or what it is.")
        return None
    if scheme["type"] == "oauth2":
        return _flows(scheme, pointer, notes)
    return _api_key(scheme, pointer, notes) if scheme["type"] == "apiKey" else scheme


def _typed(scheme: Json, pointer: str, notes: Notes) -> Json:
    """With the type that is meant, where it is another spelling or an HTTP scheme."""
    said = scheme.get("type")
    meant = next((name for name in _TYPES if name.lower() == str(said).lower()), None)
    if meant is not None and meant != said:
        notes.repair(pointer, f"{said!r} is not a type of security scheme; taken as {meant}")
        return {**scheme, "type": meant}
    if str(said).lower() in {"basic", "bearer", "digest"}:
        notes.repair(pointer, f"{said!r} is not a type of security scheme; taken as http with that scheme")
        return {**scheme, "type": "http", "scheme": str(said).lower()}
    return {**scheme, "type": said}


def _flows(scheme: Json, pointer: str, notes: Notes) -> Json:
    """Without the flow of client credentials where the client has to show who it is in a way that no SDK has."""
    flows = scheme.get("flows")
    flow = flows.get("clientCredentials") if is_object(flows) else None
    if not is_object(flows) or not is_object(flow):
        return scheme
    way = client_auth(flow, scheme) or _WAYS[0]
    if way in _WAYS:
        return scheme
    what = f"clients show who they are by {way!r}, and the SDK knows {' and '.join(_WAYS)}; it takes a token instead"
    notes.repair(f"{pointer}/flows/clientCredentials", what)
    return {**scheme, "flows": {key: value for key, value in flows.items() if key != "clientCredentials"}}


def _api_key(scheme: Json, pointer: str, notes: Notes) -> Json | None:
    name, place = scheme.get("name"), scheme.get("in")
    if not isinstance(name, str) or not name:
        _lose(notes, pointer, "is an apiKey without a name", "Name the header, query parameter or cookie.")
        return None
    if place is None:
        notes.repair(pointer, "the apiKey does not say where it goes; taken as a header")
        scheme = {**scheme, "in": "header"}
    elif place not in _PLACES:
        _lose(notes, pointer, f"is an apiKey in {place!r}", "Use header, query or cookie.")
        return None
    if scheme["in"] == "header" and not TOKEN.fullmatch(name):
        reason = f"is a header, and none can have the name {name!r} (RFC 9110, 5.1)"
        _lose(notes, pointer, reason, "Use letters, digits and dashes.")
        return None
    return scheme


def _lose(notes: Notes, pointer: str, why: str, cure: str) -> None:
    scheme = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    notes.lose(pointer, f"the security scheme {scheme!r} {why}", cure)
