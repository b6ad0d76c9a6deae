"""The engine's reading of the canonical document against facts and plan: whole, and the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from trueline.codegen.facts import Facts, ModelFact, OperationFact
from trueline.codegen.plan.type_values import FieldPlan, ModelPlan
from trueline.codegen.plan.values import Sdk
from trueline.engine.form import METHODS, class_key, has_parameters_in
from trueline.engine.reading import OperationRead, Reading, shape


def canonical_differences(reading: Reading, facts: Facts, sdk: Sdk) -> Iterator[str]:
    """Where the engine's reading of the canonical document differs."""
    yield from reading.problems
    plans = {plan.name: plan for plan in sdk.models}
    for name, model in facts.models.items():
        yield from _class(name, model, reading, plans.get(name))
    ours = {class_key(name) for name in facts.models}
    more = sorted(key for key, read in reading.classes.items() if read and key not in ours)  # a map has no properties
    yield from (f"the engine reads properties of {key}, which is not a model of ours" for key in more)
    known = {(fact.method, fact.path): fact for fact in facts.operations.values()}  # two methods may mean one operation
    operations = [fact for fact in known.values() if fact.method.lower() in METHODS]
    for fact in operations:
        found = reading.operations.get(shape(fact.method, fact.path), ())
        if not any(_same(fact, each) for each in found):
            yield f"{fact.method} {fact.path}: {_how(fact, found)}"
    count = sum(map(len, reading.operations.values()))
    if count != len(operations):
        yield f"the engine reads {count} operations, the facts have {len(operations)}"


def _class(name: str, model: ModelFact, reading: Reading, plan: ModelPlan | None) -> Iterator[str]:
    read = reading.classes.get(class_key(name))
    if read is None or plan is None:
        yield f"{model.pointer or name}: {'the engine' if read is None else 'the plan'} has no class {name}"
        return
    ours = {each.name: each.required for each in model.properties}
    for what, found in (("facts", ours), ("plan", dict(map(_planned, plan.fields)))):
        odd = sorted(set(found) ^ set(read))
        if odd:
            yield f"{model.pointer or name}: the engine and the {what} disagree about the properties {odd} of {name}"
        odd = sorted(key for key in found.keys() & read.keys() if found[key] != read[key])
        if odd:
            yield f"{model.pointer or name}: the engine and the {what} disagree about what {name} requires: {odd}"


def _planned(field: FieldPlan) -> tuple[str, bool]:
    """The name on the wire and whether it is required, from the code that tells the runtime so."""
    call = ast.parse(field.property, mode="eval").body
    assert isinstance(call, ast.Call)
    stated = [ast.literal_eval(keyword.value) for keyword in call.keywords if keyword.arg == "required"]
    return ast.literal_eval(call.args[0]), all(stated)


def _expected(fact: OperationFact) -> OperationRead:
    parameters: dict[tuple[str, str], bool] = {
        (p.location, p.name): p.required for p in fact.parameters if has_parameters_in(p.location)
    }
    media = frozenset(each.media_type for each in fact.body.media) if fact.body else frozenset[str]()
    required = bool(fact.body and fact.body.required)
    return OperationRead(parameters, media, required, frozenset(each.status for each in fact.responses))


def _same(fact: OperationFact, read: OperationRead) -> bool:
    return not _odd(_expected(fact), read)


def _how(fact: OperationFact, operations: tuple[OperationRead, ...]) -> str:
    if not operations:
        return "the engine has no such operation"
    return "the engine and the facts disagree about its " + ", ".join(_odd(_expected(fact), operations[0]))


def _odd(ours: OperationRead, read: OperationRead) -> list[str]:
    """What differs. A path's variables are counted: the wire never sees their names."""
    sent, found = ({k: v for k, v in each.parameters.items() if k[0] != "path"} for each in (ours, read))
    in_path = [sum(place == "path" for place, _ in each.parameters) for each in (ours, read)]
    pairs = {
        "parameters": (sent, found),
        "path": (in_path[0], in_path[1]),
        "bodies": (bool(ours.bodies) and read.bodies <= ours.bodies, bool(read.bodies)),
        "body's being required": (ours.body_required, read.body_required),
        "statuses": (ours.statuses, read.statuses),
    }
    return [name for name, (left, right) in pairs.items() if left != right]
