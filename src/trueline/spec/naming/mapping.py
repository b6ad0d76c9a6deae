"""One names file onto one document: every method, model and credential of the file, or an error that says where."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import PurePath
from typing import NoReturn

from trueline.errors import DocumentError
from trueline.names import class_name
from trueline.spec import extensions
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.naming.edits import Edits, tokens_of
from trueline.spec.naming.model import Method, Names, Scheme
from trueline.spec.naming.queries import say_styles
from trueline.spec.naming.stems import stems
from trueline.spec.naming.streams import event_schema, say_streams
from trueline.spec.naming.unwrap import say_unwrapped
from trueline.spec.normalise.report import Loss
from trueline.spec.openapi import SCHEMAS
from trueline.spec.pointer import build


class Mapping:
    """One names file onto one document."""

    def __init__(self, edits: Edits, names: Names, *, flat: bool = False) -> None:
        self._edits = edits
        self._flat = flat
        self._names = names
        self._schemes = {scheme.name: scheme for scheme in names.schemes}
        self._routes = {(method, path): pointer for path, method, pointer in edits.routes()}

    def run(self) -> Iterator[tuple[Loss, bool]]:
        """Everything but the losses is done in the document; those are told, with whether somebody asked for them."""
        if self._flat:
            say_styles(self._edits, self._names.arrays, self._names.objects)
        seen: dict[tuple[str, str], Method] = {}
        known = stems(self._names.methods, self._names.casings)
        named = self._models()
        for order, method in enumerate(self._names.methods):
            route = self._route(method.verb, method.path, method.key)
            if method.left_out:
                seen.setdefault(route, method)
                continue
            if self._flat:
                say_streams(self._edits, method, route, self._event(method))
                self._unwrap(method, route)
                if method.deprecated:
                    self._edits.own_operation(route[1], route[0])["deprecated"] = True
                self._idempotent(route)
            said = self._stated(method, route, order, known[method.key])
            if route in seen and not seen[route].left_out:
                self._again(route, said)
            else:
                seen[route] = method
                self._first(route, said)
            self._answer(self._edits.own_operation(route[1], route[0]), known[method.key], named)
        yield from self._losses(seen)
        self._client()

    def _losses(self, seen: dict[tuple[str, str], Method]) -> Iterator[tuple[Loss, bool]]:
        stated = {self._route(verb, path, key): key for verb, path, key in self._names.left_out}
        stated |= {route: method.left_out for route, method in seen.items() if method.left_out}
        file = PurePath(self._names.file.name).name
        for route, pointer in self._routes.items():
            if route in seen and not seen[route].left_out:
                continue
            said = route in stated
            reason = f"{file} gives {route[0]} {route[1]} no method" + (f": see {stated[route]}" if said else "")
            cure = "Add it to a resource, or to unspecified_endpoints to leave it out for good."
            self._edits.drop(route[1], route[0])
            yield Loss(pointer, reason, cure), said

    def _route(self, verb: str, path: str, key: str) -> tuple[str, str]:
        if (verb, path) not in self._routes:
            known = [f"{method} {known}" for method, known in self._routes]
            close = get_close_matches(f"{verb} {path}", known, 1)
            cure = f"Did you mean `{close[0]}`?" if close else "Correct the path, or take the method out."
            self._refuse(key, f"the document has no operation {verb} {path}", cure)
        return verb, path

    def _stated(self, method: Method, route: tuple[str, str], order: int, stem: str) -> Json:
        """What the file says of an endpoint under the name of one of its methods."""
        operation = self._edits.operation(route[1], route[0]) or {}
        said: Json = {
            extensions.NAME: ".".join((*method.resource, method.name)),
            extensions.ORDER: order,
            extensions.TYPE_NAME: stem,
        }
        said[extensions.POSITIONAL] = self._positional(method)
        said |= {extensions.BODY: "flat"} if self._flat else {}
        said |= {extensions.BODY_NAME: method.body} if self._flat and method.body else {}
        pages = self._pages(method, operation, route)
        return said if pages is None else {**said, extensions.PAGINATION: pages}

    def _first(self, route: tuple[str, str], stated: Json) -> None:
        operation = self._edits.own_operation(route[1], route[0])
        for key in (extensions.GROUP, extensions.METHOD, extensions.ALSO):
            operation.pop(key, None)
        operation |= stated

    def _again(self, route: tuple[str, str], stated: Json) -> None:
        """Another method of an endpoint that has one."""
        operation = self._edits.own_operation(route[1], route[0])
        operation[extensions.ALSO] = [*operation.get(extensions.ALSO, ()), stated]

    def _positional(self, method: Method) -> list[str]:
        """The last path parameter goes by position, unless the file says otherwise, or the client knows it."""
        inside = [part.partition("}")[0] for part in method.path.split("{")[1:]]
        if method.positional is not None:
            known = {*inside, *([method.body] if self._flat else [])}
            for name in method.positional:
                if name not in known:
                    self._refuse(f"{method.key}/positional_params", f"{name!r} is not in the path", "Name what is.")
            return list(method.positional)
        by_client = {option.path for option in self._names.options} if self._flat else set[str]()
        return [] if self._names.no_positional else [name for name in inside[-1:] if name not in by_client]

    def _unwrap(self, method: Method, route: tuple[str, str]) -> None:
        missing = say_unwrapped(self._edits, method, route, self._names.unwrapped)
        if missing:
            what = f"the answer of {route[0]} {route[1]} has no property {missing!r}"
            self._refuse(f"{method.key}/unwrap_response", what, "Name one that it has, or take the key out.")

    def _idempotent(self, route: tuple[str, str]) -> None:
        """Requests that change something carry a key, where the file names a header for it."""
        header = self._names.defaults.idempotency
        if header and route[0] != "get":
            self._edits.own_operation(route[1], route[0]).setdefault(extensions.IDEMPOTENT, {"header": header})

    def _pages(self, method: Method, operation: Json, route: tuple[str, str]) -> Json | bool | None:
        if method.paginated is False:
            return False
        if isinstance(method.paginated, str):
            if method.paginated not in self._schemes:
                known = ", ".join(self._schemes) or "none"
                what = f"there is no pagination scheme {method.paginated!r}"
                self._refuse(f"{method.key}/paginated", what, f"Use one of {known}.")
            return self._settings(self._schemes[method.paginated], explicit=True)
        if self._flat:
            return self._fitting(method, route[0])
        asked = self._query(operation, route[1])
        fitting = [s for s in self._names.schemes if not s.single and s.settings.get("request", "") in asked]
        if fitting and (method.paginated or route[0] == "get"):
            return self._settings(fitting[0], explicit=bool(method.paginated))
        if method.paginated:
            self._refuse(f"{method.key}/paginated", "no pagination scheme fits this operation", "Name one.")
        return None

    def _fitting(self, method: Method, verb: str) -> Json | bool:
        """All schemes that may fit: the method has the first that does. Where the file says `paginated`, one must."""
        known = [each for each in self._names.schemes if method.paginated or not each.single]
        known = [each for each in known if method.paginated or verb == "get" or each.settings.get("request")]
        ways = [self._settings(each, explicit=True) for each in known]
        return {"ways": ways, **({} if method.paginated else {"hint": "pagination"})} if ways else False

    def _event(self, method: Method) -> str:
        """The schema of what a method streams; empty where it streams nothing, or the file says nothing of it."""
        if method.streaming is None or not method.streaming.model:
            return ""
        found = event_schema(method.streaming, self._names)
        if found is None:
            known = ", ".join(model.name for model in self._names.models)[:200]
            self._refuse(method.streaming.key, f"there is no model {method.streaming.model!r}", f"Use one of {known}.")
        return found

    def _settings(self, scheme: Scheme, *, explicit: bool) -> Json | bool:
        if scheme.single and not self._flat:
            return False
        hint = {} if explicit else {"hint": scheme.name}
        return {**scheme.settings, **hint, **({"scheme": scheme.name} if self._flat else {})}

    def _query(self, operation: Json, path: str) -> set[str]:
        item = self._edits.at(self._edits.follow(["paths", path]))
        lists = [holder.get("parameters") for holder in (item, operation) if is_object(holder)]
        found: set[str] = set()
        for parameter in (each for each_list in lists if is_array(each_list) for each in each_list):
            real = (
                self._edits.at(tokens_of(parameter["$ref"]))
                if is_object(parameter) and "$ref" in parameter
                else parameter
            )
            if is_object(real) and real.get("in") == "query":
                found.add(str(real.get("name")))
        return found

    def _models(self) -> set[str]:
        """Names the schemas that the file has as models. Returns the pointers of those schemas."""
        named: dict[str, str] = {}
        for model in self._names.models:
            tokens = self._edits.follow(tokens_of(model.schema))
            pointer = build(tokens)
            if not is_object(self._edits.at(tokens)):
                what = f"the document has no schema {model.schema}"
                close = get_close_matches(model.schema, self._components(), 1)
                self._refuse(model.key, what, f"Did you mean {close[0]}?" if close else "Name one that it has.")
            name = self._names.class_name(model.name)
            if pointer in named:
                self._alias(name, pointer)
            else:
                named[pointer] = model.key
                self._edits.owned(tokens)[extensions.TYPE_NAME] = name
        self._give_way({self._names.type_name(model.name) for model in self._names.models}, set(named))
        return set(named)

    def _give_way(self, models: set[str], named: set[str]) -> None:
        """A schema that is called as a model of the file, and is none, gets another name."""
        for key in self._components():
            pointer = build(["components", "schemas", key])
            schema = self._edits.at(["components", "schemas", key])
            is_other = pointer not in named and is_object(schema) and "$ref" not in schema
            if is_other and class_name(key) in models and extensions.TYPE_NAME not in schema:
                self._edits.owned(["components", "schemas", key])[extensions.TYPE_NAME] = class_name(f"{key}Schema")

    def _components(self) -> list[str]:
        found = self._edits.at(["components", "schemas"])
        return [str(name) for name in found] if is_object(found) else []

    def _answer(self, operation: Json, stem: str, named: set[str]) -> None:
        """A component that a method answers with, and no model of the file, is called after the method too."""
        responses = operation.get("responses")
        status = min((s for s in responses if str(s).startswith("2")), default="") if is_object(responses) else ""
        response = responses.get(status) if is_object(responses) else None
        if is_object(response) and "$ref" in response:
            response = self._edits.at(self._edits.follow(tokens_of(response["$ref"])))
        content = response.get("content") if is_object(response) else None
        for media in content.values() if is_object(content) else ():
            schema = media.get("schema") if is_object(media) else None
            if is_object(schema) and str(schema.get("$ref", "")).startswith(SCHEMAS):
                pointer = build(self._edits.follow(tokens_of(schema["$ref"])))
                if pointer not in named:
                    self._alias(f"{stem}Response", pointer)
                return

    def _alias(self, name: str, pointer: str) -> None:
        schemas = self._edits.owned(["components", "schemas"])
        if name not in schemas:
            schemas[name] = {"$ref": f"#{pointer}", "description": f"Another name of the schema at {pointer}."}

    def _client(self) -> None:
        for option in self._names.options:
            if option.scheme and not is_object(self._edits.at(["components", "securitySchemes", option.scheme])):
                key = f"{option.key}/auth/security_scheme"
                self._refuse(key, f"the document has no security scheme {option.scheme!r}", "Name one.")
        for credential in self._names.credentials:
            tokens = ["components", "securitySchemes", credential.scheme]
            scheme = self._edits.owned(self._edits.follow(tokens))
            scheme |= {extensions.NAME: credential.name, **({extensions.ENV: credential.env} if credential.env else {})}
        servers = [{"url": url, "description": name} for name, url in self._names.servers if "{" not in url]
        if servers and len(servers) == len(self._names.servers):
            self._edits.value["servers"] = servers

    def _refuse(self, key: str, what: str, cure: str) -> NoReturn:
        raise DocumentError(what, where=self._names.file.where(key), cure=cure)
