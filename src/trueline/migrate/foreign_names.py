"""A names file out of an SDK that Speakeasy or Fern made: its methods at the endpoints of a document, and its types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from trueline import names, words
from trueline.migrate.foreign import Foreign
from trueline.migrate.names_from import at, plain_name
from trueline.migrate.shape import plain_path
from trueline.spec.document import Document, Json, is_object
from trueline.spec.naming.edits import Edits

_SINGLE = frozenset({"http", "apiKey", "oauth2"})
_HEAD = """\
# Made by `trueline migrate {maker}` of {source}. The format is that of stainless.yml: docs/naming.md of Trueline.
"""


@dataclass(frozen=True, slots=True)
class ForeignNames:
    """A names file, what is to say of it, and the endpoint of each method as the document writes it."""

    text: str
    remarks: tuple[str, ...]
    endpoints: Mapping[str, str]


class Routes:
    """The endpoints of a document, found also where one side has a base path that the other leaves to the server."""

    def __init__(self, document: Document) -> None:
        self.known: dict[str, str] = {}
        for path, verb, _ in Edits(document.value).routes():
            self.known.setdefault(plain_route(f"{verb} {path}"), f"{verb} {path}")

    def at(self, endpoint: str) -> str:
        """The endpoint as the document writes it; empty for none, and where several may be meant."""
        if endpoint in self.known:
            return self.known[endpoint]
        verb, _, path = endpoint.partition(" ")
        bare = path.partition("#")[0]
        near = [
            said
            for plain, said in self.known.items()
            if path and plain.startswith(f"{verb} ") and _ends(plain.partition(" ")[2].partition("#")[0], bare)
        ]
        exact = [said for said in near if plain_route(said).partition("#")[0] == f"{verb} {bare}"]
        found = exact or near
        return found[0] if len(found) == 1 else ""


def plain_route(route: str) -> str:
    """``get /pets/{id}`` -> ``get /pets/{}``."""
    verb, _, path = route.partition(" ")
    return f"{verb} {plain_path(path)}"


def _ends(one: str, other: str) -> bool:
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return shorter not in {"", "/"} and longer.endswith(shorter)


def names_of(old: Foreign, document: Document) -> ForeignNames:
    """The names file for ``document`` with which methods are called as they were."""
    routes, remarks, placed = Routes(document), list[str](), dict[str, str]()
    resources: Json = {}
    for name, written in old.methods.items():
        said = written.call.endpoint
        if said and (endpoint := routes.at(said)):
            placed[name] = endpoint
            *place, method = name.split(".")
            positional = [each.name for each in written.call.arguments if each.by_position]
            inside = _parameters(endpoint)
            whole = old.maker == "fern" and len(inside) > 1 and len(positional) == len(inside)
            value = {"endpoint": endpoint, "positional_params": inside} if whole else endpoint
            at(resources, place).setdefault("methods", {})[method] = value
    models = dict(_models(old, document))
    if models:
        at(resources, ["$shared"])["models"] = models
    made = {**_head(old), "client_settings": {"opts": dict(_options(old, document, remarks))}, "resources": resources}
    if left := sorted(set(routes.known.values()) - set(placed.values())):
        made["unspecified_endpoints"] = left
        remarks.append(
            f"{len(left)} operations of the document have no method in the older SDK, {left[0]} first: "
            "they are left out until they stand below resources, not below unspecified_endpoints"
        )
    made = {key: value for key, value in made.items() if value not in ({}, {"opts": {}})}
    text = yaml.safe_dump(made, sort_keys=False, width=120, allow_unicode=True)
    head = _HEAD.format(maker=old.maker, source=old.source.replace("\\", "/").rsplit("/", 1)[-1])
    return ForeignNames(head + text, tuple(remarks), placed)


def _head(old: Foreign) -> Json:
    package = old.package.partition(".")[0]
    made: Json = {"organization": {"name": package.replace("_", "-")}, "targets": {"python": {"package_name": package}}}
    if old.distribution and old.distribution != package:
        made["targets"]["python"]["project_name"] = old.distribution
    return {**made, "x-trueline": {"client": old.client}}


def _parameters(endpoint: str) -> list[str]:
    return [part.partition("}")[0] for part in endpoint.split("{")[1:]]


def _models(old: Foreign, document: Document) -> Iterator[tuple[str, str]]:
    """Each component whose class the older SDK has under a name of its own."""
    components = document.value.get("components")
    schemas = components.get("schemas") if is_object(components) else None
    known = {plain_name(name): name for name in reversed(list(schemas))} if is_object(schemas) else {}
    seen: set[str] = set()
    for name in old.models():
        component = known.get(plain_name(name))
        if component and component not in seen and component != name:
            seen.add(component)
            yield names.snake(name), component


def _options(old: Foreign, document: Document, remarks: list[str]) -> Iterator[tuple[str, Json]]:
    """The credentials of the older client, each with the security scheme of the document that has its words."""
    components = document.value.get("components")
    found = components.get("securitySchemes") if is_object(components) else None
    schemes = [name for name, scheme in found.items() if is_object(scheme)] if is_object(found) else []
    for arg in old.credentials:
        best = _scheme(arg, old.options[arg], {name: found[name] for name in schemes} if is_object(found) else {})
        if not best:
            remarks.append(f"no security scheme is told to be {arg}: write it below client_settings.opts")
            continue
        schemes.remove(best)
        read = {"read_env": old.options[arg]} if old.options[arg] else {}
        yield arg, {"type": "string", "nullable": True, **read, "auth": {"security_scheme": best}}


def _scheme(arg: str, variable: str, schemes: Json) -> str:
    """The scheme that takes one credential and has its words; else the only one of its kind."""
    said = set(words.split(f"{arg} {variable}"))
    single = {name: scheme for name, scheme in schemes.items() if scheme.get("scheme") != "basic"}
    single = {name: scheme for name, scheme in single.items() if scheme.get("type") in _SINGLE}
    best = max(single, key=lambda name: len(said & set(words.split(name))), default="")
    if best and said & set(words.split(best)):
        return best
    kinds = ("http", "oauth2") if said & {"token", "bearer"} else ("apiKey",) if "key" in said else ()
    fits = [name for name, scheme in single.items() if scheme["type"] in kinds]
    return fits[0] if len(fits) == 1 else best if len(schemes) == 1 else ""
