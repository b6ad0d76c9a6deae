"""Models: what decodes to what, and back to the very same JSON."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from support.sdks import fresh_name, generate_to, import_sdk
from support.wire import Wire

MODELS = """
components:
  schemas:
    Formats:
      type: object
      properties:
        moment: {type: string, format: date-time}
        day: {type: string, format: date}
        clock: {type: string, format: time}
        span: {type: string, format: duration}
        key: {type: string, format: uuid}
        blob: {type: string, format: byte}
        money: {type: string, format: decimal}
        big: {type: integer, format: int64}
        ratio: {type: number}
        odd: {type: string, format: no-such-format}
    Nullable:
      type: object
      required: [must, may]
      properties:
        must: {type: string}
        may: {type: [string, 'null']}
        can: {type: string}
        both: {type: [integer, 'null']}
    Defaults:
      type: object
      properties:
        text: {type: string, default: preset}
        number: {type: integer, default: 7}
        flag: {type: boolean, default: true}
        color: {allOf: [{$ref: '#/components/schemas/Color'}], default: red}
    Color: {type: string, enum: [red, green]}
    Level: {type: integer, enum: [1, 2]}
    Painted:
      type: object
      properties:
        color: {$ref: '#/components/schemas/Color'}
        level: {$ref: '#/components/schemas/Level'}
        colors: {type: array, items: {$ref: '#/components/schemas/Color'}}
    Base: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}
    Derived:
      allOf:
        - {$ref: '#/components/schemas/Base'}
        - {type: object, required: [name], properties: {extra: {type: string}}}
    Tree:
      type: object
      required: [value]
      properties:
        value: {type: integer}
        children: {type: array, items: {$ref: '#/components/schemas/Tree'}}
        parent: {oneOf: [{$ref: '#/components/schemas/Tree'}, {type: 'null'}]}
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator:
        propertyName: kind
        mapping: {cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}
    Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
    Dog:
      type: object
      required: [kind]
      properties: {kind: {type: string}, tricks: {type: array, items: {type: string}}}
    Owner:
      type: object
      properties:
        pet: {$ref: '#/components/schemas/Pet'}
        pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Shape:
      type: object
      properties:
        area:
          anyOf:
            - {$ref: '#/components/schemas/Circle'}
            - {$ref: '#/components/schemas/Square'}
            - {type: number}
            - {type: string}
    Circle: {type: object, required: [radius], properties: {radius: {type: number}}}
    Square: {type: object, required: [side], properties: {side: {type: number}}}
    Maps:
      type: object
      properties:
        counts: {type: object, additionalProperties: {type: integer}}
        owners: {type: object, additionalProperties: {$ref: '#/components/schemas/Owner'}}
        free: {type: object}
    Open: {type: object, properties: {a: {type: string}}, additionalProperties: {type: string, format: date}}
    Closed: {type: object, properties: {a: {type: string}}, additionalProperties: false}
    Fixed: {type: object, required: [type], properties: {type: {const: fixed}, version: {const: 2}}}
    Clashes:
      type: object
      properties:
        timeout: {type: integer}
        body: {type: string}
        self: {type: string}
        cls: {type: string}
        list: {type: array, items: {type: string}}
        str: {type: string}
        dict: {type: object, additionalProperties: {type: string}}
        type: {type: string}
        dt: {type: string, format: date-time}
        attrs: {type: string}
        field: {type: string}
        class: {type: string}
        from_dict: {type: string}
        to_dict: {type: string}
        to_json: {type: string}
        additional_properties: {type: string}
        decode: {type: string}
        encode: {type: string}
        UNSET: {type: string}
        d: {type: string}
        v: {type: string}
        at: {type: string}
        data: {type: string}
        error: {type: string}
        Any: {type: string}
        none: {type: string}
        __init__: {type: string}
        __class__: {type: string}
        _decode: {type: string}
        _KEYS: {type: string}
        '': {type: string}
        a-b: {type: string}
        a_b: {type: string}
        aB: {type: string}
        '@id': {type: string}
        $ref_: {type: string}
        1st: {type: string}
    Anything: {type: object, properties: {value: {}, never: {type: array, items: {}}}}
    Secret: {type: object, properties: {user: {type: string}, password: {type: string, format: password}}}
    Old: {type: object, properties: {old: {type: string, deprecated: true}, new: {type: string}}}
"""


def everything(sdk: Any, name: str) -> Any:
    return getattr(sdk.types, name)


ROUND_TRIPS: list[tuple[str, Any]] = [
    ("Formats", {"moment": "2026-03-01T12:00:00Z"}),
    ("Formats", {"moment": "2026-03-01T12:00:00.123456+05:30"}),
    ("Formats", {"day": "2026-02-28", "clock": "10:11:12Z", "span": "P1DT2H3M4S"}),
    ("Formats", {"key": "7f9c24e8-3b12-4fef-91d0-5e1a2b3c4d5e", "blob": "AP8=", "money": "10.50"}),
    ("Formats", {"big": 9007199254740993, "ratio": 0.1, "odd": "x"}),
    ("Formats", {"ratio": 3}),
    ("Formats", {}),
    ("Nullable", {"must": "a", "may": None}),
    ("Nullable", {"must": "a", "may": "b", "can": "c", "both": None}),
    ("Nullable", {"must": "", "may": "", "both": 0}),
    ("Painted", {"color": "red", "level": 2, "colors": ["green", "blue", "red"]}),
    ("Painted", {"color": "ultraviolet", "level": 99}),
    ("Derived", {"id": 1, "name": "n", "extra": "e"}),
    ("Tree", {"value": 1, "children": [{"value": 2, "children": []}, {"value": 3, "parent": None}]}),
    ("Tree", {"value": 1, "parent": {"value": 0}}),
    ("Owner", {"pet": {"kind": "cat", "lives": 9}, "pets": [{"kind": "dog", "tricks": ["sit"]}]}),
    ("Owner", {"pet": {"kind": "dragon", "wings": 2}}),
    ("Shape", {"area": {"radius": 1.5}}),
    ("Shape", {"area": {"side": 2}}),
    ("Shape", {"area": 3}),
    ("Shape", {"area": "large"}),
    ("Maps", {"counts": {"a": 1, "b": 2}, "owners": {"x": {"pet": {"kind": "cat"}}}, "free": {"y": [None]}}),
    ("Open", {"a": "x", "2026": "2026-03-01"}),
    ("Fixed", {"type": "fixed", "version": 2}),
    ("Anything", {"value": None, "never": [1, "2", None]}),
    ("Anything", {"value": {"deep": [{}]}}),
    ("Old", {"old": "x", "new": "y"}),
    ("Nullable", {"must": "a", "may": None, "unknown": {"kept": [1]}, "and": None}),
]


@pytest.mark.parametrize(("name", "value"), ROUND_TRIPS, ids=[f"{n}-{i}" for i, (n, _) in enumerate(ROUND_TRIPS)])
def test_what_is_decoded_encodes_to_the_same_and_survives_copies(sdk_of: Any, name: str, value: Any) -> None:
    cls = everything(sdk_of(MODELS), name)

    model = cls.from_dict(copy.deepcopy(value))

    assert model.to_dict() == value
    assert cls.from_json(model.to_json()) == model
    assert copy.deepcopy(model) == model == copy.copy(model)
    assert pickle.loads(pickle.dumps(model)) == model
    assert repr(model).startswith(f"{name}(")


def test_a_model_is_shown_as_it_would_be_written(sdk_of: Any) -> None:
    types: Any = sdk_of(MODELS).types
    shown: list[tuple[Any, str]] = [
        (types.Base.from_dict({"id": 7}), "Base(id=7)"),
        (types.Base.from_dict({"id": 7, "name": "x"}), "Base(id=7, name='x')"),
        (types.Base.from_dict({"id": 7, "more": [1]}), "Base(id=7, additional_properties={'more': [1]})"),
        (types.Nullable.from_dict({"must": "a", "may": None, "both": None}), "Nullable(must='a', may=None, both=None)"),
    ]
    for model, text in shown:
        assert repr(model) == text
        assert eval(text, types.__dict__) == model


def test_what_is_missing_and_a_model_inside_itself_can_be_shown(sdk_of: Any) -> None:
    types = sdk_of(MODELS).types
    assert repr(types.Base(id=sdk_of(MODELS).UNSET)) == "Base(id=UNSET)"
    base = types.Base(id=1)
    base.additional_properties["me"] = base
    assert repr(base) == "Base(id=1, additional_properties={'me': ...})"


def test_formats_are_python_types(sdk_of: Any) -> None:
    sdk = sdk_of(MODELS)
    model = sdk.types.Formats.from_dict(
        {
            "moment": "2026-03-01T12:00:00Z",
            "day": "2026-03-01",
            "clock": "10:11:12",
            "span": "PT90S",
            "key": "7f9c24e8-3b12-4fef-91d0-5e1a2b3c4d5e",
            "blob": "AP8=",
            "money": "10.50",
            "big": 2**63 - 1,
        }
    )
    assert model.moment == dt.datetime(2026, 3, 1, 12, tzinfo=dt.timezone.utc)
    assert model.day == dt.date(2026, 3, 1)
    assert model.clock == dt.time(10, 11, 12)
    assert model.span == dt.timedelta(seconds=90)
    assert model.key == UUID("7f9c24e8-3b12-4fef-91d0-5e1a2b3c4d5e")
    assert model.blob == b"\x00\xff"
    assert model.money == Decimal("10.50")
    assert model.big == 2**63 - 1
    assert model.ratio is sdk.UNSET


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("Formats", {"moment": "yesterday"}, "$.moment"),
        ("Formats", {"key": "x"}, "$.key"),
        ("Formats", {"big": "1"}, "$.big"),
        ("Formats", {"big": True}, "$.big"),
        ("Formats", {"ratio": "1"}, "$.ratio"),
        ("Nullable", {"may": None}, "$.must"),
        ("Nullable", {"must": None, "may": None}, "$.must"),
        ("Tree", {"value": 1, "children": [{"value": 2}, {"value": "x"}]}, "$.children[1].value"),
        ("Maps", {"counts": {"a": "x"}}, "$.counts.a"),
        ("Painted", {"color": 1}, "$.color"),
        ("Painted", {"level": "1"}, "$.level"),
        ("Owner", {"pet": {"lives": 9}}, "$.pet.kind"),
        ("Owner", {"pets": {}}, "$.pets"),
    ],
)
def test_what_does_not_fit_names_its_path(sdk_of: Any, name: str, value: Any, path: str) -> None:
    sdk = sdk_of(MODELS)
    with pytest.raises(sdk.DecodeError) as caught:
        everything(sdk, name).from_dict(value)
    assert caught.value.path == path


def test_unset_is_not_null(sdk_of: Any) -> None:
    sdk = sdk_of(MODELS)
    nothing = sdk.types.Nullable.from_dict({"must": "a", "may": None})
    assert nothing.may is None
    assert nothing.can is sdk.UNSET
    assert nothing.both is sdk.UNSET
    assert pickle.loads(pickle.dumps(nothing)).both is sdk.UNSET
    assert not sdk.UNSET
    assert sdk.types.Nullable(must="a", may=None, both=None).to_dict() == {"must": "a", "may": None, "both": None}


def test_unknown_enum_values_are_kept_and_known_ones_are_members(sdk_of: Any) -> None:
    sdk = sdk_of(MODELS)
    painted = sdk.types.Painted.from_dict({"color": "violet", "level": 1, "colors": ["red"]})
    color = painted.color
    assert isinstance(color, sdk.types.Color)
    assert not color.is_known
    assert color == "violet"
    assert painted.colors[0] is sdk.types.Color.RED
    assert painted.level == 1
    assert [member.value for member in sdk.types.Color] == ["red", "green"]


def test_a_discriminator_picks_the_member_and_strangers_are_kept(sdk_of: Any) -> None:
    sdk = sdk_of(MODELS)
    owner = sdk.types.Owner.from_dict({"pets": [{"kind": "dog"}, {"kind": "cat"}, {"kind": "dragon", "wings": 2}]})
    assert [type(pet).__name__ for pet in owner.pets] == ["Dog", "Cat", "Unrecognized"]
    assert owner.pets[2]["wings"] == 2


def test_without_a_discriminator_the_best_fit_is_taken(sdk_of: Any) -> None:
    sdk = sdk_of(MODELS)
    shape = sdk.types.Shape
    assert type(shape.from_dict({"area": {"radius": 1}}).area) is sdk.types.Circle
    assert type(shape.from_dict({"area": {"side": 1}}).area) is sdk.types.Square
    assert shape.from_dict({"area": 2.5}).area == 2.5
    assert shape.from_dict({"area": "x"}).area == "x"


def test_all_of_is_one_flat_model(sdk_of: Any) -> None:
    sdk = sdk_of(MODELS)
    derived = sdk.types.Derived(id=1, name="n")
    assert derived.to_dict() == {"id": 1, "name": "n"}
    with pytest.raises(TypeError, match="name"):
        sdk.types.Derived(id=1)
    with pytest.raises(sdk.DecodeError):
        sdk.types.Derived.from_dict({"id": 1})


def test_defaults_of_the_server_are_not_sent(sdk_of: Any) -> None:
    sdk = sdk_of(MODELS)
    assert sdk.types.Defaults().to_dict() == {}
    assert sdk.types.Defaults.from_dict({}).text is sdk.UNSET


def test_every_property_has_an_attribute_whatever_it_is_called(sdk_of: Any) -> None:
    sdk = sdk_of(MODELS)
    value = {
        "timeout": 1,
        "list": ["x"],
        "dict": {"k": "v"},
        "dt": "2026-03-01T12:00:00Z",
    }
    texts = (
        *("body", "self", "cls", "str", "type", "attrs", "field", "class", "from_dict", "to_dict", "to_json"),
        *("additional_properties", "decode", "encode", "UNSET", "d", "v", "at", "data", "error", "Any", "none"),
        *("__init__", "__class__", "_decode", "_KEYS", "a-b", "a_b", "aB", "@id", "$ref_", "1st"),
    )
    value |= {name: f"<{name}>" for name in ["", *texts]}

    model = sdk.types.Clashes.from_dict(value)

    assert model.additional_properties == {}
    assert model.to_dict() == value
    assert sdk.types.Clashes.from_json(model.to_json()) == model
    assert pickle.loads(pickle.dumps(model)) == model
    assert sdk.types.Clashes().to_dict() == {}


def test_a_password_is_not_shown(sdk_of: Any) -> None:
    secret = sdk_of(MODELS).types.Secret(user="u", password="hunter2")
    assert "hunter2" not in repr(secret)
    assert secret.to_dict() == {"user": "u", "password": "hunter2"}


def test_models_match_and_have_slots(sdk_of: Any) -> None:
    sdk = sdk_of(MODELS)
    tree = sdk.types.Tree(value=1)
    with pytest.raises(AttributeError):
        tree.valeu = 2
    match tree:
        case sdk.types.Tree(value=1):
            pass
        case _:
            raise AssertionError("a model matches its class")


READ_WRITE = """
paths:
  /users:
    post:
      operationId: users.create
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
components:
  schemas:
    User:
      type: object
      required: [id, name, password]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string}
        password: {type: string, writeOnly: true}
"""


def test_what_is_only_read_is_not_sent_and_what_is_only_written_is_not_expected(sdk_of: Any, wire: Wire) -> None:
    wire.answers_json({"id": 1, "name": "n"})
    user = wire.client(sdk_of(READ_WRITE)).users.create(name="n", password="p")
    assert wire.request.content == b'{"name":"n","password":"p"}'
    assert (user.id, user.name) == (1, "n")
    assert not hasattr(user, "password")


def test_what_is_only_read_is_no_argument(sdk_of: Any, wire: Wire) -> None:
    with pytest.raises(TypeError, match="id"):
        wire.client(sdk_of(READ_WRITE)).users.create(id=1, name="n", password="p")
    assert wire.count == 0


def test_strict_clients_refuse_what_the_document_does_not_describe(sdk_of: Any, wire: Wire) -> None:
    sdk = sdk_of(READ_WRITE)
    wire.answers_json({"id": 1, "name": "n", "surprise": True})
    assert wire.client(sdk).users.create(name="n", password="p").additional_properties == {"surprise": True}
    with pytest.raises(sdk.ResponseDecodeError, match="surprise"):
        wire.client(sdk, strict=True).users.create(name="n", password="p")


def test_a_model_with_very_many_fields_says_which_is_wrong(tmp_path: Path) -> None:
    """What pyright says of its decoder is in test_pyright.py."""
    fields = "\n".join(f"        field_{n}: {{type: {('string', 'number')[n % 2]}}}" for n in range(130))
    schemas = f"components:\n  schemas:\n    Wide:\n      type: object\n      properties:\n{fields}\n"
    head = "openapi: 3.1.0\ninfo: {title: Wide, version: '1'}\nservers: [{url: https://api.example.com}]\npaths: {}\n"
    name = fresh_name()
    generate_to(tmp_path, head + schemas, name)
    wide = import_sdk(tmp_path / "src", name).types.Wide
    whole = {f"field_{n}": ("x", 1.5)[n % 2] for n in range(130)} | {"more": [1]}
    assert wide.from_dict(whole).to_dict() == whole
    for place in (0, 50, 128):
        with pytest.raises(Exception, match=rf"\$\.field_{place}\b"):
            wide.from_dict({f"field_{place}": 1})
