"""For each rule, the smallest pair of documents that it tells apart: ``PAIRS[rule] = (old, new)``.

A pair is written as two fragments of YAML, each of a whole document, an operation, or a value in some place.
"""

from __future__ import annotations

from typing import Any

import yaml

Document = dict[str, Any]
Pair = tuple[Document, Document]

PAIRS: dict[str, Pair] = {}


def _yaml(text: str) -> Any:
    return yaml.safe_load(text)


def document(rule: str, old: str, new: str) -> None:
    """Two documents; ``paths`` may be left out."""
    PAIRS[rule] = ({"paths": {}, **_yaml(old)}, {"paths": {}, **_yaml(new)})


def operation(rule: str, old: str, new: str, schemas: str = "{}") -> None:
    """Two operations ``POST /keys/{id}``, called ``keys.act``; what every operation has is filled in."""
    PAIRS[rule] = (_with_operation(_yaml(old), schemas), _with_operation(_yaml(new), schemas))


def _with_operation(stated: Document | None, schemas: str) -> Document:
    whole = {
        "operationId": "keys.act",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"204": {"description": "done"}},
        **(stated or {}),
    }
    path = str(whole.pop("PATH", "/keys/{id}"))
    return {"paths": {path: {"post": whole}}, "components": {"schemas": _yaml(schemas), **_SCHEMES}}


_SCHEMES: Document = {
    "securitySchemes": {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "token": {"type": "http", "scheme": "bearer"},
        "auth": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "https://a.example/t", "scopes": {"read": "", "write": ""}}},
        },
    }
}


def schema(rule: str, old: str, new: str, way: str = "response") -> None:
    """Two schemas ``Thing``, which the API takes (``request``) or gives (``response``)."""
    PAIRS[rule] = (_with_schema(_yaml(old), way), _with_schema(_yaml(new), way))


def _with_schema(thing: Document, way: str) -> Document:
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    done = {"description": "done"}
    act: Document = {"operationId": "things.act", "responses": {"204": done}}
    act |= {"requestBody": content} if way == "request" else {"responses": {"200": {**done, **content}}}
    return {"paths": {"/things": {"post": act}}, "components": {"schemas": {**_OTHERS, "Thing": thing}}}


_OTHERS: Document = {
    "Cat": {"type": "object", "properties": {"kind": {"type": "string"}, "meow": {"type": "integer"}}},
    "Dog": {"type": "object", "properties": {"kind": {"type": "string"}, "bark": {"type": "integer"}}},
    "Fox": {"type": "object", "properties": {"kind": {"type": "string"}, "ring": {"type": "integer"}}},
    "Color": {"type": "string", "enum": ["red", "green"]},
}


def value(kind: str, old: str, new: str) -> None:
    """Two schemas of one value, in each of the three ways: the rules ``parameter-…``, ``request-…``, ``response-…``."""
    for way in ("request", "response"):
        schema(f"{way}-{kind}", _thing(old), _thing(new), way)
    operation(
        f"parameter-{kind}",
        f"parameters: [{_ID}, {{name: x, in: query, schema: {old}}}]",
        f"parameters: [{_ID}, {{name: x, in: query, schema: {new}}}]",
        yaml.safe_dump(_OTHERS),
    )


def _thing(x: str) -> str:
    return f"{{type: object, properties: {{x: {x}}}}}"


_ID = "{name: id, in: path, required: true, schema: {type: string}}"
_X = "{name: x, in: query, schema: {type: string}}"
_REQUIRED_X = "{name: x, in: query, required: true, schema: {type: string}}"
_BODY = "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}}"
_CAT = yaml.safe_dump({"Cat": _OTHERS["Cat"], "Dog": _OTHERS["Dog"]})
_LIST = "'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}"
_PAGE = """
Page:
  type: object
  required: [data]
  properties:
    data: {type: array, items: {type: string}}
    next_cursor: {type: string}
    other_cursor: {type: string}
"""

# Operations

document(
    "operation-added",
    "{}",
    "paths: {/keys: {get: {operationId: keys.list, responses: {'204': {description: ''}}}}}",
)
document(
    "operation-removed",
    "paths: {/keys: {get: {operationId: keys.list, responses: {'204': {description: ''}}}}}",
    "{}",
)
document(
    "deprecated-operation-removed",
    "paths: {/keys: {get: {operationId: keys.list, deprecated: true, responses: {'204': {description: ''}}}}}",
    "{}",
)
operation("operation-moved", "PATH: '/keys/{id}'", "PATH: '/v2/keys/{id}'")
operation("method-renamed", "operationId: keys.act", "operationId: keys.do")
operation("operation-id-changed", "operationId: keys.act", "operationId: keys/act")
operation("tags-changed", "tags: [keys]", "tags: [access]")
operation("operation-deprecated", "{}", "deprecated: true")
operation("operation-reactivated", "deprecated: true", "{}")
_CURSOR = "{name: cursor, in: query, schema: {type: string}}"
_ASKED = f"responses: {{{_LIST}}}, parameters: [{_ID}, {_CURSOR}]"
_BY_CURSOR = "x-pagination: {type: cursor, items: data, request: cursor, next: %s}"
operation("method-kind-changed", f"{{{_ASKED}}}", f"{{{_BY_CURSOR % 'next_cursor'}, {_ASKED}}}", _PAGE)
operation(
    "pagination-changed",
    f"{{{_BY_CURSOR % 'next_cursor'}, {_ASKED}}}",
    f"{{{_BY_CURSOR % 'other_cursor'}, {_ASKED}}}",
    _PAGE,
)
operation("idempotency-added", "{}", "x-idempotent: true")
operation("idempotency-removed", "x-idempotent: true", "{}")
operation("idempotency-header-changed", "x-idempotent: true", "x-idempotent: {header: X-Once}")
_STREAM = "responses: {'200': {description: ok, content: {text/event-stream: {schema: {type: string}}}}}"
operation(
    "streaming-changed",
    f"{{{_STREAM}}}",
    f"{{x-streaming: {{resume: Last-Event-ID}}, {_STREAM}}}",
)
operation("retry-changed", "{}", "x-retry: {statuses: [409]}")
operation("required-scope-added", "{}", "x-required-scopes: ['keys:read']")
operation("required-scope-removed", "x-required-scopes: ['keys:read']", "{}")
_CALLBACK = "callbacks: {done: {'{$request.body#/url}': {post: {responses: {'200': {description: ok}}}}}}"
operation("callback-added", "{}", _CALLBACK)
operation("callback-removed", _CALLBACK, "{}")
_LINK = (
    "responses: {{'204': {{description: done, links: {{next: {{operationId: keys.act, parameters: {{id: {0}}}}}}}}}}}"
)
operation("link-added", "{}", _LINK.format("'1'"))
operation("link-removed", _LINK.format("'1'"), "{}")
operation("link-changed", _LINK.format("'1'"), _LINK.format("'2'"))

# Parameters

operation("parameter-required-added", "{}", f"parameters: [{_ID}, {_REQUIRED_X}]")
operation("parameter-optional-added", "{}", f"parameters: [{_ID}, {_X}]")
operation("parameter-removed", f"parameters: [{_ID}, {_X}]", "{}")
operation(
    "deprecated-parameter-removed",
    f"parameters: [{_ID}, {{name: x, in: query, deprecated: true, schema: {{type: string}}}}]",
    "{}",
)
operation("parameter-became-required", f"parameters: [{_ID}, {_X}]", f"parameters: [{_ID}, {_REQUIRED_X}]")
operation("parameter-became-optional", f"parameters: [{_ID}, {_REQUIRED_X}]", f"parameters: [{_ID}, {_X}]")
operation(
    "parameter-moved",
    f"parameters: [{_ID}, {_X}]",
    f"parameters: [{_ID}, {{name: x, in: header, schema: {{type: string}}}}]",
)
operation(
    "path-parameter-renamed",
    "PATH: '/keys/{id}'",
    "{PATH: '/keys/{key}', parameters: [{name: key, in: path, required: true, schema: {type: string}}]}",
)
operation(
    "argument-renamed",
    f"parameters: [{_ID}, {_X}]",
    f"parameters: [{_ID}, {{name: x, in: query, x-sdk-name: exact, schema: {{type: string}}}}]",
)
operation(
    "argument-order-changed",
    "{PATH: '/keys/{id}/{x}', parameters: ["
    f"{_ID}, {{name: x, in: path, required: true, schema: {{type: string}}}}]}}",
    "{PATH: '/keys/{id}/{x}', x-sdk-positional: [x, id], parameters: ["
    f"{_ID}, {{name: x, in: path, required: true, schema: {{type: string}}}}]}}",
)
operation(
    "parameter-style-changed",
    f"parameters: [{_ID}, {{name: x, in: query, schema: {{type: array, items: {{type: string}}}}}}]",
    f"parameters: [{_ID}, {{name: x, in: query, explode: false, schema: {{type: array, items: {{type: string}}}}}}]",
)
operation(
    "parameter-deprecated",
    f"parameters: [{_ID}, {_X}]",
    f"parameters: [{_ID}, {{name: x, in: query, deprecated: true, schema: {{type: string}}}}]",
)
operation(
    "parameter-reactivated",
    f"parameters: [{_ID}, {{name: x, in: query, deprecated: true, schema: {{type: string}}}}]",
    f"parameters: [{_ID}, {_X}]",
)

# Request bodies

operation("request-body-required-added", "{}", _BODY.replace("{content", "{required: true, content"), _CAT)
operation("request-body-optional-added", "{}", _BODY, _CAT)
operation("request-body-removed", _BODY, "{}", _CAT)
operation("request-body-became-required", _BODY, _BODY.replace("{content", "{required: true, content"), _CAT)
operation("request-body-became-optional", _BODY.replace("{content", "{required: true, content"), _BODY, _CAT)
operation(
    "request-arguments-changed",
    _BODY,
    "requestBody: {content: {application/json: {schema: {oneOf: ["
    "{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}}}}",
    _CAT,
)
_BOTH = (
    "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}},"
    " application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Cat'}}}}"
)
operation("request-media-type-added", _BODY, _BOTH, _CAT)
operation("request-media-type-removed", _BOTH, _BODY, _CAT)
_FORM = "requestBody: {content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Cat'}%s}}}"
operation("request-encoding-changed", _FORM % "", _FORM % ", encoding: {kind: {contentType: text/plain}}", _CAT)
_EMPTY = "{type: object, properties: {}}"


def _object(properties: str, rest: str = "") -> str:
    return f"{{type: object, properties: {{a: {{type: string}}, {properties}}}{rest}}}"


schema("request-required-property-added", _object(""), _object("x: {type: string}", ", required: [x]"), "request")
schema(
    "request-required-property-with-default-added",
    _object(""),
    _object("x: {type: string, default: y}", ", required: [x]"),
    "request",
)
schema("request-optional-property-added", _object(""), _object("x: {type: string}"), "request")
schema("request-property-removed", _object("x: {type: string}"), _object(""), "request")
PAIRS["request-property-became-read-only"] = tuple(  # type: ignore[assignment]  # two sides, built alike
    {
        "paths": {
            "/things": {
                "post": {
                    "operationId": "things.act",
                    "requestBody": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
                    },
                    "responses": {
                        "200": {
                            "description": "",
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                        }
                    },
                }
            }
        },
        "components": {"schemas": {"Thing": _yaml(thing)}},
    }
    for thing in (_object("x: {type: string}"), _object("x: {type: string, readOnly: true}"))
)
PAIRS["response-property-became-write-only"] = (
    PAIRS["request-property-became-read-only"][0],
    _yaml(yaml.safe_dump(PAIRS["request-property-became-read-only"][1]).replace("readOnly", "writeOnly")),
)
schema(
    "request-property-became-required",
    _object("x: {type: string}"),
    _object("x: {type: string}", ", required: [x]"),
    "request",
)
schema(
    "request-property-with-default-became-required",
    _object("x: {type: string, default: y}"),
    _object("x: {type: string, default: y}", ", required: [x]"),
    "request",
)
schema(
    "request-property-became-optional",
    _object("x: {type: string}", ", required: [x]"),
    _object("x: {type: string}"),
    "request",
)
schema("request-additional-properties-forbidden", _object(""), _object("", ", additionalProperties: false"), "request")
schema("request-additional-properties-allowed", _object("", ", additionalProperties: false"), _object(""), "request")

# Responses

_OK = "'204': {description: done}"
operation("response-success-added", "{}", f"responses: {{{_OK}, '202': {{description: later}}}}")
operation("response-success-removed", f"responses: {{{_OK}, '202': {{description: later}}}}", "{}")
operation("response-error-added", "{}", f"responses: {{{_OK}, '409': {{description: no}}}}")
operation("response-error-removed", f"responses: {{{_OK}, '409': {{description: no}}}}", "{}")
_ONE = "responses: {'200': {description: ok, content: {application/json: {schema: {type: string}}}}}"
_TWO = (
    "responses: {'200': {description: ok, content: {application/json: {schema: {type: string}},"
    " text/plain: {schema: {type: string}}}}}"
)
operation("response-media-type-added", _ONE, _TWO)
operation("response-media-type-removed", _TWO, _ONE)
_HEADER = "responses: {'204': {description: done, headers: {X-Rate: {%s schema: {type: integer}}}}}"
operation("response-header-added", "{}", _HEADER % "")
operation("response-header-removed", _HEADER % "required: true,", "{}")
operation("response-optional-header-removed", _HEADER % "", "{}")
operation("response-header-became-optional", _HEADER % "required: true,", _HEADER % "")
operation("response-header-became-required", _HEADER % "", _HEADER % "required: true,")
schema("response-property-added", _object(""), _object("x: {type: string}"))
schema("response-required-property-removed", _object("x: {type: string}", ", required: [x]"), _object(""))
schema("response-optional-property-removed", _object("x: {type: string}"), _object(""))
schema(
    "response-property-became-optional",
    _object("x: {type: string}", ", required: [x]"),
    _object("x: {type: string}"),
)
schema(
    "response-property-became-required",
    _object("x: {type: string}"),
    _object("x: {type: string}", ", required: [x]"),
)
schema("response-additional-properties-forbidden", _object(""), _object("", ", additionalProperties: false"))
schema("response-additional-properties-allowed", _object("", ", additionalProperties: false"), _object(""))

# Values

_REF_CAT, _REF_DOG, _REF_FOX = (f"{{$ref: '#/components/schemas/{name}'}}" for name in ("Cat", "Dog", "Fox"))
value("type-changed", "{type: string}", "{type: integer}")
value("type-widened", "{type: integer}", "{type: number}")
value("type-narrowed", "{type: number}", "{type: integer}")
value("format-changed", "{type: string, format: email}", "{type: string, format: uri}")
value("became-nullable", "{type: string}", "{type: [string, 'null']}")
value("became-not-nullable", "{type: [string, 'null']}", "{type: string}")
value("became-union", _REF_CAT, f"{{oneOf: [{_REF_CAT}, {_REF_DOG}]}}")
value("became-single", f"{{oneOf: [{_REF_CAT}, {_REF_DOG}]}}", _REF_CAT)
value("union-member-added", f"{{oneOf: [{_REF_CAT}, {_REF_DOG}]}}", f"{{oneOf: [{_REF_CAT}, {_REF_DOG}, {_REF_FOX}]}}")
value(
    "union-member-removed", f"{{oneOf: [{_REF_CAT}, {_REF_DOG}, {_REF_FOX}]}}", f"{{oneOf: [{_REF_CAT}, {_REF_DOG}]}}"
)
value("enum-value-added", "{type: string, enum: [a, b]}", "{type: string, enum: [a, b, c]}")
value("enum-value-removed", "{type: string, enum: [a, b, c]}", "{type: string, enum: [a, b]}")
value(
    "extensible-enum-value-added", "{type: string, x-extensible-enum: [a]}", "{type: string, x-extensible-enum: [a, b]}"
)
value(
    "extensible-enum-value-removed",
    "{type: string, x-extensible-enum: [a, b]}",
    "{type: string, x-extensible-enum: [a]}",
)
value("became-enum", "{type: string}", "{type: string, enum: [a, b]}")
value("enum-dropped", "{type: string, enum: [a, b]}", "{type: string}")
value("became-const", "{type: string}", "{const: a}")
value("const-changed", "{const: a}", "{const: b}")
value("const-dropped", "{const: a}", "{type: string}")
value("constraint-tightened", "{type: integer, maximum: 9}", "{type: integer, maximum: 8}")
value("constraint-added", "{type: integer}", "{type: integer, maximum: 8}")
value("constraint-loosened", "{type: integer, maximum: 8}", "{type: integer, maximum: 9}")
value("pattern-changed", "{type: string, pattern: '^a'}", "{type: string, pattern: '^b'}")
_PLAIN = "{type: array, items: {type: string}}"
_WITH = "{type: array, items: {type: string}, contains: {const: %s}}"
value("assertion-added", _PLAIN, _WITH % "a")
value("assertion-changed", _WITH % "a", _WITH % "b")
value("assertion-removed", _WITH % "a", _PLAIN)
value("content-changed", "{type: string, contentMediaType: text/plain}", "{type: string, contentMediaType: text/html}")
value("default-changed", "{type: integer, default: 1}", "{type: integer, default: 2}")

# Schemas

document("schema-added", "{}", "components: {schemas: {Cat: {type: object, properties: {a: {type: string}}}}}")
document("schema-removed", "components: {schemas: {Cat: {type: object, properties: {a: {type: string}}}}}", "{}")
PAIRS["schema-renamed"] = (
    _with_schema(_yaml(f"{{type: object, properties: {{x: {_REF_CAT}}}}}"), "response"),
    _yaml(
        yaml.safe_dump(_with_schema(_yaml(f"{{type: object, properties: {{x: {_REF_CAT}}}}}"), "response")).replace(
            "Cat", "Kitten"
        )
    ),
)
schema("attribute-renamed", _object("x: {type: string}"), _object("x: {type: string, x-sdk-name: exact}"))
schema(
    "enum-member-renamed", "{type: string, enum: [a, b]}", "{type: string, enum: [a, b], x-enum-varnames: [FIRST, B]}"
)
schema("property-deprecated", _object("x: {type: string}"), _object("x: {type: string, deprecated: true}"))
schema("property-reactivated", _object("x: {type: string, deprecated: true}"), _object("x: {type: string}"))
schema("schema-deprecated", _object(""), _object("", ", deprecated: true"))
schema("schema-reactivated", _object("", ", deprecated: true"), _object(""))
schema("sensitivity-changed", _object("x: {type: string}"), _object("x: {type: string, x-sensitive: true}"))
schema("access-changed", _object("x: {type: string}"), _object("x: {type: string, readOnly: true}"))
_UNION = f"oneOf: [{_REF_CAT}, {_REF_DOG}]"
_BY_KIND = "discriminator: {propertyName: kind, mapping: {%s}}"
_CATS = "cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'"
schema("discriminator-added", f"{{{_UNION}}}", f"{{{_UNION}, {_BY_KIND % _CATS}}}")
schema("discriminator-removed", f"{{{_UNION}, {_BY_KIND % _CATS}}}", f"{{{_UNION}}}")
schema(
    "discriminator-property-changed",
    f"{{{_UNION}, {_BY_KIND % _CATS}}}",
    f"{{{_UNION}, {(_BY_KIND % _CATS).replace('kind', 'sort')}}}",
)
schema(
    "discriminator-value-added",
    f"{{{_UNION}, {_BY_KIND % _CATS}}}",
    f"{{{_UNION}, {_BY_KIND % (_CATS + ', tom: ' + chr(39) + '#/components/schemas/Cat' + chr(39))}}}",
)
schema(
    "discriminator-value-removed",
    f"{{{_UNION}, {_BY_KIND % (_CATS + ', tom: ' + chr(39) + '#/components/schemas/Cat' + chr(39))}}}",
    f"{{{_UNION}, {_BY_KIND % _CATS}}}",
)
schema(
    "discriminator-value-changed",
    f"{{{_UNION}, {_BY_KIND % _CATS}}}",
    f"{{{_UNION}, {_BY_KIND % _CATS.replace('cat:', 'mouse:').replace('dog:', 'cat:').replace('mouse:', 'dog:')}}}",
)

# The API as a whole

operation("security-required", "{}", "security: [{key: []}]")
operation("security-dropped", "security: [{key: []}]", "security: []")
operation("security-choice-added", "security: [{key: []}]", "security: [{key: []}, {token: []}]")
operation("security-choice-removed", "security: [{key: []}, {token: []}]", "security: [{key: []}]")
operation("security-scope-added", "security: [{auth: [read]}]", "security: [{auth: [read, write]}]")
operation("security-scope-removed", "security: [{auth: [read, write]}]", "security: [{auth: [read]}]")
_KEY = "key: {type: apiKey, in: header, name: X-Key}"


def _schemes(rule: str, old: str, new: str) -> None:
    document(rule, f"components: {{securitySchemes: {{{old}}}}}", f"components: {{securitySchemes: {{{new}}}}}")


_OAUTH = "auth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a.example/%s', scopes: {read: ''%s}}}}"
_schemes("security-scheme-added", "", _KEY)
_schemes("security-scheme-removed", _KEY, "")
_schemes("security-scheme-type-changed", _KEY, "key: {type: http, scheme: basic}")
_schemes("security-scheme-place-changed", _KEY, _KEY.replace("X-Key", "X-Api-Key"))
_schemes("security-argument-renamed", _KEY, _KEY.replace("X-Key", "X-Key, x-sdk-name: secret"))
_schemes("security-flow-changed", _OAUTH % ("t", ""), _OAUTH % ("token", ""))
_schemes("security-flow-scope-added", _OAUTH % ("t", ""), _OAUTH % ("t", ", write: ''"))
_schemes("security-flow-scope-removed", _OAUTH % ("t", ", write: ''"), _OAUTH % ("t", ""))
document("default-server-changed", "servers: [{url: 'https://a.example'}]", "servers: [{url: 'https://b.example'}]")
_SERVERS = "servers: [{url: 'https://a.example'}, {url: 'https://b.example'}]"
document("server-added", "servers: [{url: 'https://a.example'}]", _SERVERS)
document("server-removed", _SERVERS, "servers: [{url: 'https://a.example'}]")
_VARIABLE = "servers: [{url: 'https://{r}.a.example', variables: {r: {default: %s, enum: [%s]}}}]"
document("server-variable-added", "servers: [{url: 'https://a.example'}]", _VARIABLE % ("eu", "eu, us"))
document("server-variable-removed", _VARIABLE % ("eu", "eu, us"), "servers: [{url: 'https://a.example'}]")
document("server-variable-default-changed", _VARIABLE % ("eu", "eu, us"), _VARIABLE % ("us", "eu, us"))
document("server-variable-value-added", _VARIABLE % ("eu", "eu"), _VARIABLE % ("eu", "eu, us"))
document("server-variable-value-removed", _VARIABLE % ("eu", "eu, us"), _VARIABLE % ("eu", "eu"))
_WEBHOOK = (
    "webhooks: {made: {post: {%s requestBody: {content: {application/json: {schema:"
    " {type: object, properties: {a: {type: string}}}}}}, responses: {'200': {description: ''}}}}}"
)
document("webhook-added", "{}", _WEBHOOK % "")
document("webhook-removed", _WEBHOOK % "", "{}")
document("webhook-deprecated", _WEBHOOK % "", _WEBHOOK % "deprecated: true,")
document("webhook-reactivated", _WEBHOOK % "deprecated: true,", _WEBHOOK % "")

# Texts

schema("description-changed", _object("", ", description: old"), _object("", ", description: new"))
schema("example-changed", _object("x: {type: string, examples: [a]}"), _object("x: {type: string, examples: [b]}"))
document("api-text-changed", "info: {title: T, version: '1'}", "info: {title: U, version: '1'}")
PAIRS["other-change"] = (
    _with_schema(_yaml("{type: object, properties: {x: {type: string}, y: {type: string}}}"), "response"),
    _with_schema(_yaml("{type: object, properties: {y: {type: string}, x: {type: string}}}"), "response"),
)
# A read-only property gives what is sent another class: here inside another object, where it has a name.
PAIRS["request-class-changed"] = tuple(  # type: ignore[assignment]  # two sides, built alike
    {
        **(base := _yaml(yaml.safe_dump(PAIRS["request-property-became-read-only"][0]))),
        "components": {
            "schemas": {
                "Thing": _yaml("{type: object, properties: {inner: {$ref: '#/components/schemas/Inner'}}}"),
                "Inner": _yaml(inner),
            }
        },
    }
    for inner in (_object("x: {type: string}"), _object("x: {type: string, readOnly: true}"))
)
