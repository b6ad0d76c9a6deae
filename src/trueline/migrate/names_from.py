"""``trueline names``: a names file out of the SDK that users have, for a team that has no ``stainless.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

from trueline import names, words
from trueline.errors import UsageError, Where
from trueline.migrate.api_md import ApiList, read_api
from trueline.migrate.shape import plain_path
from trueline.migrate.sources import OldSdk
from trueline.spec.document import Document, Json, is_object
from trueline.spec.naming.edits import Edits, tokens_of
from trueline.spec.naming.stems import stem
from trueline.spec.openapi import SCHEMAS

_ENV = re.compile(r'^\s+(\w+) = os\.environ\.get\("(\w+)"\)', re.MULTILINE)
_HEAD = """\
# Made by `trueline names` of {source}. The format is that of stainless.yml: docs/naming.md of Trueline.
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A names file, and what is to say of it."""

    text: str
    remarks: tuple[str, ...]
    methods: int


def listed(old: OldSdk, text: str = "") -> ApiList:
    """The method list of an SDK: its ``api.md``, whose text may be given.

    Raises ``UsageError`` where there is no such list.
    """
    found = text or (old.files or {}).get("api.md", b"").decode("utf-8", "replace")
    if not found:
        cure = "Name its folder or its source archive, which has an api.md, or the api.md itself."
        raise UsageError("this SDK has no list of its methods", where=Where(old.source), cure=cure)
    return read_api(found, old.source)


def names_of(old: OldSdk, api: ApiList, document: Document | None) -> Written:
    """The names file for ``document`` that makes the methods and types of the list; without one, the methods alone."""
    work = _Work(old, api, document)
    made = work.names_file()
    text = yaml.safe_dump(made, sort_keys=False, width=120, allow_unicode=True)
    return Written(_HEAD.format(source=Path(old.source).name) + text, tuple(work.remarks), work.count)


class _Work:
    def __init__(self, old: OldSdk, api: ApiList, document: Document | None) -> None:
        self._old, self._list = old, api
        self._value: Json = document.value if document else {}
        routes = [f"{method} {path}" for path, method, _ in Edits(self._value).routes()]
        known = routes if document else list(api.verbatim.values())
        self._routes = {_plain_endpoint(route): route for route in known}
        self.remarks = (
            [] if document else ["no --spec: types and credentials are not told, nor endpoints without a method"]
        )
        self.count = 0

    def names_file(self) -> Json:
        package = self._old.package
        client = self._old.shape.client
        resources = self._resources()
        made: Json = {"organization": {"name": package.replace("_", "-")}}
        made["targets"] = {"python": {"package_name": package}}
        if self._old.distribution and self._old.distribution != package:
            made["targets"]["python"]["project_name"] = self._old.distribution
        if client and client != names.class_name("".join(words.class_words(package))):
            made["custom_casings"] = {package: {"pascal": client}}
        if not client:
            self.remarks.append(
                "the list does not say what the client is called: add it as custom_casings, or name the SDK"
            )
        made["client_settings"] = {"opts": dict(self._options())}
        made["resources"] = resources
        if left := sorted(set(self._routes.values()) - self._used):
            made["unspecified_endpoints"] = left
        return {key: value for key, value in made.items() if value not in ({}, {"opts": {}})}

    def _resources(self) -> Json:
        self._used: set[str] = set()
        self._answers = dict(self._answered())
        resources: Json = {}
        for name, verbatim in self._list.verbatim.items():
            *place, method = name.split(".")
            endpoint = self._routes.get(_plain_endpoint(verbatim))
            if endpoint is None:
                close = get_close_matches(verbatim, self._routes.values(), 1)
                near = f"; the nearest is {close[0]}" if close else ""
                self.remarks.append(f"client.{name}() is left out: the document has no {verbatim}{near}")
                continue
            self._used.add(endpoint)
            self.count += 1
            at(resources, place).setdefault("methods", {})[method] = endpoint
        for section, types in self._list.types.items():
            models = dict(self._models(types))
            if models:
                at(resources, list(section)).setdefault("models", {}).update(models)
        return resources

    def _models(self, types: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Types that are components of the document, by the name that the file gives them."""
        known = {plain_name(name): name for name in reversed(_components(self._value, "schemas"))}
        for each in types:
            component = (
                known.get(plain_name(each)) or known.get(plain_name(words.singular(each))) or self._answers.get(each)
            )
            if component:
                yield names.snake(each), component

    def _answered(self) -> Iterator[tuple[str, str]]:
        """What methods answer with that is not called after its method: the type, and the component of the answer."""
        edits = Edits(self._value)
        for name, call in self._list.shape.calls.items():
            verb, _, path = self._routes.get(call.endpoint, "").partition(" ")
            own = f"{stem(tuple(name.split('.')[-2:]))}Response"
            component = _answer(edits, edits.operation(path, verb)) if path else ""
            if component and call.answer.isidentifier() and call.answer != own:
                yield call.answer, component

    def _options(self) -> Iterator[tuple[str, Json]]:
        """The credentials of the older client, each with the security scheme of the document that has its words."""
        client = (self._old.files or {}).get(f"{self._old.root}/_client.py", b"").decode("utf-8", "replace")
        found = {arg: env for arg, env in _ENV.findall(client) if arg != "base_url" and not arg.endswith("_env")}
        schemes = _components(self._value, "securitySchemes")
        for arg, env in found.items() if self._value else ():
            said = set(words.split(f"{arg} {env}"))
            best = max(schemes, key=lambda name: len(said & set(words.split(name))), default="")
            if not best or (len(schemes) > 1 and not said & set(words.split(best))):
                self.remarks.append(f"no security scheme is {arg}: write it below client_settings.opts")
                continue
            schemes = [name for name in schemes if name != best]
            needed = f"if {arg} is None:\n            raise" in client
            option: Json = {"type": "string", **({} if needed else {"nullable": True}), "read_env": env}
            yield arg, {**option, "auth": {"security_scheme": best}}
        if schemes and not found:
            self.remarks.append("the list does not tell credentials: write them below client_settings.opts")


def _plain_endpoint(route: str) -> str:
    verb, _, path = route.partition(" ")
    return f"{verb} {plain_path(path)}"


def _components(value: Json, kind: str) -> list[str]:
    components = value.get("components")
    found = components.get(kind) if is_object(components) else None
    return list(found) if is_object(found) else []


def _answer(edits: Edits, operation: Json | None) -> str:
    """The component that an operation answers with; empty for none."""
    responses = operation.get("responses") if operation else None
    status = min((s for s in responses if str(s).startswith("2")), default="") if is_object(responses) else ""
    response = responses.get(status) if is_object(responses) else None
    content = response.get("content") if is_object(response) else None
    for media in content.values() if is_object(content) else ():
        schema = media.get("schema") if is_object(media) else None
        if is_object(schema) and str(schema.get("$ref", "")).startswith(SCHEMAS):
            return edits.follow(tokens_of(str(schema["$ref"])))[-1]
    return ""


def at(resources: Json, place: list[str]) -> Json:
    """A resource, made where there is none. No place is the client itself."""
    if not place:
        place = ["$client"]
    here: Json = resources.setdefault(place[0], {})
    for step in place[1:]:
        here = here.setdefault("subresources", {}).setdefault(step, {})
    return here


def plain_name(name: str) -> str:
    """A name without its case and marks."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
