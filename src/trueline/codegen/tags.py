"""What discriminators call each class: the value that its constructor fills in when nobody says another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from trueline.codegen.facts import Facts, ModelFact, OperationFact, PropertyFact
from trueline.spec.types import NULL, Constant, Discriminator, ListOf, MapOf, Ref, Scalar, ScalarKind, Type, Union

#: By model and property: all values that unions know the model by.
_Calls = dict[tuple[str, str], set[str]]


def with_tags(facts: Facts) -> Facts:
    """The same facts; properties by which unions know their model by one value alone say that value."""
    calls: _Calls = {}
    for discriminator in _discriminators(facts):
        for value, name in discriminator.mapping:
            calls.setdefault((_model(name, facts), discriminator.property_name), set()).add(value)
    called = {model for model, _ in calls}
    models = {n: _tagged(m, calls, facts) if n in called else m for n, m in facts.models.items()}
    return replace(facts, models=models)


def _model(name: str, facts: Facts) -> str:
    """The class that a mapping means: of a union that asks another discriminator, what is left when that is silent."""
    for _ in facts.aliases:
        type_ = facts.aliases[name].type if name in facts.aliases else None
        default = type_.discriminator.default if isinstance(type_, Union) and type_.discriminator else None
        if default is None:
            break
        name = default
    return name


def _tagged(model: ModelFact, calls: _Calls, facts: Facts) -> ModelFact:
    def tagged(p: PropertyFact) -> PropertyFact:
        values = calls.get((model.name, p.name), set())
        tag = _as(next(iter(values)), p.type, facts) if len(values) == 1 else None
        return p if tag is None else replace(p, tag=tag)

    return replace(model, properties=tuple(map(tagged, model.properties)))


def _as(value: str, type_: Type, facts: Facts) -> str | None:
    """A mapping's value as JSON text of the property's type; ``None`` where it is not a value of that."""
    match type_:
        case Union(members) if NULL in members and len(members) == 2:
            return _as(value, members[0], facts)
        case Constant(text) if text == value or json.loads(text) == value:  # true and 1 are written as texts
            return text
        case Scalar(ScalarKind.STRING):
            return json.dumps(value)
        case Scalar(ScalarKind.INTEGER) if value.isascii() and value.isdigit():
            return value
        case Scalar(ScalarKind.BOOLEAN) if value in {"true", "false"}:
            return value
        case Ref(name) if name in facts.enums:
            return next((json.dumps(m.value) for m in facts.enums[name].members if str(m.value) == value), None)
        case _:
            return None


def _discriminators(facts: Facts) -> Iterator[Discriminator]:
    waiting: list[Type] = [alias.type for alias in facts.aliases.values()]
    waiting += (p.type for model in facts.models.values() for p in model.properties)
    waiting += (type_ for model in facts.models.values() for type_ in model.extras)
    callbacks = (callback.operation for callback in facts.callbacks)
    waiting += _types([*facts.operations.values(), *facts.webhooks, *callbacks])
    while waiting:
        match waiting.pop():
            case Union(members, discriminator):
                waiting += members
                if discriminator:
                    yield discriminator
            case ListOf(inner):
                waiting.append(inner)
            case MapOf() as found:
                waiting += found.values
            case _:
                pass


def _types(operations: Iterable[OperationFact]) -> Iterator[Type]:
    for operation in operations:
        for holder in (operation.body, *operation.responses):
            yield from (media.type for media in (holder.media if holder else ()))
            yield from (media.event for media in (holder.media if holder else ()) if media.event)
