"""Pagination: stated by ``x-pagination``, or found by convention."""

from __future__ import annotations

from dataclasses import dataclass

from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.answers import successes
from trueline.codegen.plan.bodies import kind_of
from trueline.codegen.plan.components import attribute_names, is_body_of_fields, item_type
from trueline.codegen.plan.literals import literal
from trueline.codegen.plan.paging_conventions import Conventions, asked_for, first_number
from trueline.codegen.plan.symbols import Symbols
from trueline.errors import DocumentError, Where
from trueline.spec import extensions
from trueline.spec.document import Json, is_array, is_object
from trueline.spec.pointer import join
from trueline.spec.types import Type, Union

_TEXTS = ("type", "items", "request", "limit", "next", "header", "has_more", "total", "pages", "page")
#: Paths into the answer.
_PATHS = ("items", "next", "has_more", "total", "pages", "page")
Settings = dict[str, str | int]
_NEEDS = {
    "cursor": ("request", "next"),
    "cursor_item": ("request", "next"),
    "offset": ("request",),
    "page": ("request",),
    "url": ("next",),
    "link": (),
}


@dataclass(frozen=True, slots=True)
class Paging:
    """``code`` describes the pagination to the runtime; ``item`` is the type of what a page lists."""

    code: str
    item: Type
    #: The parameter or property that says how many items a page has; empty where none is known.
    limit: str = ""
    #: The scheme of a names file, where one says so.
    scheme: str = ""


def paging_of(fact: OperationFact, symbols: Symbols) -> Paging | None:
    """How an operation's list goes on, or ``None`` when it does not or does not say.

    Raises :class:`DocumentError` where ``x-pagination`` does not fit the operation. What another generator's hint says
    (``hint``) is used where it fits: those are often put on operations that they are not meant for.
    """
    stated = fact.extensions.get(extensions.PAGINATION)
    if stated is False:
        return None
    stated = _way(fact, stated, symbols)
    if stated is None:
        settings, problem = _conventional(fact, symbols), ""
    else:
        settings, problem = _read(stated)
    if not settings and not problem:
        return None
    problem = problem or _misfit(fact, settings, symbols)
    if problem:
        if is_object(stated) and "hint" not in stated:
            where = Where("the document", join(fact.pointer, extensions.PAGINATION))
            raise DocumentError(
                f"{extensions.PAGINATION} {problem}", where=where, cure="Correct it, or say `x-pagination: false`."
            )
        return None
    item = _item(fact, str(settings["items"]), symbols)
    assert item is not None, "checked by _misfit"
    scheme = str(stated.get("scheme", "")) if is_object(stated) else ""
    return Paging(_code(fact, item, settings, symbols), item, str(settings.get("limit", "")), scheme)


def _way(fact: OperationFact, stated: object, symbols: Symbols) -> object:
    """The first of several ``ways`` that fits, else the last one; without what only counts and the answer lacks."""
    ways = stated.get("ways") if is_object(stated) else None
    if not is_object(stated) or not is_array(ways):
        return stated
    hint = {"hint": stated["hint"]} if "hint" in stated else {}
    found = [{**_counted(fact, way, symbols), **hint} for way in ways if is_object(way)]
    return next((way for way in found if not _misfit(fact, _read(way)[0], symbols)), found[-1])


def _counted(fact: OperationFact, way: Json, symbols: Symbols) -> Json:
    page = _page_type(fact)
    lacks = {name for name in ("total", "pages", "page") if name in way}
    if page is not None:
        lacks = {name for name in lacks if _at(page, str(way[name]), symbols) is None}
    return {name: value for name, value in way.items() if name not in lacks}


def _code(fact: OperationFact, item: Type, settings: Settings, symbols: Symbols) -> str:
    """The pagination as the runtime knows it: paths lead through attributes, and the first page has its number."""
    translated: Settings = {name: value for name, value in settings.items() if value != "" or name == "items"}
    for name in _PATHS:
        if translated.get(name):
            model = symbols.resolve(item) if settings["type"] == "cursor_item" and name == "next" else _page_type(fact)
            translated[name] = _attributes(model, str(translated[name]), symbols)
    asked = asked_for(fact, str(settings.get("request", "")), symbols)
    if settings["type"] == "page" and "start" not in settings and asked is not None:
        translated["start"] = first_number(asked)
    if translated.get("start") == {"page": 1, "offset": 0}.get(str(settings["type"])):
        translated.pop("start", None)
    names = [name for name in (*_TEXTS, "start") if name in translated]
    return f"Pagination({', '.join(f'{name}={literal(translated[name])}' for name in names)})"


def _conventional(fact: OperationFact, symbols: Symbols) -> Settings:
    page = _page_type(fact)
    return Conventions(fact, page, symbols).settings() if page is not None else {}


def _read(stated: object) -> tuple[Settings, str]:
    """``x-pagination`` as texts and a number, or what is wrong with its shape."""
    if not is_object(stated):
        return {}, "is not an object"
    kinds: Settings = {name: value for name, value in stated.items() if name in (*_TEXTS, "start")}
    wrong = next((name for name, value in kinds.items() if name != "start" and not isinstance(value, str)), None)
    if wrong:
        return {}, f"has a {wrong} that is not text"
    if type(kinds.get("start", 0)) is not int:
        return {}, "has a start that is not a whole number"
    if kinds.get("type") not in _NEEDS:
        return {}, f"has no type that there is: {', '.join(_NEEDS)}"
    needed = _NEEDS[str(kinds["type"])]
    if kinds["type"] in {"cursor", "url"} and kinds.get("header"):
        needed = tuple(name for name in needed if name != "next")
    missing = next((name for name in needed if not kinds.get(name)), None)
    return ({}, f"has no {missing}") if missing else ({"items": "", **kinds}, "")


def _misfit(fact: OperationFact, settings: Settings, symbols: Symbols) -> str:
    """What an operation does not have that its pagination names; empty when it has it all."""
    request = str(settings.get("request", ""))
    if request and asked_for(fact, request, symbols) is None and not _has_parameter(fact, request):
        return f"names the parameter {request!r}, which the operation does not have"
    item = _item(fact, str(settings["items"]), symbols)
    if item is None:
        return f"names the list {settings['items']!r}, which the answer does not have"
    for name in _PATHS[1:]:
        holder = item if settings["type"] == "cursor_item" and name == "next" else _page_type(fact)
        path = str(settings.get(name, ""))
        if name == "next" and holder is item and isinstance(symbols.resolve(item), Union):
            continue  # some of what a page lists may have it: the last item is asked
        if path and holder is not None and _at(holder, path, symbols) is None:
            return f"names the property {path!r}, which the answer does not have"
    return ""


def _has_parameter(fact: OperationFact, name: str) -> bool:
    return any(p.name == name for p in fact.parameters)


def _page_type(fact: OperationFact) -> Type | None:
    media = [m for r in successes(fact) for m in r.media if kind_of(m.media_type) == "json"]
    return media[0].type if media and len({m.type for m in media}) == 1 else None


def _item(fact: OperationFact, path: str, symbols: Symbols) -> Type | None:
    page = _page_type(fact)
    found = _at(page, path, symbols) if page is not None else None
    return item_type(found, symbols) if found is not None else None


def _at(type_: Type, path: str, symbols: Symbols) -> Type | None:
    """The type at a path of wire names; ``None`` for none. What is open to any property has them all."""
    found: Type | None = type_
    for name in _steps(type_, path, symbols):
        model = is_body_of_fields(found, symbols) if found is not None else None
        found = next((p.type for p in model.properties if p.name == name), None) if model else None
    return found


def _steps(type_: Type, path: str, symbols: Symbols) -> list[str]:
    """The steps of a path: one where the whole of it is a property's name, dots and all (``odata.nextLink``)."""
    model = is_body_of_fields(type_, symbols)
    if model and any(p.name == path for p in model.properties):
        return [path]
    return [name for name in path.split(".") if name]


def _attributes(type_: Type | None, path: str, symbols: Symbols) -> str:
    """A path of wire names as a path of attributes."""
    parts: list[str] = []
    for name in _steps(type_, path, symbols) if type_ is not None else []:
        model = is_body_of_fields(type_, symbols) if type_ is not None else None
        parts.append(attribute_names(model).get(name, name) if model else name)
        type_ = next((p.type for p in model.properties if p.name == name), None) if model else None
    return ".".join(parts)
