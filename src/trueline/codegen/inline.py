"""Aliases that only give a scalar, a list or a map another name are written out where they are used.

``KeyId`` for ``str`` helps the reader of a document; in a signature it hides what to pass. The alias stays importable.
Unions keep their names: they are long, and their names are what people say. So do aliases that contain themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from trueline.codegen.facts import (
    AliasFact,
    BodyFact,
    Facts,
    MediaFact,
    ModelFact,
    OperationFact,
    ParameterFact,
    PropertyFact,
    ResponseFact,
)
from trueline.spec.types import ListOf, MapOf, Ref, Type, Union


def inline_plain_aliases(facts: Facts) -> Facts:
    """The same facts with plain aliases written out."""
    expand = partial(_expand, facts.aliases, frozenset())
    return replace(
        facts,
        models={name: _model(model, expand) for name, model in facts.models.items()},
        aliases={name: replace(alias, type=_body_of(alias, facts)) for name, alias in facts.aliases.items()},
        operations={key: _operation(fact, expand) for key, fact in facts.operations.items()},
        webhooks=tuple(_operation(fact, expand) for fact in facts.webhooks),
        callbacks=tuple(replace(c, operation=_operation(c.operation, expand)) for c in facts.callbacks),
    )


def _body_of(alias: AliasFact, facts: Facts) -> Type:
    return _expand(facts.aliases, frozenset({alias.name}), alias.type)


def _expand(aliases: Mapping[str, AliasFact], open_: frozenset[str], type_: Type) -> Type:
    match type_:
        case Ref(name) if name in aliases and name not in open_:
            target = _expand(aliases, open_ | {name}, aliases[name].type)
            return type_ if isinstance(target, Union) or _mentions(target, open_ | {name}) else target
        case ListOf(item):
            new = _expand(aliases, open_, item)
            return type_ if new is item else ListOf(new)
        case MapOf(value, patterns):
            new = _expand(aliases, open_, value)
            named = tuple((pattern, _expand(aliases, open_, sub)) for pattern, sub in patterns)
            return type_ if new is value and named == patterns else MapOf(new, named)
        case Union(members, discriminator):
            expanded = tuple(dict.fromkeys(_expand(aliases, open_, member) for member in members))
            return expanded[0] if len(expanded) == 1 else Union(expanded, discriminator)
        case _:
            return type_


def _mentions(type_: Type, names: frozenset[str]) -> bool:
    match type_:
        case Ref(name):
            return name in names
        case ListOf(inner):
            return _mentions(inner, names)
        case MapOf():
            return any(_mentions(value, names) for value in type_.values)
        case Union(members):
            return any(_mentions(member, names) for member in members)
        case _:
            return False


_Expand = partial[Type]


_Typed = TypeVar("_Typed", PropertyFact, ParameterFact)


def _typed(fact: _Typed, expand: _Expand) -> _Typed:
    """The same object where its type says all itself: most do, and there are very many."""
    type_ = expand(fact.type)
    return fact if type_ is fact.type else replace(fact, type=type_)


def _model(model: ModelFact, expand: _Expand) -> ModelFact:
    properties = tuple(_typed(p, expand) for p in model.properties)
    patterns = tuple((pattern, expand(type_)) for pattern, type_ in model.patterns)
    extra = None if model.extra is None else expand(model.extra)
    return replace(model, properties=properties, extra=extra, patterns=patterns)


def _media(media: MediaFact, expand: _Expand) -> MediaFact:
    return replace(media, type=expand(media.type), event=None if media.event is None else expand(media.event))


def _holder(holder: BodyFact, expand: _Expand) -> BodyFact:
    return replace(holder, media=tuple(_media(media, expand) for media in holder.media))


def _response(response: ResponseFact, expand: _Expand) -> ResponseFact:
    return replace(response, media=tuple(_media(media, expand) for media in response.media))


def _operation(fact: OperationFact, expand: _Expand) -> OperationFact:
    return replace(
        fact,
        parameters=tuple(_typed(p, expand) for p in fact.parameters),
        body=_holder(fact.body, expand) if fact.body else None,
        responses=tuple(_response(response, expand) for response in fact.responses),
    )
