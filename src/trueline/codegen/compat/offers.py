"""Modules of ``types`` that offer names beside their own: those of the classes inside what they define."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace

from trueline.codegen.compat.nested import Members, Nested, Offers
from trueline.codegen.plan.annotation import Annotation, Import
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
        own = Offer(name, "", annotation)
        return (own, *made), imports | _runtime((own,))

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
        for name, members in offers.items():
            if len(members) == 1 and members[0] in self._homes:
                yield self._class(name, members[0])
            elif len(members) > 1 and all(each in self._homes or each in _PLAIN for each in members):
                yield Offer(name, "", Annotation(members, frozenset(self._imports(members))))

    def _class(self, name: str, target: str) -> Offer:
        """A class of another module under this name."""
        module = f".{self._homes[target]}"
        used = Import(module, target, "" if name == target else name, checking=True)
        return Offer(name, module, Annotation((target,), frozenset({used})))

    def _imports(self, members: Members) -> Iterator[Import]:
        for name in members:
            if name in self._homes:
                yield Import(f".{self._homes[name]}", name, checking=True)
            elif name == "Unrecognized":
                yield Import(".._runtime.unions", name, checking=True)

    def _own_offers(
        self, offers: Offers, block: ImportBlock, defined: Set[str]
    ) -> tuple[tuple[Offer, ...], ImportBlock]:
        """The names that the module does not use for something else, and the imports with theirs."""
        own = (self._as_imported(each, block.names | _OWN) for each in self._offers(offers))
        kept = [each for each in own if each and defined.isdisjoint({each.name, str(each.target)})]
        others = {each.name for each in kept if each.name != str(each.target)}
        made = tuple(each for each in kept if each.module or others.isdisjoint(map(str, each.target.parts)))
        if not made:
            return (), block
        return made, block | _runtime(made) | (used for each in made for used in each.target.imports)

    def _as_imported(self, offer: Offer, taken: Set[str]) -> Offer | None:
        """The offer; where the module imports a class of this name, that class; ``None`` where it is anything else."""
        if offer.name not in taken or offer.name == str(offer.target):
            return offer
        is_class = self._nested.input_of(offer.name) == str(offer.target)
        return self._class(offer.name, offer.name) if is_class else None


def _runtime(offers: Iterable[Offer]) -> Iterator[Import]:
    yield Import("typing", "TYPE_CHECKING")
    yield Import(".._runtime.compat.lazy", "exports")
    if not all(each.module for each in offers):
        yield Import("typing", "TypeAlias")
