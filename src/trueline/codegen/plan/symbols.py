"""Every component's names: its class, its module, and the companions that requests use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from trueline import names, reserved
from trueline.codegen.facts import Facts, ModelFact, OperationFact
from trueline.codegen.plan.together import modules_of
from trueline.spec.types import Ref, Type, Union, references

Kind = Literal["model", "enum", "alias"]
#: What a component is called in requests.
_SUFFIX: dict[Kind, str] = {"model": "Dict", "enum": "Value", "alias": "Param"}


@dataclass(frozen=True, slots=True)
class Symbol:
    """A component. ``companion`` is its second name for requests: a TypedDict, a Literal, an alias of inputs.

    ``id`` is its name as an identifier, ``module`` where it stands: a module of its own, or that of another.
    """

    name: str
    id: str
    module: str
    kind: Kind
    companion: str


class Symbols:
    """All components by class name, and which of them requests can reach."""

    def __init__(self, facts: Facts, *, apart: bool = False) -> None:
        """``apart``: each component has a module of its own, as the layouts of other generators ask for."""
        self.facts = facts
        kinds: dict[str, Kind] = dict.fromkeys(facts.models, "model")
        kinds |= dict.fromkeys(facts.enums, "enum")
        kinds |= dict.fromkeys(facts.aliases, "alias")
        ids = names.unique_modules(kinds)
        modules = ids if apart else modules_of(facts, ids)
        companions = _companions(kinds)
        self._by_name = {
            name: Symbol(name, ids[name], modules[name], kind, companions[name]) for name, kind in kinds.items()
        }
        self.inputs = frozenset(_closure(_request_types(facts.operations.values()), facts))
        #: The models that are whole multipart bodies: what is binary in them is a file. ``read``: what answers hold.
        self.uploads = frozenset(model.name for type_ in _multipart(facts) for model in self.models(type_))
        self.read = frozenset(_closure(_answer_types(facts), facts)) if self.uploads else frozenset[str]()

    def __getitem__(self, name: str) -> Symbol:
        return self._by_name[name]

    def __iter__(self) -> Iterator[Symbol]:
        return iter(self._by_name.values())

    def resolve(self, type_: Type) -> Type:
        """``type_`` with aliases of aliases followed to what they stand for."""
        seen: set[str] = set()
        while isinstance(type_, Ref) and type_.name in self.facts.aliases and type_.name not in seen:
            seen.add(type_.name)
            type_ = self.facts.aliases[type_.name].type
        return type_

    def models(self, type_: Type) -> Iterator[ModelFact]:
        """The models that a body may be: through aliases, each member of a union."""
        type_ = self.resolve(type_)
        if isinstance(type_, Union):
            for member in type_.members:
                yield from self.models(member)
        elif isinstance(type_, Ref) and type_.name in self.facts.models:
            yield self.facts.models[type_.name]


def _companions(kinds: dict[str, Kind]) -> dict[str, str]:
    """The second name of each component. One that a component has already grows, after all that need not."""
    taken = {name.lower() for name in kinds}
    companions: dict[str, str] = {}
    for name in sorted(kinds, key=lambda each: ((each + _SUFFIX[kinds[each]]).lower() in taken, each)):
        companion = name + _SUFFIX[kinds[name]]
        while companion.lower() in taken or companion in reserved.CLASSES:
            companion += _SUFFIX[kinds[name]]
        taken.add(companion.lower())
        companions[name] = companion
    return companions


def _request_types(operations: Iterable[OperationFact]) -> Iterator[Type]:
    for operation in operations:
        yield from (parameter.type for parameter in operation.parameters)
        if operation.body:
            yield from (media.type for media in operation.body.media)


def _multipart(facts: Facts) -> Iterator[Type]:
    for operation in facts.operations.values():
        for media in operation.body.media if operation.body else ():
            if media.media_type.lower().startswith("multipart/"):
                yield media.type


def _answer_types(facts: Facts) -> Iterator[Type]:
    """What is decoded: answers, and the bodies of webhooks and callbacks."""
    for operation in facts.operations.values():
        yield from (media.type for response in operation.responses for media in response.media)
    sent = (*facts.webhooks, *(callback.operation for callback in facts.callbacks))
    yield from _request_types(sent)


def _closure(types: Iterable[Type], facts: Facts) -> set[str]:
    found: set[str] = set()
    waiting = list(types)
    while waiting:
        for name in references(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting += _parts(name, facts)
    return found


def _parts(name: str, facts: Facts) -> list[Type]:
    if name in facts.aliases:
        return [facts.aliases[name].type]
    if name not in facts.models:
        return []
    model = facts.models[name]
    return [*(p.type for p in model.properties), *model.extras]
