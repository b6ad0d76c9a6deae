"""Parts of a form or multipart body: how each one is sent, and the arguments for the headers of parts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from trueline.codegen.facts import EncodingFact, MediaFact, OperationFact, PartHeaderFact
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.arguments import Arguments
from trueline.codegen.plan.bodies import kind_of, ordered, sent_as
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.literals import literal, one_line
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.uploads import FileForm, file_form
from trueline.codegen.plan.values import ArgPlan
from trueline.spec.types import NULL, ListOf, MapOf, Scalar, ScalarKind, Type, Union

_BYTE = Scalar(ScalarKind.BYTE)


def header_arguments(fact: OperationFact, arguments: Arguments, annotator: Annotator) -> dict[str, ArgPlan]:
    """``<part>_headers`` for each part that the document gives headers, by the name of the part."""
    found: dict[str, ArgPlan] = {}
    taken = {arg.name for arg in arguments.args}
    arg_of = {name: arg for arg, name in arguments.fields}
    for encoding in _with_headers(fact):
        arg = f"{arg_of.get(encoding.name, '')}_headers"
        if encoding.name not in arg_of or encoding.name in found:
            continue
        while arg in taken:
            arg += "_"
        taken.add(arg)
        found[encoding.name] = _argument(arg, encoding, annotator)
    return found


def _with_headers(fact: OperationFact) -> list[EncodingFact]:
    media = [m for m in fact.body.media if kind_of(m.media_type) == "multipart"] if fact.body else []
    return [encoding for each in media for encoding in each.encodings if encoding.headers]


def _argument(arg: str, encoding: EncodingFact, annotator: Annotator) -> ArgPlan:
    names = ", ".join(f"``{one_line(header.name)}``" for header in encoding.headers)
    doc = f"Headers of the part ``{one_line(encoding.name)}``: {names}."
    annotation = annotator.optional(annotator.mapping(annotator.text()))
    return ArgPlan(arg, annotation, annotator.imports.runtime("unset", "UNSET"), False, doc)


def content_code(media: MediaFact, headers: Mapping[str, ArgPlan], symbols: Symbols, imports: Imports) -> str:
    """The frozen description of one media type of a body."""
    kind = sent_as(media)
    arguments = [literal(media.media_type), literal(kind)]
    rest = _rest(media, symbols) if kind == "multipart" else ""
    entries = _encodings(media, headers, symbols, has_rest=bool(rest)) if kind in {"form", "multipart"} else {}
    if entries:
        arguments.append("{" + ", ".join(f"{literal(name)}: {code}" for name, code in entries.items()) + "}")
    if rest:
        arguments.append(f"rest={rest}")
    if entries or rest:
        imports.runtime("operation", "PartEncoding")
    return f"Content({', '.join(arguments)})"


def _encodings(media: MediaFact, headers: Mapping[str, ArgPlan], symbols: Symbols, *, has_rest: bool) -> dict[str, str]:
    """What is to say of each property: all that are named, where something is said of those that are not."""
    types = _property_types(media, symbols)
    stated = {e.name: e for e in media.encodings}
    if kind_of(media.media_type) != "multipart":
        types = {}
    coded = {name for name, members in types.items() if all(_is_base64(member) for member in members)}
    files: dict[str, FileForm] = {name: form for name, members in types.items() if (form := _form(members, symbols))}
    told = types.keys() if has_rest else coded | files.keys()
    names = [*stated, *sorted(told - stated.keys())]
    made = {name: _encoding(stated.get(name), headers.get(name), name in coded, files.get(name)) for name in names}
    return {name: code for name, code in made.items() if has_rest or code != "PartEncoding()"}


def _property_types(media: MediaFact, symbols: Symbols) -> dict[str, list[Type]]:
    """The types of each property, of which a union of objects has several."""
    found: dict[str, list[Type]] = {}
    for model in symbols.models(media.type):
        for p in model.properties:
            found.setdefault(p.name, []).append(p.type)
    return found


def _form(types: list[Type], symbols: Symbols) -> FileForm:
    return file_form(Union(tuple(dict.fromkeys(types))), symbols)


def _rest(media: MediaFact, symbols: Symbols) -> str:
    """How properties are sent that the document does not name, where they are files."""
    whole = symbols.resolve(media.type)
    extras = [type_ for model in symbols.models(whole) for type_ in model.extras]
    extras += whole.values if isinstance(whole, MapOf) else []
    form = _form(extras, symbols) if extras else ""
    return f"PartEncoding(file={literal(form)})" if form else ""


def _is_base64(type_: Type) -> bool:
    if isinstance(type_, ListOf):
        return _is_base64(type_.item)
    return type_ == _BYTE or (isinstance(type_, Union) and set(type_.members) <= {_BYTE, NULL})


def _encoding(stated: EncodingFact | None, headers: ArgPlan | None, coded: bool, file: FileForm | None) -> str:
    facts: list[str] = []
    if stated and stated.content_type:
        facts.append(f"content_type={literal(stated.content_type)}")
    if stated and stated.style:
        facts.append(f"style={literal(stated.style)}")
        facts += [] if stated.explode else ["explode=False"]
        facts += ["allow_reserved=True"] if stated.allow_reserved else []
    if stated and stated.headers:
        entries = ", ".join(_header(header) for header in stated.headers)
        facts.append(f"headers=({entries},)")
    if headers:
        facts.append(f"headers_arg={literal(headers.name)}")
    if coded:
        facts.append("base64=True")
    if file:
        facts.append(f"file={literal(file)}")
    return f"PartEncoding({', '.join(facts)})"


def _header(header: PartHeaderFact) -> str:
    if header.default is None:
        return f"({literal(header.name)}, {header.required}, None)"
    value = json.loads(header.default)
    text = value if isinstance(value, str) else header.default
    return f"({literal(header.name)}, {header.required}, {literal(text)})"


def all_contents(
    fact: OperationFact, headers: Mapping[str, ArgPlan], symbols: Symbols, imports: Imports
) -> Collection[str]:
    """The media types of a body as code, the default first."""
    assert fact.body is not None
    return [content_code(media, headers, symbols, imports) for media in ordered(fact.body)]
