"""Pagination: stated by ``x-pagination``, or found by conventions that are hard to mistake."""

from __future__ import annotations

from dataclasses import dataclass

from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.answers import successes
from trueline.codegen.plan.bodies import kind_of
from trueline.codegen.plan.components import attribute_names, is_body_of_fields, item_type
from trueline.codegen.plan.literals import literal
from trueline.codegen.plan.symbols import Symbols
from trueline.errors import DocumentError, Where
from trueline.spec.document import is_object
from trueline.spec.pointer import join
from trueline.spec.types import Type

EXTENSION = "x-pagination"
_KEYS = ("type", "items", "request", "limit", "next", "has_more")
_NEEDS = {
    "cursor": ("request", "next"),
    "cursor_item": ("request", "next"),
    "offset": ("request",),
    "page": ("request",),
    "url": ("next",),
    "link": (),
}
_CURSORS = ("cursor", "after", "page_token", "pageToken", "next_token", "starting_after")
_NEXT = ("next_cursor", "nextCursor", "next_page_token", "nextPageToken", "next_token", "nextToken")


@dataclass(frozen=True, slots=True)
class Paging:
    """``code`` describes the pagination to the runtime; ``item`` is the type of what a page lists."""

    code: str
    item: Type
    #: The parameter or property that says how many items a page has; empty where none is known.
    limit: str = ""


def paging_of(fact: OperationFact, symbols: Symbols) -> Paging | None:
    """How an operation's list goes on, or ``None`` when it does not or does not say.

    Raises :class:`DocumentError` where ``x-pagination`` does not fit the operation. What another generator's hint says
    (``hint``) is used where it fits: those are often put on operations that they are not meant for.
    """
    stated = fact.extensions.get(EXTENSION)
    if stated is False:
        return None
    if stated is None:
        settings, problem = dict[str, str](_guess(fact, symbols)), ""
    else:
        settings, problem = _read(stated)
    if not settings and not problem:
        return None
    problem = problem or _misfit(fact, settings, symbols)
    if problem:
        if is_object(stated) and "hint" not in stated:
            where = Where("the document", join(fact.pointer, EXTENSION))
            raise DocumentError(f"{EXTENSION} {problem}", where=where, cure="Correct it, or say `x-pagination: false`.")
        return None
    item = _item(fact, settings["items"], symbols)
    assert item is not None, "checked by _misfit"
    translated = {name: settings[name] for name in _KEYS if settings.get(name)}
    translated["items"] = settings["items"]
    for name in ("items", "next", "has_more"):
        if translated.get(name):
            model = symbols.resolve(item) if settings["type"] == "cursor_item" and name == "next" else _page_type(fact)
            translated[name] = _attributes(model, translated[name], symbols)
    arguments = ", ".join(f"{name}={literal(translated[name])}" for name in _KEYS if name in translated)
    return Paging(f"Pagination({arguments})", item, translated.get("limit", ""))


def _read(stated: object) -> tuple[dict[str, str], str]:
    """``x-pagination`` as texts, or what is wrong with its shape."""
    if not is_object(stated):
        return {}, "is no object"
    kinds = {name: value for name, value in stated.items() if name in _KEYS}
    wrong = next((name for name, value in kinds.items() if not isinstance(value, str)), None)
    if wrong:
        return {}, f"has a {wrong} that is no text"
    if kinds.get("type") not in _NEEDS:
        return {}, f"has no type that there is: {', '.join(_NEEDS)}"
    missing = next((name for name in _NEEDS[kinds["type"]] if not kinds.get(name)), None)
    return ({}, f"has no {missing}") if missing else ({"items": "", **kinds}, "")


def _misfit(fact: OperationFact, settings: dict[str, str], symbols: Symbols) -> str:
    """What an operation does not have that its pagination names; empty when it has it all."""
    if settings.get("request") and settings["request"] not in _asked(fact, symbols):
        return f"names the parameter {settings['request']!r}, which the operation does not have"
    item = _item(fact, settings["items"], symbols)
    if item is None:
        return f"names the list {settings['items']!r}, which the answer does not have"
    holder = item if settings["type"] == "cursor_item" else _page_type(fact)
    for name in ("next", "has_more"):
        if settings.get(name) and holder is not None and _at(holder, settings[name], symbols) is None:
            return f"names the property {settings[name]!r}, which the answer does not have"
    return ""


def _asked(fact: OperationFact, symbols: Symbols) -> set[str]:
    """The names of all that a request can carry."""
    found = {p.name for p in fact.parameters}
    for media in fact.body.media if fact.body else ():
        model = is_body_of_fields(media.type, symbols)
        found |= {p.name for p in model.properties} if model else set()
    return found


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


def _guess(fact: OperationFact, symbols: Symbols) -> dict[str, str]:
    """A cursor in the query, its successor in the answer and exactly one list beside it: then it is a page."""
    page = _page_type(fact)
    model = is_body_of_fields(page, symbols) if page is not None else None
    if fact.method != "GET" or model is None:
        return {}
    query = {p.name for p in fact.parameters if p.location == "query"}
    cursor = next((name for name in _CURSORS if name in query), None)
    following = next((name for name in _NEXT if any(p.name == name for p in model.properties)), None)
    lists = [p.name for p in model.properties if item_type(p.type, symbols) is not None]
    if not cursor or not following or len(lists) != 1:
        return {}
    found = {"type": "cursor", "items": lists[0], "request": cursor, "next": following}
    if "limit" in query:
        found["limit"] = "limit"
    if any(p.name == "has_more" for p in model.properties):
        found["has_more"] = "has_more"
    return found
