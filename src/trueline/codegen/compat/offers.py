"""Modules of ``types`` that offer names beside their own: those of the classes inside what they define."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace

from trueline.codegen.compat.nested import Nested, Offers
from trueline.codegen.plan.annotation import Annotation
from trueline.codegen.plan.imports import ImportBlock
from trueline.codegen.plan.type_values import AliasPlan, ModelPlan, Offer
from trueline.codegen.plan.values import Sdk

_PLAIN = frozenset({"str", "int", "float", "bool", "Unrecognized"})
_OWN = frozenset({"TYPE_CHECKING", "TypeAlias", "annotations", "decode", "exports"})


class Offering:
    """``homes``: the module of each type. ``by_name``: what the module of a type offers."""

    def __init__(self, homes: Mapping[str, str], nested: Nested) -> None:
        self._homes = homes
        self._nested = nested
        self.by_name: dict[str, tuple[Offer, ...]] = {}

    def to_types(self, sdk: Sdk, roots: Set[str]) -> Sdk:
        """The SDK whose modules of ``roots``, names of types, offer what is inside."""
        return replace(
            sdk,
            models=tuple(self._model(each) if each.name in roots else each for each in sdk.models),
            aliases=tuple(self._alias(each) if each.name in roots else each for each in sdk.aliases),
        )

    def to_arguments(
        self, name: str, arguments: Iterable[tuple[str, Annotation]], block: ImportBlock
    ) -> tuple[tuple[Offer, ...], ImportBlock]:
        """What the module of a method's parameters offers, and its imports for that."""
        return self._own_offers(self._nested.below_arguments(name, arguments), block, {name})

    def to_answer(self, name: str, annotation: Annotation, block: ImportBlock) -> tuple[tuple[Offer, ...], ImportBlock]:
        """The answer itself and what is inside of it, and the imports of its module."""
        made, imports = self._own_offers(self._nested.below(name, annotation), block, {name})
        own = Offer(name, "", str(annotation))
        return (own, *made), ImportBlock((*imports.runtime, *_runtime((own,))), imports.checking)

    def input_of(self, name: str) -> tuple[str, tuple[Offer, ...]] | None:
        """What a type is called in arguments, and what is inside of it; ``None`` where it is in none."""
        given = self._nested.input_of(name)
        if given not in self._homes:
            return None
        found = self._offers(self._nested.below_input(given, name))
        return given, tuple(each for each in found if each.module)  # a union of them has no module

    def _model(self, model: ModelPlan) -> ModelPlan:
        defined = {model.name, *([model.typed_dict.name] if model.typed_dict else [])}
        found = self._nested.below(model.name, Annotation((model.name,)))
        self.by_name[model.name], imports = self._own_offers(found, model.imports, defined)
        return replace(model, imports=imports, offers=self.by_name[model.name])

    def _alias(self, alias: AliasPlan) -> AliasPlan:
        defined = {alias.name, *([alias.input.name] if alias.input else [])}
        found = self._nested.below(alias.name, alias.annotation)
        self.by_name[alias.name], imports = self._own_offers(found, alias.imports, defined)
        return replace(alias, imports=imports, offers=self.by_name[alias.name])

    def _offers(self, offers: Offers) -> Iterator[Offer]:
        for name, target in offers.items():
            members = target.split(" | ")
            if target in self._homes:
                yield Offer(name, f".{self._homes[target]}", target)
            elif len(members) > 1 and all(each in self._homes or each in _PLAIN for each in members):
                yield Offer(name, "", target)

    def _own_offers(
        self, offers: Offers, block: ImportBlock, defined: Set[str]
    ) -> tuple[tuple[Offer, ...], ImportBlock]:
        """The names that the module does not use for something else, and the imports with theirs."""
        taken = {*re.findall(r"\w+", "\n".join((*block.runtime, *block.checking))), *_OWN}
        own = (self._as_imported(each, taken) for each in self._offers(offers))
        kept = [each for each in own if each and not {each.name, each.target} & defined]
        others = {each.name for each in kept if each.name != each.target}
        made = tuple(each for each in kept if each.module or others.isdisjoint(each.target.split(" | ")))
        if not made:
            return (), block
        runtime = (*block.runtime, *_runtime(made))
        return made, ImportBlock(runtime, (*block.checking, *(line for each in made for line in self._lines(each))))

    def _as_imported(self, offer: Offer, taken: Set[str]) -> Offer | None:
        """The offer; where the module imports a class of this name, that class; ``None`` where it is anything else."""
        if offer.name not in taken or offer.name == offer.target:
            return offer
        is_class = self._nested.input_of(offer.name) == offer.target
        return Offer(offer.name, f".{self._homes[offer.name]}", offer.name) if is_class else None

    def _lines(self, offer: Offer) -> Iterator[str]:
        """What a type checker imports for it."""
        if offer.module:
            called = "" if offer.name == offer.target else f" as {offer.name}"
            yield f"from {offer.module} import {offer.target}{called}"
            return
        for name in offer.target.split(" | "):
            if name in self._homes or name == "Unrecognized":
                yield f"from {f'.{self._homes[name]}' if name in self._homes else '.._runtime.unions'} import {name}"


def _runtime(offers: Iterable[Offer]) -> tuple[str, ...]:
    typing = "TYPE_CHECKING" if all(each.module for each in offers) else "TYPE_CHECKING, TypeAlias"
    return f"from typing import {typing}", "from .._runtime.compat.lazy import exports"
