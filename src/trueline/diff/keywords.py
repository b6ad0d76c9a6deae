"""Keywords of JSON Schema that the canonical form leaves out, for no Python type depends on them.

A server may enforce them all the same, so they are read from the document itself, by pointer.
"""

from __future__ import annotations

from typing import Any, Final

from trueline.spec.document import Document, Json, is_array, is_object
from trueline.spec.pointer import join

KEYWORDS: Final = frozenset((
    "if", "then", "else", "not", "contains", "minContains", "maxContains", "dependentRequired", "dependentSchemas",
    "dependencies", "patternProperties", "prefixItems", "unevaluatedItems", "unevaluatedProperties", "propertyNames",
))  # fmt: skip

#: What holds things by names that anybody may choose: its keys are not keywords.
_BY_NAME = frozenset((
    "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependentRequired", "dependencies",
    "schemas", "parameters", "responses", "headers", "requestBodies", "paths", "webhooks", "content", "callbacks",
))  # fmt: skip
_DATA = frozenset(("default", "const", "enum", "example", "examples", "value", "mapping"))


def keywords_of(document: Document) -> dict[str, Json]:
    """These keywords of every schema that has any, by the schema's pointer in the document as it was written."""
    keywords: dict[str, Json] = {}
    stack: list[tuple[Any, str, bool]] = [(document.value, "", False)]
    while stack:
        node, pointer, by_name = stack.pop()
        if is_object(node):
            if not by_name and not KEYWORDS.isdisjoint(node):
                keywords[document.origin(pointer)] = {key: node[key] for key in node if key in KEYWORDS}
            for key, child in node.items():
                if type(child) in (dict, list) and (by_name or (key not in _DATA and not key.startswith("x-"))):
                    stack.append((child, join(pointer, key), not by_name and key in _BY_NAME))
        elif is_array(node):
            stack += [(child, f"{pointer}/{n}", False) for n, child in enumerate(node) if type(child) is dict]
    return keywords
