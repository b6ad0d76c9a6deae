"""Names of classes inside of others, as the other generator made them: from the path that leads to each.

A class that the names file has no model for is called after its parent and its property, below what a method answers
with a base class after the answer too: ``PetRetrieveResponseDataOwner``, else ``DataOwner``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from keyword import iskeyword

from trueline import words
from trueline.codegen.plan.annotation import Annotation, Generic, Part
from trueline.codegen.plan.type_values import AliasPlan, ModelPlan
from trueline.codegen.plan.values import Sdk
from trueline.spec.naming import Names

_NOTHING = frozenset({"None", "Unset", "Unrecognized"})
_AROUND = {"list": "list", "Sequence": "list", "Iterable": "list", "dict": "map", "Mapping": "map"}
_NUMBERED = re.compile(r"(?:Option|Variant|Member)?\d*")
#: Classes deep: what is deeper stands in no SDK that anybody wrote code against.
_DEEP = 8
#: Names in one module: schemas that all lead to one another have as many paths as nobody can write down.
_MANY = 400

#: The classes on the way to one.
Above = tuple[str, ...]
Members = tuple[str, ...]
Offers = Mapping[str, Members]
"""Names that a module offers, and what each is called here: a class, or the members of a union."""
_Offer = tuple[str, Members]


@dataclass(frozen=True, slots=True)
class _Type:
    """What an annotation comes to: ``kinds`` are its classes, ``union`` its members, or the name of all."""

    around: str
    kinds: tuple[str, ...]
    is_union: bool
    union: Members = ()


class Nested:
    """Names below the models, answers and arguments of an SDK."""

    def __init__(self, sdk: Sdk, known: Names, based: Set[str]) -> None:
        self._models: dict[str, ModelPlan] = {each.name: each for each in sdk.models}
        self._aliases: dict[str, AliasPlan] = {each.name: each for each in sdk.aliases}
        self._known = known
        self._named = frozenset(known.type_name(model.name) for model in known.models)
        self._based = based
        self._outputs = {each.typed_dict.name: each.name for each in sdk.models if each.typed_dict}
        self._outputs |= {each.input.name: each.name for each in sdk.aliases if each.input}
        self._inputs = {output: given for given, output in self._outputs.items()}

    def input_of(self, name: str) -> str:
        """What a type is called in arguments; empty where it is in none."""
        return self._inputs.get(name, "")

    def below(self, name: str, annotation: Annotation) -> Offers:
        """The names in the module of ``name``, a model or an answer of this type."""
        return self._first(lambda above: self._root(name, annotation, above), name)

    def below_arguments(self, name: str, arguments: Iterable[tuple[str, Annotation]]) -> Offers:
        """The names in the module of a method's parameters."""
        known = tuple(arguments)

        def properties(above: Above) -> Iterable[_Offer]:
            return (each for attr, given in known for each in self._property("", attr, given, above))

        return self._as_inputs(self._first(properties, name))

    def below_input(self, name: str, output: str) -> Offers:
        """The names in the module of a model for arguments."""
        return self._as_inputs(self._first(lambda above: self._root(output, Annotation((output,)), above), name))

    def _as_inputs(self, offers: Offers) -> Offers:
        return {name: tuple(self._inputs.get(each, each) for each in kinds) for name, kinds in offers.items()}

    def _first(self, offers_below: Callable[[Above], Iterable[_Offer]], own: str) -> Offers:
        """The names, those of classes that are not deep before the others."""
        made: dict[str, Members] = {}
        before = -1
        for depth in range(1, _DEEP + 1):
            seen = 0
            for name, kinds in offers_below(("",) * (_DEEP - depth)):
                seen += 1
                if name != own and name.isidentifier() and not iskeyword(name):
                    made.setdefault(name, kinds)
                if len(made) >= _MANY:
                    return made
            if seen == before:
                break
            before = seen
        return made

    def _root(self, name: str, annotation: Annotation, above: Above) -> Iterator[_Offer]:
        read = self._read(annotation.parts, root=True)
        prefix = name if name in self._based else ""
        if read.around:
            yield from self._classes(f"{name}Item", read, above)
        elif read.is_union:
            yield from self._variants(prefix, read, above)
        elif read.kinds:
            yield from self._fields(prefix, read.kinds[0], above)

    def _fields(self, prefix: str, kind: str, above: tuple[str, ...]) -> Iterator[_Offer]:
        model = self._models.get(kind)
        for field in model.fields if model and len(above) < _DEEP else ():
            yield from self._property(prefix, field.attr, field.annotation, (*above, kind))

    def _property(self, prefix: str, attr: str, annotation: Annotation, above: tuple[str, ...]) -> Iterator[_Offer]:
        read = self._read(annotation.parts)
        said = words.split(attr)
        if read.around == "list" and said:
            said = [*said[:-1], words.stem(said[-1])]
        yield from self._classes(prefix + self._known.class_name(" ".join(said)), read, above)

    def _classes(self, name: str, read: _Type, above: tuple[str, ...]) -> Iterator[_Offer]:
        if read.is_union:
            yield from [(name, read.union)] if any(each in self._models for each in read.kinds) else []
            yield from self._variants(name, read, above)
        else:
            yield from self._class(name, read.kinds[0], above) if read.kinds else ()

    def _variants(self, prefix: str, read: _Type, above: tuple[str, ...]) -> Iterator[_Offer]:
        for number, kind in enumerate(read.kinds):
            own = kind.removeprefix(read.union[0]) if len(read.union) == 1 else kind
            said = f"UnionMember{number}" if _NUMBERED.fullmatch(own) else own
            yield from self._class(prefix + said, kind, above)

    def _class(self, name: str, kind: str, above: tuple[str, ...]) -> Iterator[_Offer]:
        if kind in self._models and kind not in self._named and kind not in above:
            yield name, (kind,)
            yield from self._fields(name, kind, above)

    def _read(self, parts: Iterable[Part], depth: int = 0, *, root: bool = False) -> _Type:
        """The classes of an annotation, through lists, maps and other names, of which ``root`` may be the file's."""
        by_name = {self._outputs.get(str(part), str(part)): part for part in parts}
        kinds = tuple(each for each in by_name if each not in _NOTHING)
        if len(kinds) != 1 or depth > _DEEP:
            return _Type("", kinds, len(kinds) > 1, tuple(each for each in by_name if each not in {"None", "Unset"}))
        part = by_name[kinds[0]]
        around = _AROUND.get(part.name.removeprefix("builtins.")) if isinstance(part, Generic) else None
        if around and isinstance(part, Generic):
            inner = self._read(part.arguments[-1].parts, depth + 1)
            return _Type(around, inner.kinds, inner.is_union, inner.union)
        alias = self._aliases.get(kinds[0]) if root or kinds[0] not in self._named else None
        if alias is None:
            return _Type("", kinds, is_union=False)
        inner = self._read(alias.annotation.parts, depth + 1)
        own = (alias.name,) if inner.is_union and not inner.around else inner.union
        return _Type(inner.around, inner.kinds, inner.is_union, own)
