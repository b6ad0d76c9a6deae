"""Modules of types: models, enums and aliases."""

from __future__ import annotations

import keyword
from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TypeVar

from trueline import names, reserved
from trueline.codegen.facts import AliasFact, EnumFact, ModelFact, PropertyFact
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.annotation import literals
from trueline.codegen.plan.decode import DecodeWriter
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.kinds import EnumBase
from trueline.codegen.plan.literals import docstring, from_json, literal
from trueline.codegen.plan.symbols import Symbol, Symbols
from trueline.codegen.plan.together import PLAIN
from trueline.codegen.plan.type_values import (
    AliasPlan,
    DictPlan,
    EntryPlan,
    EnumPlan,
    FieldPlan,
    InputPlan,
    MemberPlan,
    ModelPlan,
)
from trueline.codegen.plan.uploads import file_annotation, file_form
from trueline.spec.types import ANY, NEVER, NULL, Constant, ListOf, MapOf, Ref, Scalar, ScalarKind, Type, Union

T = TypeVar("T", ModelPlan, EnumPlan, AliasPlan)
_BASES: dict[str, EnumBase] = {"string": "OpenEnum", "integer": "OpenIntEnum", "number": "OpenFloatEnum"}


def attribute_names(model: ModelFact) -> dict[str, str]:
    """The Python attribute of each property, by wire name."""
    texts = names.distinct({p.name: p.label for p in model.properties})
    unique = names.unique(texts.values(), partial(names.argument, taken=reserved.MODEL))
    return {name: unique[text] for name, text in texts.items()}


class Modules:
    """The modules of types: what each imports, and the decoders of others that it uses."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self._imports: dict[str, Imports] = defaultdict(partial(Imports, ".."))
        self._writers: dict[str, DecodeWriter] = {}

    def of(self, name: str) -> tuple[Symbol, Imports, DecodeWriter]:
        """A component, and what its module has so far."""
        symbol = self.symbols[name]
        imports = self._imports[symbol.module]
        imports.shadowed = frozenset()
        writer = self._writers.setdefault(symbol.module, DecodeWriter(self.symbols, imports))
        return symbol, imports, writer

    def whole(self, plan: T) -> T:
        """A plan with all that its module imports and uses, once every part of it is planned."""
        imports, writer = self._imports[plan.module], self._writers[plan.module]
        if writer.modules:
            imports.runtime("decoding", "Decoders")
        return replace(plan, imports=imports.block(), decoders=writer.modules)


def _function(symbol: Symbol) -> str:
    return "decode" if symbol.module == symbol.id else f"decode_{symbol.id}"


def model_plan(model: ModelFact, modules: Modules) -> ModelPlan:
    """One model."""
    symbols = modules.symbols
    symbol, imports, writer = modules.of(model.name)
    attrs = attribute_names(model)
    imports.shadowed = frozenset(attrs.values()) & reserved.BUILTINS
    annotator = Annotator(symbols, imports, ".", symbol.module)
    ordered = sorted(model.properties, key=lambda p: not p.required)
    sent = model.name in symbols.uploads and model.name not in symbols.read
    fields = tuple(_field(p, attrs[p.name], annotator, writer, imports, files=sent) for p in ordered)
    extra = MapOf(model.extra or (NEVER if model.patterns else ANY), model.patterns)
    extra_annotation = annotator.output(extra)
    if sent and file_form(extra.value, symbols):
        extra_annotation = annotator.dictionary(file_annotation(extra.value, annotator))
    extra_decode = "" if extra == MapOf(ANY) else writer.value(extra)
    imports.module("attrs")
    imports.use(extra_annotation)
    imports.runtime("models", "no_extras")
    imports.runtime("models", "Model")
    imports.runtime("models", "decoder")
    typed_dict = _typed_dict(model, symbols, annotator, imports) if model.name in symbols.inputs else None
    return ModelPlan(
        name=model.name,
        module=symbol.module,
        function=_function(symbol),
        doc=_doc(model.description, model.deprecated, model.name),
        fields=fields,
        extra_annotation=extra_annotation,
        extra_decode=extra_decode,
        extras="closed" if model.extra is None else "open" if model.extra_declared else "",
        typed_dict=typed_dict,
    )


def _doc(description: str, deprecated: bool, fallback: str) -> str:
    text = docstring(description) or docstring(f"The schema {fallback}.")
    return f"{text}\n\nDeprecated." if deprecated else text


def _field(
    p: PropertyFact, attr: str, annotator: Annotator, writer: DecodeWriter, imports: Imports, *, files: bool
) -> FieldPlan:
    """``files``: the model is sent as a multipart body and never read, so that what is binary is a file."""
    files = files and bool(file_form(p.type, annotator.symbols))
    annotation = file_annotation(p.type, annotator) if files else annotator.output(p.type)
    if not p.required:
        annotation = annotator.optional(annotation)
    tag, made = _tag(p, writer)
    return FieldPlan(
        attr=attr,
        annotation=annotation,
        default=tag if tag or made else _default(p, imports),
        factory=made,
        sensitive=p.sensitive,
        doc=_doc(p.description, p.deprecated, "") if p.description or p.deprecated else "",
        property=_property(p, attr, writer, imports),
    )


def _default(p: PropertyFact, imports: Imports) -> str:
    """What a property is that nobody gives; empty where somebody has to."""
    if not p.required:
        return imports.runtime("unset", "UNSET")
    return from_json(p.type.json) if isinstance(p.type, Constant) else ""


def _tag(p: PropertyFact, writer: DecodeWriter) -> tuple[str, str]:
    """What a discriminator calls the model: the value, or how a member of an enum is made when it is asked for."""
    if p.tag is None:
        return "", ""
    rest = next(m for m in p.type.members if m != NULL) if isinstance(p.type, Union) else p.type
    value = from_json(p.tag)
    return ("", f"{writer.function(rest)}({value})") if isinstance(rest, Ref) else (value, "")


def _property(p: PropertyFact, attr: str, writer: DecodeWriter, imports: Imports) -> str:
    arguments = [literal(p.name), writer.function(p.type)]
    if attr != p.name:
        arguments.append(f"attr={literal(attr)}")
    if not p.required:
        arguments.append("required=False")
    return f"{imports.runtime('models', 'prop')}({', '.join(arguments)})"


def is_numeric(type_: Type) -> bool:
    """Whether a type is made of decimals that are JSON numbers, and of nothing else than ``null`` beside them."""
    match type_:
        case Union(members):
            rest = [member for member in members if member != NULL]
            return len(rest) == 1 and is_numeric(rest[0])
        case ListOf(inner) | MapOf(inner, ()):
            return is_numeric(inner)
        case _:
            return type_ == Scalar(ScalarKind.DECIMAL_NUMBER)


def _typed_dict(model: ModelFact, symbols: Symbols, annotator: Annotator, imports: Imports) -> DictPlan:
    imports.typing("TypedDict")
    identifiers = all(p.name.isidentifier() and p.name.isascii() and not keyword.iskeyword(p.name)
                      and not p.name.startswith("__") for p in model.properties)  # fmt: skip
    if identifiers:
        imports.shadowed |= frozenset(p.name for p in model.properties) & reserved.BUILTINS
    entries: list[EntryPlan] = []
    attrs = attribute_names(model)
    for p in model.properties:
        if not p.name:  # type checkers have no word for such a key; it is given with the model
            continue
        files = model.name in symbols.uploads
        annotation = file_annotation(p.type, annotator) if files else annotator.input(p.type)
        if p.required:
            annotation = annotator.required(annotation)
        entries.append(EntryPlan(p.name, annotation, attrs[p.name]))
    companion = symbols[model.name].companion
    used = {name for entry in entries for name in entry.annotation.names} | {model.name, companion}
    if identifiers and used.isdisjoint(entry.key for entry in entries):
        return DictPlan(companion, True, tuple(entries))
    return DictPlan(companion, False, tuple(replace(each, key=literal(each.key)) for each in entries))


def enum_plan(enum: EnumFact, modules: Modules) -> EnumPlan:
    """One enum."""
    symbol, imports, _ = modules.of(enum.name)
    values = [literal(each.value) for each in enum.members]
    annotator = Annotator(modules.symbols, imports, ".", symbol.module)
    # Floats can't be in a Literal (PEP 586).
    annotation = annotator.output(Scalar(ScalarKind.NUMBER)) if enum.base == "number" else literals(values)
    base = _BASES[enum.base]
    imports.use(annotation)
    imports.typing("TypeAlias")
    imports.runtime("enums", base)
    imports.runtime("enums", "enum_decoder")
    return EnumPlan(
        name=enum.name,
        module=symbol.module,
        function=_function(symbol),
        doc=_doc(enum.description, False, enum.name),
        base=base,
        members=tuple(MemberPlan(m.name, literal(m.value), docstring(m.description)) for m in enum.members),
        values_name=symbol.companion,
        values_annotation=annotation,
    )


def alias_plan(alias: AliasFact, modules: Modules) -> AliasPlan:
    """One named type."""
    symbols = modules.symbols
    symbol, imports, writer = modules.of(alias.name)
    imports.typing("TypeAlias")
    annotator = Annotator(symbols, imports, ".", symbol.module)
    annotation = imports.use(annotator.output(alias.type).flat())
    decode = ""
    given = None
    if alias.name in symbols.inputs:
        given = InputPlan(symbol.companion, imports.use(annotator.input(alias.type).flat()))
    if symbol.module != PLAIN:
        decode = writer.function(alias.type)
        imports.runtime("decoding", "Decoder")
    return AliasPlan(
        name=alias.name,
        module=symbol.module,
        function=_function(symbol),
        doc=_doc(alias.description, False, alias.name),
        annotation=annotation,
        decode=decode,
        input=given,
    )


def is_body_of_fields(type_: Type, symbols: Symbols) -> ModelFact | None:
    """The model whose properties can be keyword arguments: a plain object, not a union, list or map."""
    target = symbols.resolve(type_)
    if isinstance(target, Ref) and target.name in symbols.facts.models:
        return symbols.facts.models[target.name]
    return None


def item_type(type_: Type, symbols: Symbols) -> Type | None:
    """The type of a list's items, through aliases and null; ``None`` when it is not a list."""
    target = symbols.resolve(type_)
    if isinstance(target, Union):
        lists = [m for m in map(symbols.resolve, target.members) if isinstance(m, ListOf)]
        target = lists[0] if len(lists) == 1 else target
    return target.item if isinstance(target, ListOf) else None
