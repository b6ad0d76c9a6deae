"""The canonical form: what *normalise* promises to every later stage, and a check that the promise is kept.

A canonical document is OpenAPI 3.1 in a small subset, so that later stages have one way to read each thing.

Document
    ``openapi: 3.1.0``, ``info``, ``servers``, ``tags``, ``security``, root ``x-*``, ``paths``, ``webhooks`` and
    ``components`` with ``schemas`` and ``securitySchemes`` only: every other component is written out where it is used.

Path item
    Methods only. Parameters, servers, summary and description of the path item are merged into its operations.

Operation
    ``parameters``, ``responses``, ``security`` and ``servers`` are always there (inherited where not stated);
    ``requestBody``, ``callbacks``, ``operationId``, ``summary``, ``description``, ``tags``, ``deprecated`` and ``x-*``
    where the document has them. No ``$ref`` except to schemas.

Parameter
    ``name``, ``in``, ``required``, ``style``, ``explode`` always; either ``schema`` or ``content`` with one media type.

Media type
    ``schema`` always (``{}`` when the document has none). Response ``headers`` have ``schema`` (or ``content``) and ``required``.

Schema: exactly one of
    ``{$ref: "#/components/schemas/Name"}``
    ``{}``                                        anything
    ``{not: {}}``                                 nothing
    ``{type: string|integer|number|boolean|null}``  with ``format`` where it changes the Python type
    ``{const: value}``                            one JSON value
    ``{type: array, items: S}``
    ``{type: object, additionalProperties: S}``   a map; no ``properties``
    ``{oneOf: [S, S, ...]}``                      two or more, flat (no member is an inline ``oneOf``), no duplicates; ``null`` last;
                                                  ``discriminator: {propertyName, mapping: {value: "#/components/schemas/Name"}}``
                                                  where the document has one (mapping always complete)
    and, as the value of a component only,
    ``{type: string|integer|number, enum: [...]}``  distinct values of that type; ``x-enum-varnames`` names them, same length
    ``{type: object, properties: {...}, required: [...]}``  ``additionalProperties: S`` or ``false`` where stated

    Beside these, annotations may stand: ``title description default deprecated readOnly writeOnly examples externalDocs``
    ``contentMediaType contentEncoding contentSchema``, constraints (``minLength``, ``pattern``, ...) and ``x-*``.
    ``default`` is always a valid value of the schema.

Names
    Keys of ``components.schemas`` are Python class names: PascalCase ASCII identifiers, unique even when case is ignored,
    never a reserved name. ``x-trueline-pointer`` on every component, operation, parameter, property and hoisted schema is the
    JSON pointer in the loaded document that it came from.
"""

from __future__ import annotations

POINTER = "x-trueline-pointer"
