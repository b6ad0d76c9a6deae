"""Callbacks: requests that the API sends because of a call, each with a function that reads its payload."""

from __future__ import annotations

from collections.abc import Mapping

from trueline import names
from trueline.codegen.facts import CallbackFact, Facts
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.bodies import FORMS, kind_of
from trueline.codegen.plan.decode import DecodeWriter
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.literals import docstring, literal, one_line
from trueline.codegen.plan.naming import Place
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.values import CallbacksPlan, ParserPlan
from trueline.spec.types import Type, Union

_READ = FORMS | {"json"}


def callbacks_plan(facts: Facts, symbols: Symbols, places: Mapping[str, Place]) -> CallbacksPlan | None:
    """The plan of ``callbacks.py``, for a document that describes any."""
    if not facts.callbacks:
        return None
    imports = Imports(".")
    annotator, writer = Annotator(symbols, imports, ".types."), DecodeWriter(symbols, imports)
    groups: dict[tuple[str, Type], list[CallbackFact]] = {}
    for callback in facts.callbacks:
        type_ = payload_type(callback)
        if type_ is not None:
            groups.setdefault((callback.name, type_), []).append(callback)
    called = _function_names(list(groups), groups, places)
    parsers = tuple(
        ParserPlan(called[key], annotator.output(key[1]), writer.function(key[1]), _doc(found, places))
        for key, found in groups.items()
    )
    by_callback = {id(c): called[key] for key, found in groups.items() for c in found}
    entries = tuple(_entry(c, by_callback.get(id(c), ""), places) for c in facts.callbacks)
    imports.runtime("webhooks", "Callback", alias="_Callback")
    if parsers:
        imports.runtime("webhooks", "parse")
        imports.typing("Literal")
        imports.name("collections.abc", "Mapping", checking=True)
        imports.typing("Any")
    if writer.modules:
        imports.runtime("decoding", "Decoders")
        imports.name(".types", "__name__", alias="_types")
    return CallbacksPlan(imports.block(), entries, parsers, writer.modules)


def payload_type(callback: CallbackFact) -> Type | None:
    """What a callback brings; ``None`` where it brings nothing that can be read as an object."""
    body = callback.operation.body
    found = [media.type for media in body.media if kind_of(media.media_type) in _READ] if body else []
    types = tuple(dict.fromkeys(found))
    return types[0] if len(types) == 1 else Union(types) if types else None


def _function_names(
    keys: list[tuple[str, Type]], groups: Mapping[tuple[str, Type], list[CallbackFact]], places: Mapping[str, Place]
) -> dict[tuple[str, Type], str]:
    """``parse_<callback>``; where one name stands for several types, the operation that it is of tells them apart."""
    texts: dict[tuple[str, Type], str] = {}
    for key in keys:
        first = groups[key][0]
        lone = sum(name == key[0] for name, _ in keys) == 1
        text = key[0] if lone else f"{key[0]} of {_owner(first, places)}"
        while text in texts.values():
            text += f" {first.operation.method}"
        texts[key] = text
    unique = names.unique(texts.values(), names.after)
    return {key: f"parse_{unique[text]}" for key, text in texts.items()}


def _owner(callback: CallbackFact, places: Mapping[str, Place]) -> str:
    place = places[callback.owner]
    return ".".join([*place.resource, place.method])


def _doc(callbacks: list[CallbackFact], places: Mapping[str, Place]) -> str:
    first = callbacks[0].operation
    summary = one_line(first.summary) or f"Read the payload of the callback ``{one_line(callbacks[0].name)}``."
    owners = ", ".join(dict.fromkeys(f"``{_owner(callback, places)}``" for callback in callbacks))
    asked = f"``{first.method} {one_line(first.path)}``, which the API sends because of {owners}."
    takes = "``payload`` is the body as it came, or the object in it. Raises ``DecodeError`` for anything else."
    return docstring("\n\n".join(filter(None, [summary, asked, first.description.strip(), takes])))


def _entry(callback: CallbackFact, parser: str, places: Mapping[str, Place]) -> str:
    fact = callback.operation
    parts = [callback.name, _owner(callback, places), fact.method, fact.path]
    return f"_Callback({', '.join([*map(literal, parts), *([parser] if parser else [])])})"
