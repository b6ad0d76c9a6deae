"""The plan of all types: what each is needs the facts alone, so that it can be made beside everything else."""

from __future__ import annotations

from dataclasses import dataclass

from trueline.codegen.facts import Facts
from trueline.codegen.plan.components import Modules, alias_plan, enum_plan, model_plan
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.type_values import AliasPlan, EnumPlan, ModelPlan


@dataclass(frozen=True, slots=True)
class Types:
    """The modules of types."""

    models: tuple[ModelPlan, ...] = ()
    enums: tuple[EnumPlan, ...] = ()
    aliases: tuple[AliasPlan, ...] = ()


#: For a plan whose types are planned elsewhere.
ELSEWHERE = Types()


def types_plan(facts: Facts, *, apart: bool = False) -> Types:
    """The plan of every component; ``apart`` as for ``Symbols``."""
    modules = Modules(Symbols(facts, apart=apart))
    models = [model_plan(model, modules) for model in facts.models.values()]
    enums = [enum_plan(enum, modules) for enum in facts.enums.values()]
    aliases = [alias_plan(alias, modules) for alias in facts.aliases.values()]
    return Types(
        models=tuple(map(modules.whole, models)),
        enums=tuple(map(modules.whole, enums)),
        aliases=tuple(map(modules.whole, aliases)),
    )


def module_of(symbols: Symbols) -> dict[str, str]:
    """The module of every name that types export, in alphabetical order."""
    found: dict[str, str] = {}
    for symbol in symbols:
        found[symbol.name] = symbol.module
        if symbol.kind == "enum" or symbol.name in symbols.inputs:
            found[symbol.companion] = symbol.module
    return dict(sorted(found.items()))
