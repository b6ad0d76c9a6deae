"""Schemas of the document as validators of their own: with all that they lead to."""

from __future__ import annotations

from typing import Any

import pytest
from tollkeeper_server.spec.refs import Refs

SCHEMAS: dict[str, Any] = {
    "Tree": {"type": "object", "properties": {"leaf": {"$ref": "#/components/schemas/Leaf"}, "more": {"items": {}}}},
    "Leaf": {"anyOf": [{"$ref": "#/components/schemas/Short"}, {"$ref": "#/components/schemas/Ring"}]},
    "Short": {"type": "string", "maxLength": 3},
    "Ring": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Leaf"}}, "required": ["next"]},
    "Named": {"properties": {"$ref": {"$ref": "#/components/schemas/Tree/properties/leaf"}}},
}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("Tree", {"leaf": "abc"}, {"leaf": "abcd"}),
        ("Tree", {"leaf": {"next": {"next": "abc"}}}, {"leaf": {"next": {"next": "abcd"}}}),
        ("Ring", {"next": ""}, {}),
        ("Named", {"$ref": "abc"}, {"$ref": "abcd"}),
    ],
)
def test_a_validator_knows_all_schemas_that_its_schema_leads_to(name: str, good: object, bad: object) -> None:
    refs = Refs({"components": {"schemas": SCHEMAS}})
    validator = refs.validator({"items": {"$ref": f"#/components/schemas/{name}"}})
    assert validator.is_valid([good])
    assert not validator.is_valid([good, bad])
