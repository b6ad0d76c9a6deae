"""The engine's reading of the document as loaded against the facts: nothing that it read may be missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trueline.codegen.facts import Facts, ModelFact, OperationFact
from trueline.engine.reading import OperationRead, Reading, shape
from trueline.spec.normalise.helpers.tokens import TOKEN
from trueline.spec.pointer import join

_IGNORED = frozenset({"accept", "content-type", "authorization"})
_SCHEMAS = "/components/schemas"


def loaded_differences(reading: Reading, facts: Facts) -> Iterator[str]:
    """What the engine found in the document by itself and the facts do not have, or have otherwise."""
    models: dict[str, list[ModelFact]] = {}
    for model in facts.models.values():
        models.setdefault(model.pointer, []).append(model)
    for key, read in reading.classes.items():
        pointer = join(_SCHEMAS, key)
        if pointer in models:
            yield from _class(pointer, read, models[pointer])
    operations: dict[tuple[str, str], list[OperationFact]] = {}
    for fact in facts.operations.values():
        operations.setdefault(shape(fact.method, fact.path), []).append(fact)
    for operation, reads in reading.operations.items():
        for each in reads:
            found = [list(_operation(each, fact)) for fact in operations.get(operation, ())]
            if not found:
                yield f"{' '.join(operation)}: the engine reads this operation, and we have none"
            elif all(found):
                yield from (f"{' '.join(operation)}: {line}" for line in found[0])


def _class(pointer: str, read: Mapping[str, bool], models: list[ModelFact]) -> Iterator[str]:
    """A component may have become several models (of requests, of answers); each property has to be in one."""
    ours = [{each.name: each.required for each in model.properties} for model in models]
    for name, required in read.items():
        found = {properties[name] for properties in ours if name in properties}
        if not found:
            yield f"{pointer}: the engine reads a property {name!r}, and we have none"
        elif required not in found:
            yield f"{pointer}: the engine reads that {name!r} is {_word(required)}, and we have that it is not"


def _word(required: bool) -> str:
    return "required" if required else "optional"


def _operation(read: OperationRead, fact: OperationFact) -> Iterator[str]:
    ours = {_key(p.location, p.name): p.required for p in fact.parameters}
    for (place, name), required in read.parameters.items():
        if place == "path" or (place == "header" and (name.lower() in _IGNORED or not TOKEN.fullmatch(name))):
            continue
        found = ours.get(_key(place, name))
        if found is None:
            yield f"the engine reads a {place} parameter {name!r}, and we have none"
        elif found != required:
            said = f"the {place} parameter {name!r} is {_word(required)}"
            yield f"the engine reads that {said}, and we have that it is not"
    if read.bodies and fact.body is None:
        yield "the engine reads a body, and we have none"
    elif fact.body and read.bodies and fact.body.required != read.body_required:
        yield f"the engine reads that the body is {_word(read.body_required)}, and we have that it is not"
    statuses = {each.status.upper() for each in fact.responses}
    missing = sorted(status for status in read.statuses if status.upper() not in statuses)
    if missing:
        yield f"the engine reads the statuses {', '.join(missing)}, and we have none"


def _key(place: str, name: str) -> tuple[str, str]:
    return place, name.lower() if place == "header" else name
