"""What discriminators call each class: the value that its constructor fills in when nobody says another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from trueline.codegen.facts import Facts, ModelFact, OperationFact, PropertyFact
from trueline.spec.pointer import parse
from trueline.spec.types import NULL, Constant, Discriminator, ListOf, MapOf, Ref, Scalar, ScalarKind, Type, Union

#: By model and property: all values that unions know the model by.
_Calls = dict[tuple[str, str], set[str]]


def with_tags(facts: Facts) -> Facts:
    """The same facts; properties by which unions know their model by one value alone say that value."""
    calls: _Calls = {}
    discriminators = list(_discriminators(facts))
    above = {each: value for told in discriminators for each, value in _called_above(told, facts)}
    for discriminator in discriminators:
        for value, name in discriminator.mapping:
            called = (_model(name, facts), discriminator.property_name)
            meant = above.get(called, value) if value == _own_name(called[0], facts) else value
            calls.setdefault(called, set()).add(meant)
    tagged = {model for model, _ in calls}
    models = {n: _tagged(m, calls, facts) if n in tagged else m for n, m in facts.models.items()}
    return replace(facts, models=models)


def _called_above(discriminator: Discriminator, facts: Facts) -> Iterator[tuple[tuple[str, str], str]]:
    """What a discriminator calls the parent of each model that a further one tells from its parent.

    ``kind: motor`` means a motor of some sort, and ``fuel`` says which: ``Gas`` is no ``kind``, though OpenAPI lets
    each component be called by its name where the mapping does not name it.
    """
    for value, name in discriminator.mapping:
        type_ = facts.aliases[name].type if name in facts.aliases else None
        further = type_.discriminator if isinstance(type_, Union) else None
        parent = _model(name, facts)
        if further and further.property_name != discriminator.property_name and value != _own_name(parent, facts):
            for each in {_model(each, facts) for _, each in further.mapping} - {parent}:
                yield (each, discriminator.property_name), value


def _own_name(name: str, facts: Facts) -> str:
    """What the document calls a component."""
    return parse(facts.models[name].pointer)[-1] if name in facts.models else name


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
