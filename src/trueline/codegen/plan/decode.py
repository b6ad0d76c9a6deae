"""Types as decoding code: expressions whose value decodes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from trueline.codegen.facts import ModelFact
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.literals import from_json, literal
from trueline.codegen.plan.symbols import Symbols
from trueline.spec.types import (
    ANY,
    NEVER,
    NULL,
    Constant,
    Discriminator,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    ScalarKind,
    Type,
    Union,
)

_NAMED = {
    ScalarKind.STRING: "string",
    ScalarKind.BINARY: "string",
    ScalarKind.INTEGER: "integer",
    ScalarKind.NUMBER: "number",
    ScalarKind.BOOLEAN: "boolean",
    ScalarKind.ANY: "anything",
    ScalarKind.NEVER: "nothing",
    ScalarKind.NULL: "null",
    ScalarKind.DATE_TIME: "date_time",
    ScalarKind.DATE: "date",
    ScalarKind.TIME: "time",
    ScalarKind.DURATION: "duration",
    ScalarKind.UUID: "uuid",
    ScalarKind.BYTE: "byte",
    ScalarKind.DECIMAL: "decimal",
    ScalarKind.DECIMAL_NUMBER: "decimal_number",
}
_JSON_TYPE = {
    ScalarKind.ANY: "any",
    ScalarKind.NEVER: "any",
    ScalarKind.NULL: "null",
    ScalarKind.BOOLEAN: "boolean",
    ScalarKind.INTEGER: "integer",
    ScalarKind.NUMBER: "number",
    ScalarKind.DECIMAL_NUMBER: "number",
}


class DecodeWriter:
    """Writes decoding code for one file, and remembers the sibling decoders that it uses."""

    def __init__(self, symbols: Symbols, imports: Imports) -> None:
        self._symbols = symbols
        self._imports = imports
        self._modules: dict[str, None] = {}

    @property
    def modules(self) -> tuple[str, ...]:
        """Modules of types whose decoders are used, sorted; ``event:event_data`` where one stands in another's."""
        return tuple(sorted(self._modules))

    def function(self, type_: Type) -> str:
        """An expression whose value decodes; sibling modules are found when it is first called."""
        match type_:
            case Ref(name):
                symbol = self._symbols[name]
                self._modules[symbol.id if symbol.module == symbol.id else f"{symbol.module}:{symbol.id}"] = None
                return f"_d.{symbol.id}"
            case Scalar(kind):
                return self._use(_NAMED[kind])
            case Constant(text):
                return f"{self._use('constant')}({from_json(text)})"
            case ListOf(item):
                return f"{self._use('list_decoder')}({self.function(item)})"
            case MapOf():
                return f"{self._use('map_decoder')}({self.value(type_)})"
            case Union(members) if NULL in members:
                return f"{self._use('nullable')}({self.function(_without_null(type_))})"
            case Union():
                return self._union(type_)

    def value(self, type_: MapOf) -> str:
        """What decodes the values of a map, by their names where those say more."""
        if not type_.patterns:
            return self.function(type_.value)
        patterns = ", ".join(f"{literal(pattern)}: {self.function(sub)}" for pattern, sub in type_.patterns)
        rest = "None" if type_.value == NEVER else self.function(type_.value)
        return f"{self._use('by_name')}({{{patterns}}}{'' if type_.value == ANY else f', {rest}'})"

    def _use(self, name: str) -> str:
        return self._imports.runtime("decoding", name)

    def _union(self, union: Union) -> str:
        tagged = union.discriminator and self._discriminated(union, union.discriminator)
        if tagged:
            return tagged
        members = list(self._flat(union))
        telling = self._telling(members)
        variants = [self._variant(member, telling) for member in members]
        return f"{self._imports.runtime('unions', 'one_of')}({', '.join(variants)})"

    def _discriminated(self, union: Union, discriminator: Discriminator) -> str | None:
        members = {member.name for member in union.members if isinstance(member, Ref)}
        named = {each for _, name in discriminator.mapping for each in self._meant(name)}
        if not named <= members:
            return None
        table = ", ".join(f"{literal(tag)}: {self.function(Ref(name))}" for tag, name in discriminator.mapping)
        types = {member: self._types(member) for member in union.members}
        told = {Ref(name) for name in named}
        objects = [member for member, found in types.items() if member not in told and found & {"object", "any"}]
        others = [member for member, found in types.items() if found != {"object"}]
        arguments = [literal(discriminator.property_name), "{" + table + "}"]
        if discriminator.default is not None:
            arguments.append(self.function(Ref(discriminator.default)))
        elif objects:
            arguments.append(self._any_of(objects))
        elif not all(self._requires(name, discriminator.property_name) for name in named):
            arguments.append("optional=True")
        if others:
            arguments.append(f"others={self._any_of(others)}")
        return f"{self._imports.runtime('unions', 'discriminated')}({', '.join(arguments)})"

    def _types(self, member: Type) -> set[str]:
        """The JSON types that a member may have."""
        return {name for each in self._flat(Union((member,))) for name in self._shape(self._symbols.resolve(each))[0]}

    def _any_of(self, members: list[Type]) -> str:
        return self.function(members[0] if len(members) == 1 else Union(tuple(members)))

    def _meant(self, name: str) -> set[str]:
        """A component, or the members of one that is a union."""
        target = self._symbols.resolve(Ref(name))
        return {m.name for m in target.members if isinstance(m, Ref)} if isinstance(target, Union) else {name}

    def _requires(self, name: str, property_name: str) -> bool:
        """Whether every object of this type has the property."""
        target = self._symbols.resolve(Ref(name))
        model = self._symbols.facts.models.get(target.name) if isinstance(target, Ref) else None
        return model is None or any(p.name == property_name and p.required for p in model.properties)

    def _flat(self, union: Union, seen: frozenset[str] = frozenset()) -> Iterator[Type]:
        """Members with aliases of unions opened up, each once."""
        for member in union.members:
            target = self._symbols.resolve(member)
            name = member.name if isinstance(member, Ref) else ""
            if isinstance(target, Union) and name not in seen:
                yield from self._flat(target, seen | {name})
            else:
                yield member

    def _telling(self, members: list[Type]) -> dict[str, dict[str, str]]:
        """The values that properties of each model may have, where they tell it from another member of its union."""
        models = [(name, self._symbols.facts.models.get(name)) for name in map(self._component, members)]
        found = {name: _listed(model, self._symbols) for name, model in models if model is not None}
        known = {name for listed in found.values() for name in listed}
        telling = {each for each in known if len({listed[each] for listed in found.values() if each in listed}) > 1}
        return {name: {k: v for k, v in listed.items() if k in telling} for name, listed in found.items()}

    def _component(self, member: Type) -> str:
        target = self._symbols.resolve(member)
        return target.name if isinstance(target, Ref) else ""

    def _variant(self, member: Type, telling: dict[str, dict[str, str]]) -> str:
        new = self._imports.runtime("unions", "Variant")
        target = self._symbols.resolve(member)
        types, facts = self._shape(target)
        if listed := telling.get(self._component(member)):
            facts.append("listed={" + ", ".join(f"{literal(k)}: {v}" for k, v in listed.items()) + "}")
        return f"{new}({', '.join([self.function(member), *map(literal, types), *facts])})"

    def _shape(self, target: Type) -> tuple[list[str], list[str]]:
        match target:
            case Ref(name) if name in self._symbols.facts.models:
                return ["object"], _model_facts(self._symbols.facts.models[name])
            case Ref(name) if name in self._symbols.facts.enums:
                enum = self._symbols.facts.enums[name]
                values = ", ".join(literal(each.value) for each in enum.members)
                return [enum.base], [f"values=frozenset({{{values}}})"]
            case Constant(text):
                value = json.loads(text)
                hashable = not isinstance(value, list | dict)
                return [_json_type(value)], [f"values=({literal(value)},)"] if hashable else []
            case ListOf():
                return ["array"], []
            case MapOf():
                return ["object"], []
            case Scalar(kind):
                return [_JSON_TYPE.get(kind, "string")], []
            case _:
                return ["any"], []


def _without_null(union: Union) -> Type:
    rest = tuple(member for member in union.members if member != NULL)
    return rest[0] if len(rest) == 1 else Union(rest, union.discriminator)


def _json_type(value: object) -> str:
    names = {"bool": "boolean", "int": "integer", "float": "number", "str": "string", "list": "array", "dict": "object"}
    return names.get(type(value).__name__, "null")


def _listed(model: ModelFact, symbols: Symbols) -> dict[str, str]:
    """The values of each property that is an enum."""
    found: dict[str, str] = {}
    for each in model.properties:
        rest = _without_null(each.type) if isinstance(each.type, Union) and NULL in each.type.members else each.type
        target = symbols.resolve(rest)
        if isinstance(target, Ref) and target.name in symbols.facts.enums:
            values = [literal(member.value) for member in symbols.facts.enums[target.name].members]
            found[each.name] = f"({', '.join([*values, *(['None'] if rest is not each.type else [])])},)"
    return found


def _model_facts(model: ModelFact) -> list[str]:
    """What tells this model from another: the properties it must have, may have, and the constants among them."""
    required = [p.name for p in model.properties if p.required]
    known = [p.name for p in model.properties]
    constants = [(p.name, p.type.json) for p in model.properties if isinstance(p.type, Constant)]
    facts: list[str] = []
    if required:
        facts.append(f"required={_names(required)}")
    if known:
        facts.append(f"known={_names(known)}")
    if constants:
        facts.append("const={" + ", ".join(f"{literal(n)}: {from_json(j)}" for n, j in constants) + "}")
    return facts


def _names(names: list[str]) -> str:
    return f"({', '.join(map(literal, names))}{',' if len(names) == 1 else ''})"
