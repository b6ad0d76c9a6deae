"""From the internal canonical form to an ordinary document: no marks of ours, nothing that OpenAPI does not know.

The walk follows the structure, so that data (defaults, examples, extensions) is never taken for a part of it. Fields
stand in one order: a document that is canonical already comes out as the same bytes.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from trueline.canonical import fields
from trueline.canonical.fields import Fits, ordered
from trueline.spec.document import Json, is_object
from trueline.spec.normalise.canonical import OWN
from trueline.spec.openapi import METHODS_BEFORE_3_2

#: What OpenAPI 3.2 brought, by the object that has it.
_NEWER = {"itemSchema", "defaultMapping", "dataValue", "serializedValue", "oauth2MetadataUrl", "deviceAuthorizationUrl"}
#: What a key of ``components`` may not hold (OpenAPI 3.1, 4.8.7.1).
_NO_KEY = re.compile(r"[^a-zA-Z0-9._-]")
_SCALARS = frozenset({"string", "integer", "number"})
_Change = Callable[[Json], Json]


def ordinary(document: Json) -> Json:
    """The ordinary form of a document in the internal canonical form. Shares values with it and changes none."""
    return _Writer().document(document)


def text_of(document: Json) -> str:
    """An ordinary document as JSON text, which is YAML too."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


class _Writer:
    """One walk over a document; notes on the way whether it needs the words of OpenAPI 3.2."""

    def __init__(self) -> None:
        self._newer = False
        self._schemas: dict[int, tuple[Json, Json]] = {}
        self._keys: dict[str, str] = {}

    def document(self, source: Json) -> Json:
        schemes = source["components"].get("securitySchemes", {})
        self._keys = _valid_keys(schemes)
        components = {
            "schemas": self._each(source["components"]["schemas"], self.schema),
            "securitySchemes": {self._keys[name]: self._scheme(scheme) for name, scheme in schemes.items()},
        }
        new = {
            **source,
            "info": self._info(source["info"]),
            "servers": self._servers(source.get("servers", [])),
            "tags": [
                self._known(tag, fields.TAG, externalDocs=_docs)
                for tag in source.get("tags", ())
                if is_object(tag) and isinstance(tag.get("name"), str)
            ],
            "paths": self._each(source["paths"], self._item),
            "webhooks": self._each(source.get("webhooks", {}), self._item),
            "components": {key: value for key, value in components.items() if value},
        }
        new = self._known(new, fields.DOCUMENT, externalDocs=_docs, security=self._security)
        return {**new, "openapi": "3.2.0" if self._newer else "3.1.0"}

    def _known(self, source: Json, known: Mapping[str, Fits], **changes: Callable[[Any], Any]) -> Json:
        """The known fields of an object, those that hold objects of their own changed."""
        kept = ordered(source, known)
        self._newer = self._newer or not _NEWER.isdisjoint(kept)
        return {key: changes[key](value) if key in changes else value for key, value in kept.items()}

    def _each(self, named: Json, change: _Change) -> Json:
        return {key: change(value) for key, value in named.items() if is_object(value)}

    def _info(self, source: Json) -> Json:
        texts = {key: str(source.get(key, "")) for key in ("title", "version")}
        return self._known({**source, **texts}, fields.INFO, contact=_contact, license=_license)

    def _servers(self, servers: Any) -> list[Json]:
        kept = [server for server in servers if is_object(server) and isinstance(server.get("url"), str)]
        return [
            self._known(server, fields.SERVER, variables=lambda named: self._each(named, _variable)) for server in kept
        ]

    def _item(self, item: Json) -> Json:
        usual = {method: self._operation(item[method]) for method in METHODS_BEFORE_3_2 if method in item}
        if "query" in item:
            usual["query"] = self._operation(item["query"])
        others = {method: self._operation(operation) for method, operation in item.items() if method.isupper()}
        self._newer = self._newer or bool(others) or "query" in item
        return {**usual, "additionalOperations": others} if others else usual

    def _operation(self, source: Json) -> Json:
        return self._known(
            source,
            fields.OPERATION,
            externalDocs=_docs,
            parameters=lambda listed: [self._parameter(parameter) for parameter in listed],
            requestBody=lambda body: self._known(body, fields.BODY, content=self._content),
            responses=lambda named: self._each(named, self._response),
            callbacks=lambda named: self._each(named, lambda callback: self._each(callback, self._item)),
            security=self._security,
            servers=self._servers,
        )

    def _security(self, choices: list[Json]) -> list[Json]:
        return [{self._keys.get(name, name): scopes for name, scopes in choice.items()} for choice in choices]

    def _parameter(self, source: Json) -> Json:
        self._newer = self._newer or source["in"] == "querystring" or source["style"] == "cookie"
        return self._described(source, fields.PARAMETER)

    def _described(self, source: Json, known: Mapping[str, Fits]) -> Json:
        """A parameter or header."""
        new = self._known(source, known, schema=self.schema, content=self._content, examples=self._examples)
        if "example" in new and "examples" in new:
            del new["example"]
        if "content" in new or new.get("in") == "querystring":
            new = {key: value for key, value in new.items() if key not in ("style", "explode", "allowReserved")}
        if new.get("in") != "query":
            new.pop("allowEmptyValue", None)
        return new

    def _response(self, source: Json) -> Json:
        def link(source: Json) -> Json:
            return self._known(source, fields.LINK, server=lambda server: self._servers([server])[0])

        return self._known(
            source,
            fields.RESPONSE,
            headers=lambda named: self._each(named, lambda header: self._described(header, fields.HEADER)),
            content=self._content,
            links=lambda named: self._each(named, link),
        )

    def _content(self, content: Json) -> Json:
        return self._each(content, self._media)

    def _media(self, source: Json) -> Json:
        new = self._known(
            source,
            fields.MEDIA,
            schema=self.schema,
            itemSchema=self.schema,
            encoding=lambda named: self._each(named, self._encoding),
            examples=self._examples,
        )
        if "example" in new and "examples" in new:
            del new["example"]
        return new

    def _encoding(self, source: Json) -> Json:
        def headers(named: Json) -> Json:
            return self._each(named, lambda header: self._described(header, fields.HEADER))

        return self._known(source, fields.ENCODING, headers=headers)

    def _examples(self, named: Json) -> Json:
        return self._each(named, lambda example: self._known(example, fields.EXAMPLE))

    def _scheme(self, source: Json) -> Json:
        def flows(named: Json) -> Json:
            return self._each(named, lambda flow: self._known(flow, fields.FLOW))

        return self._known(source, fields.SCHEME, flows=flows)

    def schema(self, source: Json) -> Json:
        """One schema and what it holds; what is shared stays shared."""
        known = self._schemas.get(id(source))
        if known is None:
            known = self._schemas[id(source)] = (source, self._schema(source))
        return known[1]

    def _schema(self, source: Json) -> Json:
        source = _set_apart(source)
        keys = [key for key in fields.SCHEMA if key in source]
        keys += sorted(key for key in source if key not in fields.SCHEMA and not key.startswith(OWN))
        new = {key: source[key] for key in keys}
        for key in ("items", "additionalProperties", "contentSchema"):
            if is_object(new.get(key)):
                new[key] = self.schema(new[key])
        for key in ("properties", "patternProperties"):
            if key in new:
                new[key] = {name: self.schema(sub) for name, sub in new[key].items()}
        if "oneOf" in new:
            new["oneOf"] = [self.schema(member) for member in new["oneOf"]]
        self._newer = self._newer or "defaultMapping" in new.get("discriminator", ())
        return new


def _valid_keys(named: Json) -> dict[str, str]:
    """A valid key of ``components`` for each that there is; those that are valid keep theirs."""
    keys = {name: name for name in named if name and not _NO_KEY.search(name)}
    for name in named:
        if name not in keys:
            wanted = _NO_KEY.sub("_", name) or "_"
            free = (f"{wanted}{'_' * more}" for more in range(len(named) + 1))
            keys[name] = next(key for key in free if key not in keys.values())
    return keys


def _set_apart(schema: Json) -> Json:
    """What a valid document can't state becomes an extension: a pattern in a dialect of its own, and a default
    of the right type that the schema's own limits don't allow."""
    if "pattern" in schema and not _is_pattern(schema["pattern"]):
        schema = {"x-pattern" if key == "pattern" else key: value for key, value in schema.items()}
    if "default" in schema and not _allows(schema, schema["default"]):
        schema = {"x-default" if key == "default" else key: value for key, value in schema.items()}
    return schema


def _allows(schema: Json, value: Any) -> bool:
    """Whether a value keeps the limits of a scalar's schema: of other types, defaults are valid already."""
    if schema.get("type") not in _SCALARS:
        return True
    from openapi_schema_validator import OAS31Validator, oas31_format_checker  # noqa: PLC0415 - 0.2 s, for few

    limits = {key: limit for key, limit in schema.items() if key not in {"default", "example", "examples"}}
    return bool(OAS31Validator(limits, format_checker=oas31_format_checker).is_valid(value))


def _is_pattern(value: Any) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what Python may read otherwise one day
            re.compile(value)
    except (re.error, TypeError, RecursionError, OverflowError):
        return False
    return True


def _docs(source: Json) -> Json:
    return ordered(source, fields.DOCS)


def _license(source: Json) -> Json:
    return ordered(source, fields.LICENSE)


def _contact(source: Json) -> Json:
    return ordered(source, fields.CONTACT)


def _variable(source: Json) -> Json:
    allowed = [str(each) for each in source.get("enum") or ()]
    default = source["default"] if source.get("default") is not None else next(iter(allowed), "")
    stated = {**source, "default": str(default), **({"enum": allowed} if allowed else {})}
    return ordered(stated, fields.VARIABLE)
