"""Schemas as people, and people's tools, write them: every keyword that changes a type, in any nesting.

Strategies are made once: Hypothesis looks each one through before its first use.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st
from support.typed_json import Json, is_object

NOTHING: Json = {}

HOSTILE = (
    "class",
    "self",
    "from_dict",
    "to_dict",
    "UNSET",
    "list",
    "__init__",
    "data",
    "v",
    "d",
    "Any",
    "dt",
    "None",
    "",
)
NAMES = ("id", "name", "a-b", "a_b", "aB", "ünï", "1st", "$x", "a.b", "a/b", "a~b", 'q"t', "b\\", "{x}", *HOSTILE)
TEXTS = ("one", "two", "", "a b", '"""', "\\", "{{ x }}", "é", "None", "true", "1", "#/", "\u202e", "o'clock", "%s")
FORMATS = ("date-time", "date", "time", "duration", "uuid", "byte", "binary", "decimal", "email", "password", "made-up")
COMPONENTS = ("Pet", "pet", "Cat", "Dog", "Owner", "Error", "A.B", "Model", "List", "Decoders", "Page1", "x-y")


@cache
def names() -> st.SearchStrategy[str]:
    """Names of properties and parameters, hostile ones among them."""
    return st.sampled_from(NAMES)


@cache
def texts() -> st.SearchStrategy[str]:
    return st.sampled_from(TEXTS)


@cache
def remarks() -> st.SearchStrategy[Json]:
    """What stands beside a type and does not change it."""
    return st.fixed_dictionaries(
        {},
        optional={
            "description": texts(),
            "title": texts(),
            "deprecated": st.booleans(),
            "readOnly": st.just(True),
            "writeOnly": st.just(True),
            "x-note": texts(),
        },
    )


@cache
def strings() -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "format": st.sampled_from(FORMATS),
            "minLength": st.integers(0, 3),
            "maxLength": st.integers(4, 9),
            "pattern": st.sampled_from(("^a*$", "[", "\\d+", "^(?<x>.)$")),
        },
    )


@cache
def numbers() -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {"type": st.sampled_from(("integer", "number"))},
        optional={
            "format": st.sampled_from(("int32", "int64", "float", "double", "decimal", "made-up")),
            "minimum": st.integers(-5, 5),
            "maximum": st.integers(6, 9),
            "exclusiveMinimum": st.sampled_from((True, False, 2)),
            "multipleOf": st.sampled_from((1, 0.5)),
        },
    )


@cache
def values() -> st.SearchStrategy[Any]:
    """JSON values for enums, constants, defaults and examples, right and wrong ones."""
    plain = st.one_of(
        st.none(), st.booleans(), st.integers(-3, 2**65), st.sampled_from((0.5, 1e300, -0.0, 1.0)), texts()
    )
    return st.one_of(plain, st.lists(plain, max_size=2), st.dictionaries(names(), plain, max_size=2))


def named_values(schema: Json, names: list[str]) -> Json:
    return {**schema, "x-enum-varnames": names}


@cache
def enums() -> st.SearchStrategy[Json]:
    typed = st.one_of(
        st.fixed_dictionaries({"type": st.just("string"), "enum": st.lists(texts(), max_size=4)}),
        st.fixed_dictionaries(
            {"type": st.just("integer"), "enum": st.lists(st.integers(-2, 3), min_size=1, max_size=3)}
        ),
        st.fixed_dictionaries({"type": st.just("number"), "enum": st.just([0.5, 1, 2.0])}),
    )
    loose = st.fixed_dictionaries({"enum": st.lists(values(), max_size=4)})
    named = st.builds(named_values, typed, st.lists(texts(), max_size=4))
    return st.one_of(typed, loose, named)


def together(ref: Json, more: Json) -> Json:
    return {**ref, **more}


@cache
def refs() -> st.SearchStrategy[Json]:
    """References, also such that have siblings, and now and then one that leads nowhere."""
    pointers = st.sampled_from(COMPONENTS[:6]).map(lambda name: f"#/components/schemas/{name}")
    inside = st.sampled_from(("#/components/schemas/Pet/properties/id", "#/components/schemas/Nowhere"))
    ref = st.integers(0, 40).flatmap(lambda n: inside if n == 0 else pointers).map(lambda p: {"$ref": p})
    return st.one_of(ref, ref, st.builds(together, ref, remarks()))


@cache
def schemas(depth: int, *, modern: bool) -> st.SearchStrategy[Any]:
    """A schema, ``modern`` for OpenAPI 3.1."""
    leaves: list[st.SearchStrategy[Any]] = [strings(), strings(), numbers(), enums(), refs()]
    leaves += [st.just({"type": "boolean"}), st.just(NOTHING)]
    if modern:
        leaves += [
            st.just({"type": "null"}),
            values().map(lambda value: {"const": value}),
            st.lists(st.sampled_from(("string", "integer", "null", "object", "array")), max_size=3, unique=True).map(
                lambda types: {"type": types}
            ),
            st.sampled_from((True, False)),
        ]
    leaf = st.one_of(leaves)
    if depth <= 0:
        return _finished(leaf, modern=modern)
    inner = schemas(depth - 1, modern=modern)
    made: list[st.SearchStrategy[Any]] = [leaf, objects(inner), objects(inner), arrays(inner, modern=modern)]
    made += [unions(inner), all_of(inner), inner.map(lambda s: {"not": s})]
    return _finished(st.one_of(made), modern=modern)


def _finished(schema: st.SearchStrategy[Any], *, modern: bool) -> st.SearchStrategy[Any]:
    def finish(value: Any, more: Json, null: int, default: Any) -> Any:
        if not is_object(value):
            return value
        made: Json = {**value, **more}
        if null == 0 and not modern:
            made["nullable"] = True
        if null == 1:
            made["default"] = default
        if null == 2:
            made["example"] = default
        return made

    plain = st.one_of(st.just(NOTHING), st.just(NOTHING), remarks())
    return st.builds(finish, schema, plain, st.integers(0, 12), values())


def objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries(
        {"type": st.just("object")},
        optional={
            "properties": st.dictionaries(names(), inner, max_size=4),
            "required": st.one_of(st.lists(names(), max_size=3), st.just(True)),
            "additionalProperties": st.one_of(st.booleans(), inner),
            "minProperties": st.integers(0, 1),
            "patternProperties": st.dictionaries(st.sampled_from(("^x-", "[")), inner, max_size=1),
        },
    )


def arrays(inner: st.SearchStrategy[Any], *, modern: bool) -> st.SearchStrategy[Json]:
    optional: dict[str, st.SearchStrategy[Any]] = {
        "items": inner,
        "minItems": st.integers(0, 1),
        "maxItems": st.integers(1, 3),
        "uniqueItems": st.booleans(),
    }
    if modern:
        optional["prefixItems"] = st.lists(inner, min_size=1, max_size=2)
    return st.fixed_dictionaries({"type": st.just("array")}, optional=optional)


def unions(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    def union(word: str, members: list[Any], tag: str, mapping: dict[str, str], kind: int) -> Json:
        made: Json = {word: members}
        if kind == 0:
            made["discriminator"] = {"propertyName": tag}
        if kind == 1:
            made["discriminator"] = {"propertyName": tag, "mapping": mapping}
        return made

    targets = st.sampled_from(("#/components/schemas/Cat", "#/components/schemas/Dog", "Cat", "Nowhere"))
    mapping = st.dictionaries(texts(), targets, max_size=3)
    members = st.one_of(st.lists(inner, max_size=3), st.lists(refs(), min_size=1, max_size=3))
    return st.builds(union, st.sampled_from(("oneOf", "anyOf")), members, names(), mapping, st.integers(0, 5))


def whole(parts: list[Any], more: Json) -> Json:
    return {"allOf": parts, **more}


def all_of(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    parts = st.lists(st.one_of(inner, refs()), max_size=3)
    return st.builds(whole, parts, st.one_of(st.just(NOTHING), objects(inner)))
