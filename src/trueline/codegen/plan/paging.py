"""Pagination: stated by ``x-pagination``, or found by conventions that are hard to mistake."""

from __future__ import annotations

from dataclasses import dataclass

from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.answers import successes
from trueline.codegen.plan.bodies import kind_of
from trueline.codegen.plan.components import attribute_names, is_body_of_fields, item_type
from trueline.codegen.plan.literals import literal
from trueline.codegen.plan.symbols import Symbols
from trueline.spec.document import Json, is_object
from trueline.spec.types import Type

EXTENSION = "x-pagination"
_CURSORS = ("cursor", "after", "page_token", "pageToken", "next_token", "starting_after")
_NEXT = ("next_cursor", "nextCursor", "next_page_token", "nextPageToken", "next_token", "nextToken")


@dataclass(frozen=True, slots=True)
class Paging:
    """``code`` describes the pagination to the runtime; ``item`` is the type of what a page lists."""

    code: str
    item: Type


def paging_of(fact: OperationFact, symbols: Symbols) -> Paging | None:
    """How an operation's list goes on, or ``None`` when it does not or does not say."""
    stated = fact.extensions.get(EXTENSION)
    if stated is False:
        return None
    settings: Json = stated if is_object(stated) else dict(_guess(fact, symbols))
    if not settings:
        return None
    item = _item(fact, str(settings.get("items", "")), symbols)
    if item is None:
        return None
    names = ("type", "items", "request", "limit", "next", "has_more")
    translated = {name: str(settings[name]) for name in names if settings.get(name)}
    for name in ("items", "next", "has_more"):
        if name in translated:
            translated[name] = _attribute_path(fact, translated[name], symbols)
    arguments = ", ".join(f"{name}={literal(value)}" for name, value in translated.items())
    return Paging(f"Pagination({arguments})", item)


def _page_type(fact: OperationFact) -> Type | None:
    media = [m for r in successes(fact) for m in r.media if kind_of(m.media_type) == "json"]
    return media[0].type if media and len({m.type for m in media}) == 1 else None


def _item(fact: OperationFact, path: str, symbols: Symbols) -> Type | None:
    type_ = _page_type(fact)
    for name in filter(None, path.split(".")):
        model = is_body_of_fields(type_, symbols) if type_ is not None else None
        type_ = next((p.type for p in model.properties if p.name == name), None) if model else None
    return item_type(type_, symbols) if type_ is not None else None


def _attribute_path(fact: OperationFact, path: str, symbols: Symbols) -> str:
    """A path of wire names as a path of attributes."""
    type_ = _page_type(fact)
    parts: list[str] = []
    for name in path.split("."):
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
