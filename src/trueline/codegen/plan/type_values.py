"""The types of an SDK as frozen values: models, enums and aliases, each with the module that it stands in."""

from __future__ import annotations

from dataclasses import dataclass

from trueline.codegen.plan.annotation import Annotation
from trueline.codegen.plan.imports import NO_IMPORTS, ImportBlock
from trueline.codegen.plan.kinds import EnumBase


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One attribute of a model. ``default`` is code or empty, ``decode`` an expression of its value.

    ``property`` is what the module tells the runtime of it, ``factory`` a default that is made when it is asked for.
    """

    attr: str
    annotation: Annotation
    default: str
    factory: str
    sensitive: bool
    doc: str
    property: str


@dataclass(frozen=True, slots=True)
class EntryPlan:
    """A key of a TypedDict: an identifier where all keys of it are, else a literal. ``attr``: as a model has it."""

    key: str
    annotation: Annotation
    attr: str = ""


@dataclass(frozen=True, slots=True)
class DictPlan:
    """The TypedDict of a model for requests; a class where all keys are ``identifiers``."""

    name: str
    identifiers: bool
    entries: tuple[EntryPlan, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Another name that a module offers: the module it is at home in, and what it is called there.

    Without a module ``target`` is a type.
    """

    name: str
    module: str
    target: Annotation


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """A model. Those that stand in one module have the same imports and decoders; ``function`` decodes this one."""

    name: str
    module: str
    function: str
    doc: str
    fields: tuple[FieldPlan, ...]
    extra_annotation: Annotation
    extra_decode: str
    extras: str
    typed_dict: DictPlan | None
    offers: tuple[Offer, ...] = ()
    imports: ImportBlock = NO_IMPORTS
    decoders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberPlan:
    """A member of an enum: ``value`` is code, ``doc`` may be empty."""

    name: str
    value: str
    doc: str


@dataclass(frozen=True, slots=True)
class EnumPlan:
    """An enum."""

    name: str
    module: str
    function: str
    doc: str
    base: EnumBase
    members: tuple[MemberPlan, ...]
    values_name: str
    values_annotation: Annotation
    imports: ImportBlock = NO_IMPORTS
    decoders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InputPlan:
    """The second name of a type, for requests, and what it stands for."""

    name: str
    annotation: Annotation


@dataclass(frozen=True, slots=True)
class AliasPlan:
    """A named type. A plain one has no ``decode``: it is written out wherever it is used."""

    name: str
    module: str
    function: str
    doc: str
    annotation: Annotation
    decode: str
    input: InputPlan | None
    offers: tuple[Offer, ...] = ()
    imports: ImportBlock = NO_IMPORTS
    decoders: tuple[str, ...] = ()
