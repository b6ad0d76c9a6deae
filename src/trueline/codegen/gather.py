"""From a canonical document to facts. Reads the canonical form and nothing else; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from trueline.codegen.facts import (
    AboutFact,
    AliasFact,
    ApiFact,
    BodyFact,
    CallbackFact,
    EncodingFact,
    EnumFact,
    Facts,
    LinkFact,
    LinkParameterFact,
    MediaFact,
    MemberFact,
    ModelFact,
    OperationFact,
    ParameterFact,
    PartHeaderFact,
    PropertyFact,
    ResponseFact,
    SchemeFact,
    ServerFact,
    VariableFact,
)
from trueline.codegen.labels import label
from trueline.codegen.part_types import encoding_of
from trueline.codegen.tags import with_tags
from trueline.codegen.typing_of import canonical_json, component, patterns_of, type_of
from trueline.spec import extensions
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.openapi import client_auth
from trueline.spec.types import ANY, Type


def gather(document: Json) -> Facts:
    """All facts of a canonical document."""
    schemas: Json = document["components"]["schemas"]
    first = {fact.key: fact for fact in _operations(document.get("paths", {}), "o", schemas)}
    operations = {fact.key: fact for each in first.values() for fact in _with_others(each)}
    facts = Facts(
        api=_api(document),
        models={n: _model(n, s, schemas) for n, s in schemas.items() if _is_model(s)},
        enums={n: _enum(n, s) for n, s in schemas.items() if "enum" in s},
        aliases={n: _alias(n, s) for n, s in schemas.items() if not _is_model(s) and "enum" not in s},
        operations=operations,
        webhooks=tuple(_operations(document.get("webhooks", {}), "w", schemas)),
        callbacks=tuple(_callbacks(document, first)),
    )
    return with_tags(facts)


def _is_model(schema: Json) -> bool:
    return schema.get("type") == "object" and "properties" in schema


def _example(holder: Json) -> str | None:
    """The first example as JSON text. Schemas list theirs; parameters and media types name them."""
    examples = holder.get("examples")
    if is_array(examples) and examples:
        return canonical_json(examples[0])
    if is_object(examples):
        for named in examples.values():
            for key in ("value", "dataValue"):  # OpenAPI 3.2 tells the data from its text
                if is_object(named) and key in named:
                    return canonical_json(named[key])
    return canonical_json(holder["example"]) if "example" in holder else None


def _default(schema: Json) -> str | None:
    return canonical_json(schema["default"]) if "default" in schema else None


def _text(holder: Json, key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def _described(schema: Json, schemas: Json) -> str:
    """The description of a schema, or of the component it refers to."""
    own = _text(schema, "description")
    return own or (_text(schemas[component(schema["$ref"])], "description") if "$ref" in schema else "")


def _model(name: str, schema: Json, schemas: Json) -> ModelFact:
    required = set(schema.get("required", ()))
    properties = tuple(_property(n, s, n in required, schemas) for n, s in schema["properties"].items())
    extra = schema.get("additionalProperties", True)
    return ModelFact(
        name=name,
        pointer=_text(schema, POINTER),
        description=_text(schema, "description") or _text(schema, "title"),
        deprecated=bool(schema.get("deprecated")),
        properties=properties,
        extra=_extra(extra),
        extra_declared="additionalProperties" in schema and extra is not False,
        example=_example(schema),
        patterns=patterns_of(schema),
    )


def _extra(schema: Any) -> Type | None:
    if schema is False:
        return None
    return type_of(schema) if is_object(schema) else ANY


def _property(name: str, schema: Json, required: bool, schemas: Json) -> PropertyFact:
    return PropertyFact(
        name=name,
        pointer=_text(schema, POINTER),
        type=type_of(schema),
        required=required,
        description=_described(schema, schemas),
        default=_default(schema),
        deprecated=bool(schema.get("deprecated")),
        sensitive=bool(schema.get(extensions.SENSITIVE)) or schema.get("format") == "password",
        example=_example(schema),
        label=label(schema, schema.get(POINTER, "")),
        minimum=schema.get("minimum"),
    )


def _enum(name: str, schema: Json) -> EnumFact:
    texts = schema.get("x-enum-descriptions", {})
    values = schema["enum"]
    listed: list[Any] = texts if is_array(texts) else []
    lookup: Json = texts if is_object(texts) else dict(zip(map(str, values), listed, strict=False))
    names = schema["x-enum-varnames"]
    members = tuple(MemberFact(n, v, str(lookup.get(str(v), ""))) for n, v in zip(names, values, strict=True))
    return EnumFact(
        name=name,
        pointer=_text(schema, POINTER),
        description=_text(schema, "description"),
        base=schema["type"],
        members=members,
        extensible=bool(schema.get("x-extensible-enum")),
    )


def _alias(name: str, schema: Json) -> AliasFact:
    return AliasFact(name, _text(schema, POINTER), _text(schema, "description"), type_of(schema))


def _operations(paths: Json, prefix: str, schemas: Json) -> Iterator[OperationFact]:
    number = 0
    for path, item in paths.items():
        for method, operation in item.items():
            number += 1
            yield _operation(f"{prefix}{number}", path, method, operation, schemas)


def _with_others(fact: OperationFact) -> Iterator[OperationFact]:
    """An operation, once for each method that a names file gives it."""
    own = {key: value for key, value in fact.extensions.items() if key != extensions.ALSO}
    yield replace(fact, extensions=own)
    for number, said in enumerate(fact.extensions.get(extensions.ALSO, ()), 2):
        yield replace(fact, key=f"{fact.key}_{number}", extensions={**own, **said})


def _callbacks(document: Json, operations: Mapping[str, OperationFact]) -> Iterator[CallbackFact]:
    """The callbacks of every operation, in its order."""
    keys = {(fact.path, fact.method): key for key, fact in operations.items()}
    for path, item in document.get("paths", {}).items():
        for method, source in item.items():
            for number, (name, expressions) in enumerate(source.get("callbacks", {}).items()):
                owner = keys[path, method.upper()]
                for fact in _operations(expressions, f"c{owner}_{number}_", document["components"]["schemas"]):
                    yield CallbackFact(name, owner, fact)


def _operation(key: str, path: str, method: str, source: Json, schemas: Json) -> OperationFact:
    return OperationFact(
        key=key,
        pointer=_text(source, POINTER),
        method=method.upper(),
        path=path,
        operation_id=source.get("operationId"),
        summary=_text(source, "summary"),
        description=_text(source, "description"),
        tags=tuple(source.get("tags", ())),
        deprecated=bool(source.get("deprecated")),
        parameters=tuple(_parameter(p, schemas) for p in source["parameters"]),
        body=_body(source["requestBody"], schemas) if "requestBody" in source else None,
        responses=tuple(_response(str(s), r, schemas) for s, r in source["responses"].items()),
        security=tuple(tuple(choice) for choice in source["security"]),
        servers=_servers(source["servers"]),
        extensions={k: v for k, v in source.items() if k.startswith("x-") and k != POINTER},
    )


def _parameter(source: Json, schemas: Json) -> ParameterFact:
    media_type = next(iter(source.get("content", {})), None)
    schema: Json = source["content"][media_type]["schema"] if media_type else source["schema"]
    return ParameterFact(
        name=source["name"],
        location=source["in"],
        pointer=_text(source, POINTER),
        type=type_of(schema),
        required=bool(source["required"]),
        style=source["style"],
        explode=bool(source["explode"]),
        allow_reserved=bool(source.get("allowReserved")),
        allow_empty=bool(source.get("allowEmptyValue")),
        media_type=media_type,
        description=_text(source, "description") or _described(schema, schemas),
        default=_default(schema),
        deprecated=bool(source.get("deprecated")),
        example=_example(source) or _example(schema),
        label=label(source, source.get(POINTER, "")) or str(schema.get("x-stainless-param", "")),
        minimum=schema.get("minimum"),
    )


def _body(source: Json, schemas: Json) -> BodyFact:
    media = tuple(_media(name, m, schemas) for name, m in source["content"].items())
    return BodyFact(bool(source.get("required")), _text(source, "description"), media)


def _media(name: str, source: Json, schemas: Json) -> MediaFact:
    encodings = tuple(_encoding(n, e) for n, e in encoding_of(name, source, schemas).items())
    return MediaFact(name, type_of(source["schema"]), encodings, _example(source), _event(source, schemas))


def _event(media: Json, schemas: Json) -> Type | None:
    """The type of one event of a stream: ``itemSchema`` (3.2), or ``contentSchema`` of the envelope's ``data``."""
    stated: Json = media["itemSchema"] if "itemSchema" in media else media["schema"]
    envelope: Json = schemas[component(stated["$ref"])] if "$ref" in stated else stated
    inner = envelope.get("properties", {}).get("data", {}).get("contentSchema")
    if is_object(inner):
        return type_of(inner)
    return type_of(stated) if "itemSchema" in media else None


def _encoding(name: str, source: Json) -> EncodingFact:
    stated = any(key in source for key in ("style", "explode", "allowReserved"))
    style = source.get("style", "form") if stated else ""
    explode = bool(source.get("explode", style in {"", "form", "deepObject"}))
    content_type = _text(source, "contentType") or None
    headers = tuple(
        PartHeaderFact(header, bool(h["required"]), _only_value(h.get("schema", {})))
        for header, h in source.get("headers", {}).items()
        if header.lower() not in {"content-type", "content-disposition"}
    )
    return EncodingFact(name, content_type, style, explode, bool(source.get("allowReserved")), headers)


def _only_value(schema: Json) -> str | None:
    """What a header is sent with when nobody says otherwise: its default, or the one value that it may have."""
    return canonical_json(schema["const"]) if "const" in schema else _default(schema)


def _response(status: str, source: Json, schemas: Json) -> ResponseFact:
    media = tuple(_media(name, m, schemas) for name, m in source.get("content", {}).items())
    links = tuple(_link(name, link) for name, link in source.get("links", {}).items())
    return ResponseFact(status, _text(source, "description"), media, tuple(source.get("headers", {})), links)


def _link(name: str, source: Json) -> LinkFact:
    stated = source.get("parameters")
    parameters: Json = stated if is_object(stated) else {}
    body = canonical_json(source["requestBody"]) if "requestBody" in source else None
    given = tuple(LinkParameterFact(str(key), canonical_json(value)) for key, value in parameters.items())
    operation = _text(source, "operationId"), _text(source, "operationRef")
    return LinkFact(name, *operation, given, body, _text(source, "description"))


def _servers(source: Any) -> tuple[ServerFact, ...]:
    """The servers that an operation or the document states, the first of which is the default."""
    return tuple(_server(server) for server in (source if is_array(source) else ()) if is_object(server))


def _server(source: Json) -> ServerFact:
    stated = source.get("variables")
    found: Json = stated if is_object(stated) else {}
    variables = tuple(_variable(name, v) for name, v in found.items() if is_object(v))
    return ServerFact(_text(source, "url"), _text(source, "name"), _text(source, "description"), variables)


def _variable(name: str, source: Json) -> VariableFact:
    enum = source.get("enum")
    allowed = tuple(map(str, enum)) if is_array(enum) else ()
    default = str(source["default"]) if source.get("default") is not None else next(iter(allowed), "")
    return VariableFact(name, default, allowed, _text(source, "description"))


def _api(document: Json) -> ApiFact:
    info: Json = document["info"]
    schemes = document["components"].get("securitySchemes", {})
    licence = _object(info, "license")
    return ApiFact(
        title=str(info.get("title", "")),
        version=str(info.get("version", "")),
        description=_text(info, "description"),
        license=str(licence.get("identifier") or ""),
        servers=_servers(document.get("servers")),
        tags={
            str(t["name"]): _text(t, "description") for t in document.get("tags", ()) if is_object(t) and "name" in t
        },
        schemes=tuple(_scheme(name, scheme) for name, scheme in schemes.items()),
        security=tuple(tuple(choice) for choice in document["security"]),
        extensions={k: v for k, v in document.items() if k.startswith("x-")},
        about=_about(document, info),
    )


def _about(document: Json, info: Json) -> AboutFact:
    licence, contact = _object(info, "license"), _object(info, "contact")
    return AboutFact(
        summary=_text(info, "summary"),
        license_name=_text(licence, "name"),
        license_url=_text(licence, "url"),
        contact_name=_text(contact, "name"),
        contact_email=_text(contact, "email"),
        contact_url=_text(contact, "url"),
        terms_url=_text(info, "termsOfService"),
        docs_url=_text(_object(document, "externalDocs"), "url"),
    )


def _object(source: Json, key: str) -> Json:
    found = source.get(key)
    return found if is_object(found) else {}


def _scheme(name: str, source: Json) -> SchemeFact:
    flows: Json = source.get("flows") or {}
    flow: Json = flows.get("clientCredentials") or {}
    return SchemeFact(
        id=name,
        type=_text(source, "type"),
        scheme=_text(source, "scheme"),
        name=_text(source, "name"),
        location=_text(source, "in"),
        token_url=_text(flow, "tokenUrl"),
        scopes=tuple(map(str, flow.get("scopes") or ())),
        has_client_credentials=bool(flow),
        has_other_flows=bool(flows.keys() - {"clientCredentials"}),
        arg=_text(source, extensions.NAME),
        env=_text(source, extensions.ENV),
        client_auth=client_auth(flow, source),
    )
