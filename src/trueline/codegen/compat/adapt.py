"""A plan changed where the surface differs: what a module imports from the runtime, and what an absent property is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from trueline import reserved
from trueline.codegen.plan.annotation import NONE, Annotation
from trueline.codegen.plan.imports import ImportBlock
from trueline.codegen.plan.literals import literal
from trueline.codegen.plan.values import DictPlan, EntryPlan, FieldPlan, ModelPlan, Sdk

_UNSET = Annotation(("Unset",))
_FROM = re.compile(r"from (\.+_runtime)\.(\w+) import ([\w ,]+)")
#: What models import from elsewhere: module and name to module and name. An empty name is not imported at all.
_MOVED = {
    ("models", "Model"): ("compat.models", "BaseModel as Model"),
    ("models", "decoder"): ("compat.models", "decoder"),
    ("models", "prop"): ("compat.models", "prop"),
    ("decoding", "number"): ("compat.decoding", "number"),
}
_IN_MODELS = _MOVED | {("unset", "UNSET"): ("compat.given", "ABSENT as UNSET"), ("unset", "Unset"): ("", "")}


def adapt(sdk: Sdk) -> Sdk:
    """The plan of an SDK whose models have the methods that the other generator's have."""
    return replace(
        sdk,
        models=tuple(map(_model, sdk.models)),
        aliases=tuple(replace(alias, imports=_imports(alias.imports, _MOVED)) for alias in sdk.aliases),
        resources=tuple(replace(each, imports=_imports(each.imports, _MOVED)) for each in sdk.resources),
    )


def _model(model: ModelPlan) -> ModelPlan:
    fields = tuple(map(_field, model.fields))
    given = _dict(model) if model.typed_dict else None
    return replace(model, imports=_imports(model.imports, _IN_MODELS), fields=fields, typed_dict=given)


def _dict(model: ModelPlan) -> DictPlan:
    """The TypedDict with the names of attributes as keys: the client writes them as the wire has them."""
    assert model.typed_dict is not None
    keys = [field.attr for field in model.fields]
    annotations = [entry.annotation for entry in model.typed_dict.entries]
    used = {name for each in annotations for name in each.names} | {model.name, model.typed_dict.name}
    if used.isdisjoint(keys) and reserved.BUILTINS.isdisjoint(keys):
        return DictPlan(model.typed_dict.name, True, tuple(map(EntryPlan, keys, annotations)))
    return DictPlan(model.typed_dict.name, False, tuple(map(EntryPlan, map(literal, keys), annotations)))


def _field(field: FieldPlan) -> FieldPlan:
    if "Unset" not in field.annotation:
        return field
    return replace(field, annotation=field.annotation.without(_UNSET).without(NONE) | NONE)


def _imports(block: ImportBlock, moved: dict[tuple[str, str], tuple[str, str]]) -> ImportBlock:
    lines: list[str] = []
    for line in _whole(block.runtime):
        found = _FROM.fullmatch(line)
        lines += _split(found, moved) if found else [line]
    return ImportBlock(tuple(lines), block.checking)


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Statements, each on one line."""
    open_: list[str] = []
    for line in lines:
        if line.endswith("("):
            open_ = [line.removesuffix("(")]
        elif line == ")":
            yield open_[0] + ", ".join(name.strip(" ,") for name in open_[1:])
            open_ = []
        elif open_:
            open_.append(line)
        else:
            yield line


def _split(found: re.Match[str], moved: dict[tuple[str, str], tuple[str, str]]) -> Iterator[str]:
    root, module, names = found.groups()
    homes: dict[str, list[str]] = {}
    for name in names.split(", "):
        bare, _, alias = name.partition(" as ")
        home, called = moved.get((module, bare), (module, bare))
        called = f"{called.partition(' as ')[0]} as {alias}" if alias and called else called
        if called:
            homes.setdefault(home, []).append(called)
    for home, called in homes.items():
        yield f"from {root}.{home} import {', '.join(called)}"
