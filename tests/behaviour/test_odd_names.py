"""Names that no programmer would choose: each has its own name in Python, and stands on the wire as it is written."""

from __future__ import annotations

import json
import keyword
from typing import Any

import attrs
import pytest
from support.sdks import make_sdk
from support.wire import Wire

_WORDS = """
    a-b a_b aB AB Ab ab A_B über naïve 日本語 日本 😀 👍🏽 1st 2 2.0 -1 +1 <= >= ! self cls Self __init__ __slots__
    __class__ _value_ mro name value None none null True true class Class CLASS model_config $ref @type _id __typename _
    __ Привет привет مرحبا שלום ñ ß ss İ i K k fi x.y x/y x~1y x%20y x{y} it's a"b back\\slash
    to_dict toDict Client Model
    UNSET int additional_properties additionalProperties dt builtins __future__
"""
ODD = [
    *_WORDS.split(),
    *["", "  ", "a b", "\u0131", "\u017f", "\u212a", "\u00e9", "e\u0301", "\ufb01", "new\nline", "tab\t"],
    *["\u200b", "\u202e"],
    *["a" * 199 + "b", "a" * 200],
]


def document() -> str:
    properties = {name: {"type": "string"} for name in ODD}
    parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ODD if name.strip()]
    answer = {"application/json": {"schema": {"$ref": "#/components/schemas/Holder"}}}
    get = {
        "operationId": "things.get",
        "parameters": parameters,
        "responses": {"200": {"description": "ok", "content": answer}},
    }
    schemas = {
        "Holder": {"type": "object", "properties": properties},
        "Kind": {"type": "string", "enum": ODD},
    }
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Odd", "version": "1"},
            "servers": [{"url": "https://api.example.com"}],
            "paths": {"/things": {"get": get}},
            "components": {"schemas": schemas},
        }
    )


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return make_sdk(tmp_path_factory.mktemp("odd"), document())


def test_every_property_and_member_has_a_name_of_its_own(odd: Any, wire: Wire) -> None:
    value = {name: f"v{number}" for number, name in enumerate(ODD)}
    wire.answers_json(value)
    found = wire.client(odd, strict=True).things.get()
    assert found.to_dict() == value
    names = [field.name for field in attrs.fields(odd.types.Holder)]
    assert len(set(names)) == len(ODD) + 1
    assert odd.types.Holder(**{name: getattr(found, name) for name in names}) == found
    assert [str(member) for member in odd.types.Kind] == ODD
    members = [member.name for member in odd.types.Kind]
    assert all(name.isascii() and name.isidentifier() and not keyword.iskeyword(name) for name in [*names, *members])


def test_every_parameter_is_sent_as_it_is_written(odd: Any, wire: Wire) -> None:
    wire.answers_json({})
    method = wire.client(odd).things.get
    arguments = [name for name in method.__annotations__ if name not in {"options", "return"}]
    method(**dict.fromkeys(arguments, "v"))
    assert list(wire.request.url.params) == [name for name in ODD if name.strip()]
