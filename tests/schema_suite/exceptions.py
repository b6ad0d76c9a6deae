"""Why a schema of the suite is refused, why strict reading doubts a valid instance, and why it takes an invalid one.

By file of the suite. A file without a line here has no exception, and an exception without a line is a fault.
"""

from __future__ import annotations

_OTHER_FILE = "its references lead to files that only a validator's test server has"
_OLD_IDS = "draft 7 writes anchors as `$id` and knows no `$id` beside a `$ref`; OpenAPI's documents are of 2020-12"
_ENDLESS = "through `allOf`, the schema is made of itself"
#: Schemas that are refused by name.
SCHEMAS = {
    "definitions": _OTHER_FILE,
    "defs": _OTHER_FILE,
    "dynamicRef": f"{_OTHER_FILE}; {_ENDLESS}",
    "ref": f"{_OTHER_FILE}; {_OLD_IDS}",
    "refRemote": _OTHER_FILE,
    "unevaluatedItems": _ENDLESS,
    "unevaluatedProperties": _ENDLESS,
}

_UNTYPED = "a schema without `type` is read as what its keywords are about, and the instance is something else"
#: Valid instances that strict reading doubts; lenient reading keeps them.
DOUBTED = {
    "additionalProperties": _UNTYPED,
    "dependentSchemas": "a property that a condition describes has the type of that description, come what may",
    "format": "a format without `type` is that of a string (or number), and formats are types here",
    "items": _UNTYPED,
    "maxItems": _UNTYPED,
    "maxProperties": _UNTYPED,
    "minItems": _UNTYPED,
    "minProperties": _UNTYPED,
    "patternProperties": _UNTYPED,
    "prefixItems": _UNTYPED,
    "properties": _UNTYPED,
    "propertyNames": _UNTYPED,
    "ref": _UNTYPED,
    "required": _UNTYPED,
    "unevaluatedItems": "two tuples that an `allOf` unites are read as lists of any of their items",
    "unevaluatedProperties": _UNTYPED,
}

_LIMIT = "a limit that no type shows; the server checks it"
_TUPLE = "a tuple is a list of any of its items: places and lengths are not types"
_COUNT = "how many members fit is not a type: a value of one of them is taken"
_CONDITION = "what follows from a condition is not a type"
_CONTAINS = "what a list must contain is not a type"
_NOT = "what a value must not be is not a type"
_SCOPE = "which properties count as named is told by the merged schema, that of its `allOf` and references too"
_DYNAMIC = "a `$dynamicRef` with several targets is a union of them"
#: Invalid instances that strict reading takes.
TAKEN = {
    "additionalItems": _TUPLE,
    "additionalProperties": _SCOPE,
    "allOf": f"{_LIMIT}; {_COUNT}",
    "anyOf": _LIMIT,
    "contains": _CONTAINS,
    "default": _LIMIT,
    "dependencies": _CONDITION,
    "dependentRequired": _CONDITION,
    "dependentSchemas": _CONDITION,
    "dynamicRef": _DYNAMIC,
    "enum": "an empty `enum` is taken for one that was forgotten, and reported",
    "exclusiveMaximum": _LIMIT,
    "exclusiveMinimum": _LIMIT,
    "if-then-else": _CONDITION,
    "items": _TUPLE,
    "maxContains": _CONTAINS,
    "maxItems": _LIMIT,
    "maxLength": _LIMIT,
    "maxProperties": _LIMIT,
    "maximum": _LIMIT,
    "minContains": _CONTAINS,
    "minItems": _LIMIT,
    "minLength": _LIMIT,
    "minProperties": _LIMIT,
    "minimum": _LIMIT,
    "multipleOf": _LIMIT,
    "not": _NOT,
    "oneOf": _COUNT,
    "pattern": _LIMIT,
    "patternProperties": "of several patterns that match, the first counts",
    "prefixItems": _TUPLE,
    "properties": f"a property that is named has its own type, whatever pattern matches; {_LIMIT}",
    "propertyNames": _LIMIT,
    "ref": f"{_TUPLE}; {_LIMIT}; {_OLD_IDS}; {_SCOPE}",
    "required": "a required name that nothing describes is left out, and reported",
    "unevaluatedItems": _TUPLE,
    "unevaluatedProperties": f"{_SCOPE}; {_CONDITION}",
    "uniqueItems": _LIMIT,
}
