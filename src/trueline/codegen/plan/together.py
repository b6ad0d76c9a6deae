"""Which types stand in one module: by their names and what they are made of, never by how many there are.

One new schema moves no other: a place depends on a type and on the model whose name it begins with alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from trueline import names
from trueline.codegen.facts import Facts, ModelFact
from trueline.spec.types import NULL, ListOf, Ref, Type, Union, references

#: The module of aliases that only give scalars, lists and maps of them a name. No schema has a module called so.
PLAIN = "_plain"
_WORD = re.compile(r"[A-Z]?[^A-Z]+|[A-Z]+")
#: What the name of a list ends with after that of its items.
_LISTS = frozenset({"Page", "List", "Listing"})


def modules_of(facts: Facts, ids: Mapping[str, str]) -> dict[str, str]:
    """The module of each type; ``ids`` are their names as identifiers, and the modules of those that have one alone.

    A part of a model stands beside it where every object of the model has one, and its name begins with the model's:
    ``KeyCreatedEventData``. It would be loaded with the model anyway. A list of a model, with what pages have, is named
    after it and stands beside it too: ``ApiKeyPage``; so does what is a model with a little more: ``ApiKeyWithSecret``.
    Bodies that a program need not name, for they are arguments, stand together: ``KeyCreateParams``.
    """
    own = _owners(facts)
    alone = {name: _family(name) or ids[name] for name in ids}
    plain = dict.fromkeys((name for name, alias in facts.aliases.items() if _is_plain(alias.type)), PLAIN)
    return {name: alone[_first(name, own)] for name in ids} | plain


def _family(name: str) -> str:
    """The module of a request's body: of all that are called like it, but for what is done."""
    words = _WORD.findall(name)
    return names.module(f"{''.join(words[:-2])}Params") if words[2:] and words[-1] == "Params" else ""


def _is_plain(type_: Type) -> bool:
    """Whether an alias is written out wherever it is used."""
    return not isinstance(type_, Union) and not any(references(type_))


def _owners(facts: Facts) -> dict[str, str]:
    """Each part and the model that it is of; where several have it, the one with the longest name."""
    found: dict[str, str] = {}
    for model in facts.models.values():
        for part in (name for p in model.properties if p.required for name in _always(p.type)):
            if part in facts.aliases:
                continue
            if _begins(part, model.name) and len(model.name) > len(found.get(part, "")):
                found[part] = model.name
            if part in facts.models and model.name.removeprefix(part) in _LISTS:
                found[model.name] = part
    for model in facts.models.values():
        if base := _base(model, facts):
            found.setdefault(model.name, base)
    return found


def _base(model: ModelFact, facts: Facts) -> str:
    """The model that this one is with a little more: all of its properties, and a name that begins with its name."""
    own = {p.name for p in model.properties}
    for end in (n for n in range(len(model.name) - 1, 0, -1) if _begins(model.name, model.name[:n])):
        base = facts.models.get(model.name[:end])
        if base and own >= (its := {p.name for p in base.properties}) and len(own) <= 2 * len(its):
            return base.name
    return ""


def _always(type_: Type) -> Iterator[str]:
    """The components that a value has: itself, or its items; members of unions are loaded one by one."""
    match type_:
        case Ref(name):
            yield name
        case ListOf(item):
            yield from _always(item)
        case Union(members) if len(rest := [member for member in members if member != NULL]) == 1:
            yield from _always(rest[0])
        case _:
            return


def _begins(part: str, model: str) -> bool:
    return part.startswith(model) and part != model and not part[len(model)].islower()


def _first(name: str, owners: dict[str, str]) -> str:
    """The model that has the module: a part of a part stands there too. Names grow longer, so this ends."""
    while name in owners:
        name = owners[name]
    return name
