"""Where the API is served: for all operations, or for one that says so itself."""

from __future__ import annotations

from trueline.codegen.facts import ServerFact, VariableFact
from trueline.diff.changes import Changes, Spot
from trueline.diff.document_side import Side
from trueline.diff.operations import Pair, spot

Servers = tuple[ServerFact, ...]


def compare_root_servers(old: Side, new: Side, changes: Changes) -> None:
    """The servers of the document."""
    at = Spot("api", "the API", "/servers", "/servers", code=old.with_client("server"))
    _compare(old.facts.api.servers, new.facts.api.servers, at, changes)
    _variables(old.facts.api.servers, new.facts.api.servers, at, old.client, changes)


def compare_servers(pair: Pair, old: Side, new: Side, changes: Changes) -> None:
    """The servers of an operation, if it or the other one says so itself."""
    a, b = (operation.fact.servers for operation in pair)
    if a == old.facts.api.servers and b == new.facts.api.servers:
        return
    at = spot(*pair)
    here = Spot(at.group, at.place, f"{at.old}/servers", f"{at.new}/servers", code=at.code)
    _compare(a, b, here, changes)
    _variables(a, b, here, old.client, changes)


def _compare(old: Servers, new: Servers, at: Spot, changes: Changes) -> None:
    was, is_ = ([server.address for server in servers] for servers in (old, new))
    if was[:1] != is_[:1]:
        changes.add("default-server-changed", at, old=_first(was), new=_first(is_))
    rest = {old[0].url if old else "", new[0].url if new else ""} if was[:1] != is_[:1] else set[str]()
    old_urls, new_urls = [server.url for server in old], [server.url for server in new]
    for url in old_urls:
        if url not in new_urls and (url not in rest or len(old) > 1):
            changes.add("server-removed", at, name=url, before=at.code)
    for url in new_urls:
        if url not in old_urls and url not in rest:
            changes.add("server-added", at, name=url)
    if any(x.description != y.description for x in old for y in new if x.url == y.url):
        changes.text("description-changed", at)


def _first(addresses: list[str]) -> str:
    return addresses[0] if addresses else "no address"


def _variables(old: Servers, new: Servers, at: Spot, client: str, changes: Changes) -> None:
    was, is_ = ({v.name: v for server in servers for v in server.variables} for servers in (old, new))
    for name, variable in was.items():
        if name not in is_:
            changes.add(
                "server-variable-removed", at, name=name, before=f'{client}(server_variables={{"{name}": ...}})'
            )
        elif variable != is_[name]:
            _variable(name, variable, is_[name], at, changes)
    for name in is_:
        if name not in was:
            changes.add("server-variable-added", at, name=name)


def _variable(name: str, a: VariableFact, b: VariableFact, at: Spot, changes: Changes) -> None:
    if a.default != b.default:
        changes.add("server-variable-default-changed", at, name=name, old=a.default, new=b.default)
    for value in a.allowed:
        if value not in b.allowed and b.allowed:
            changes.add("server-variable-value-removed", at, name=name, old=value, before=f"{name}={value}")
    for value in b.allowed:
        if value not in a.allowed and a.allowed:
            changes.add("server-variable-value-added", at, name=name, new=value)
    if a.description != b.description:
        changes.text("description-changed", at)
