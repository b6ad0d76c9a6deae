"""Who may call: the choices of an operation, their scopes, and the schemes of the document."""

from __future__ import annotations

from trueline.codegen.facts import SchemeFact
from trueline.codegen.plan.credentials import credentials
from trueline.diff.changes import Changes, Spot
from trueline.diff.document_side import Side
from trueline.diff.operations import Pair, spot
from trueline.spec.document import Json
from trueline.spec.pointer import join

Choices = dict[tuple[str, ...], frozenset[str]]
_FLOW_KEYS = ("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl")


def compare_root_security(old: Side, new: Side, changes: Changes) -> None:
    """What every operation asks for that says nothing of its own: told of once."""
    at = Spot("api", "every operation without security of its own", "/security", "/security", code="client")
    _choices(old.canonical["security"], new.canonical["security"], at, changes)


def compare_security(pair: Pair, old: Side, new: Side, changes: Changes) -> None:
    """What an operation asks for, if it or the other one says so itself."""
    a, b = pair
    if a.source["security"] == old.canonical["security"] and b.source["security"] == new.canonical["security"]:
        return
    at = spot(*pair)
    here = Spot(at.group, at.place, f"{at.old}/security", f"{at.new}/security", code=at.code)
    _choices(a.source["security"], b.source["security"], here, changes)


def _choices(old: list[Json], new: list[Json], at: Spot, changes: Changes) -> None:
    was, is_ = _read(old), _read(new)
    if was == is_:
        return
    if not was or () in was:
        if is_ and () not in is_:
            changes.add("security-required", at, new=_named(is_), before=f"{at.code}(...)")
            return
    elif not is_ or () in is_:
        changes.add("security-dropped", at)
        return
    for choice, scopes in was.items():
        if choice not in is_:
            changes.add("security-choice-removed", at, name=_one(choice), before=f"{at.code}(...)  # {_one(choice)}")
            continue
        for scope in sorted(scopes - is_[choice]):
            changes.add("security-scope-removed", at, name=scope)
        for scope in sorted(is_[choice] - scopes):
            changes.add("security-scope-added", at, name=scope)
    for choice in is_:
        if choice not in was:
            changes.add("security-choice-added", at, name=_one(choice))


def _read(security: list[Json]) -> Choices:
    """Sets of schemes that are needed together, each with its scopes."""
    return {
        tuple(sorted(choice)): frozenset(str(scope) for scopes in choice.values() for scope in scopes)
        for choice in security
    }


def _one(choice: tuple[str, ...]) -> str:
    return " and ".join(choice) or "no credentials"


def _named(choices: Choices) -> str:
    return " or ".join(map(_one, choices))


def compare_schemes(old: Side, new: Side, changes: Changes) -> None:
    """The security schemes of the document, and the client's arguments for them."""
    was, is_ = (side.canonical["components"].get("securitySchemes", {}) for side in (old, new))
    for name, scheme in was.items():
        at = Spot("api", name, _pointer(name), _pointer(name), code="client")
        if name not in is_:
            argument = _arguments(old).get(name, "...")
            here = Spot("api", name, _pointer(name), "")
            changes.add("security-scheme-removed", here, name=name, before=old.with_client(argument))
        elif scheme != is_[name]:
            _scheme(name, scheme, is_[name], at, changes)
    for name in is_:
        if name not in was:
            changes.add("security-scheme-added", Spot("api", name, "", _pointer(name)), name=name)
    _renamed(old, new, changes)


def _pointer(name: str) -> str:
    return join("/components/securitySchemes", name)


def _scheme(name: str, a: Json, b: Json, at: Spot, changes: Changes) -> None:
    kinds = [" ".join(str(each.get(key, "")).lower() for key in ("type", "scheme")).strip() for each in (a, b)]
    if kinds[0] != kinds[1]:
        changes.add(
            "security-scheme-type-changed", at, name=name, old=kinds[0], new=kinds[1],
            before=f"{name}: {kinds[0]}", after=f"{name}: {kinds[1]}",
        )  # fmt: skip
        return
    places = [f"the {each.get('in')} {each.get('name')}" for each in (a, b)]
    if places[0] != places[1]:
        changes.add("security-scheme-place-changed", at, name=name, old=places[0], new=places[1])
    _flows(name, a.get("flows") or {}, b.get("flows") or {}, at, changes)
    if a.get("openIdConnectUrl") != b.get("openIdConnectUrl"):
        words = {"old": str(a.get("openIdConnectUrl")), "new": str(b.get("openIdConnectUrl"))}
        changes.add("security-flow-changed", at, name=name, what="the discovery address", **words)
    if a.get("description") != b.get("description"):
        changes.text("description-changed", Spot("api", f"the security scheme {name}", at.old, at.new))


def _flows(name: str, old: Json, new: Json, at: Spot, changes: Changes) -> None:
    for kind in dict.fromkeys([*old, *new]):
        if (kind in old) != (kind in new):
            words = {"old": kind if kind in old else "none", "new": kind if kind in new else "none"}
            changes.add("security-flow-changed", at, name=name, what="a flow", **words)
            continue
        for key in _FLOW_KEYS:
            if old[kind].get(key) != new[kind].get(key):
                words = {"old": str(old[kind].get(key)), "new": str(new[kind].get(key))}
                changes.add("security-flow-changed", at, name=name, what=f"{key} of {kind}", **words)
        was, is_ = (tuple(map(str, flows[kind].get("scopes") or ())) for flows in (old, new))
        for scope in was:
            if scope not in is_:
                changes.add("security-flow-scope-removed", at, name=name, old=scope)
        for scope in is_:
            if scope not in was:
                changes.add("security-flow-scope-added", at, name=name, new=scope)


def _arguments(side: Side) -> dict[str, str]:
    """The client's argument for each scheme."""
    schemes: tuple[SchemeFact, ...] = side.facts.api.schemes
    return {credential.scheme: credential.arg for credential in credentials(schemes, "SDK")}


def _renamed(old: Side, new: Side, changes: Changes) -> None:
    was, is_ = ({}, {}) if new.layout else (_arguments(old), _arguments(new))
    for name, argument in was.items():
        other = is_.get(name, argument)
        if other != argument:
            at = Spot("api", name, _pointer(name), _pointer(name))
            changes.add(
                "security-argument-renamed", at, name=name, old=argument, new=other,
                before=old.with_client(argument), after=new.with_client(other),
            )  # fmt: skip
