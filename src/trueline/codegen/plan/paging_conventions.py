"""Lists that say by well-known names how they go on, in the request and in the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from trueline.codegen.facts import ModelFact, OperationFact, ResponseFact
from trueline.codegen.plan.components import is_body_of_fields, item_type
from trueline.codegen.plan.symbols import Symbols
from trueline.spec import extensions
from trueline.spec.types import NULL, Scalar, ScalarKind, Type, Union


def _names(text: str) -> tuple[str, ...]:
    """Names in one spelling, the likeliest first: letters and digits in lower case."""
    return tuple(text.split())


_CURSOR = _names(
    "cursor after pagetoken nexttoken startingafter nextcursor pagecursor continuationtoken paginationtoken pageafter "
    "scrollid"
)
#: A cursor and nothing else, whatever else is in the request and the answer.
_TOKEN = _names("cursor pagetoken nexttoken token nextcursor pagecursor continuationtoken paginationtoken scrollid")
#: An id after which the list goes on, where the answer says whether it does.
_AFTER = _names("startingafter after afterid")
_OFFSET = _names("offset skip startat startindex pageoffset")
#: These are offsets where the answer counts what there is, and no end is asked for: else they may be times.
_START, _END = _names("start from startfrom"), _names("end to until stop before endtime")
_PAGE = _names("page pagenumber pageno pagenum pageindex currentpage")
_LIMIT = _names(
    "limit size perpage pagesize maxresults take top pagelimit maxitems count first rows resultsperpage itemsperpage"
)
_NEXT = _names(
    "nextcursor nextpagetoken nexttoken endcursor nextpagecursor nextcontinuationtoken continuationtoken nextscrollid"
)
_NEXT_URL = _names("nexturl nextpageurl nextlink nextpageuri nexthref nextpagelink odatanextlink")
_MORE = _names("hasmore hasnext hasnextpage morepages")
_TOTAL = _names(
    "total totalcount totalitems totalresults totalelements totalrecords totalrows totalsize totalentries totalhits "
    "totalmatches totaldocuments totalobjects totalitemcount totalrecordcount totalresultcount totalnumber "
    "numbermatched numfound"
)
#: A page, and an offset, that the answer itself names for what follows.
_NEXT_PAGE = _names("nextpage nextpagenumber nextpagenum nextpageindex")
_NEXT_OFFSET = _names("nextoffset nextskip nextstart nextpagestart nextstartat nextstartindex")
_PAGES = _names("pages totalpages pagecount lastpage numpages pagetotal")
_NUMBER = _names("page pagenumber currentpage number pageindex pageno")
_LISTS = _names(
    "data items results content records entries values objects list rows elements resources value nodes docs"
)
_IDS = {ScalarKind.STRING, ScalarKind.INTEGER, ScalarKind.UUID, ScalarKind.ANY}
_HEADERS = _names("xnextcursor nextcursor xnextpagetoken nextpagetoken xcursornext xnexttoken xcontinuationtoken")
_FROM = r"\b{0}[- ]?(based|indexed)|\b{1}[- ]?(based|indexed)|\b(start|count)\w* (at|from|with) ({0}|{1})\b"
_FROM_ZERO = re.compile(_FROM.format(0, "zero"), re.IGNORECASE)
_FROM_ONE = re.compile(_FROM.format(1, "one"), re.IGNORECASE)
#: What a document says of a cursor that leads to the next page, and of none that is where this page began.
_GOES_ON = re.compile(r"\b(next|subsequent|following)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that a request carries: a parameter of the query, or a property of an object body."""

    name: str
    type: Type
    default: str | None
    description: str
    minimum: float | None


class Conventions:
    """What one operation has of the well-known names. ``page`` is the type of its answer."""

    def __init__(self, fact: OperationFact, page: Type, symbols: Symbols) -> None:
        self._symbols = symbols
        self._asked = list(_asked(fact, symbols))
        found = list(_paths(page, symbols))
        self._paths = {path: type_ for path, type_, _ in found}
        self._said = {path: description for path, _, description in found}
        self._called: dict[str, list[str]] = {}
        for path in self._paths:
            self._called.setdefault(_plain(path.rpartition(".")[2]), []).append(path)
        self._model = is_body_of_fields(page, symbols)
        self._resource = _plain(fact.path.rstrip("/").rpartition("/")[2])
        self._headers = _headers(fact.responses)
        self._method = fact.method
        self.items = self._list(page)
        listed = None if self.items is None else item_type(self._paths.get(self.items, page), symbols)
        self._item = None if listed is None else is_body_of_fields(listed, symbols)
        own = _plain((self.items or "").rpartition(".")[2])
        #: What counts all items may be called by what they are.
        self._total = (*_TOTAL, f"total{own}", f"{own}total", f"total{own}count") if own else _TOTAL

    def settings(self) -> dict[str, str | int]:
        """How the list goes on, as ``x-pagination`` would say it; empty where nothing says so beyond doubt."""
        if self.items is None or self._method not in {"GET", "POST", "QUERY"}:
            return {}
        found = self._cursor() or self._link() or self._url() or self._after() or self._followed() or self._numbered()
        found = found or self._unsaid()
        if not found or (self._method == "POST" and not self._says_so(found)):
            return {}
        limit = self._request(_LIMIT, numbers=True)
        return {"items": self.items, **found, **({"limit": limit.name} if limit else {}), **self._ends(found)}

    def _cursor(self) -> dict[str, str | int]:
        """A cursor in the request, its successor in the answer: in the body, or in a header."""
        cursor, following = self._request(_CURSOR), self._path(_NEXT) or self._continued()
        if not cursor:
            return {}
        if following:
            return {"type": "cursor", "request": cursor.name, "next": following}
        header = next((name for name in self._headers if _plain(name) in _HEADERS), None)
        return {"type": "cursor", "request": cursor.name, "header": header} if header else {}

    def _continued(self) -> str:
        """A cursor without *next* in its name, in an answer whose document says that the next page begins there."""
        paths = (path for name in ("cursor", "pagecursor", "scrollid") for path in self._called.get(name, ()))
        texts = (path for path in paths if self._is_text(self._paths[path]))
        return next((path for path in texts if _GOES_ON.search(self._said[path])), "")

    def _unsaid(self) -> dict[str, str | int]:
        """A cursor in the request, and an answer with nothing but the list: only a header can lead on."""
        cursor, limit = self._request(_TOKEN), self._request(_LIMIT, numbers=True)
        alone = [path for path in self._paths if "." not in path] in ([], [self.items])
        if self._method != "GET" or not cursor or not limit or not self._is(cursor.type, _IDS) or not alone:
            return {}
        return {"type": "url", "request": cursor.name, "header": extensions.ANNOUNCED}

    def _link(self) -> dict[str, str | int]:
        """``Link``, where the document has it among the headers of the answer (RFC 8288)."""
        pages = self._request(_CURSOR + _OFFSET + _PAGE) or self._request(_LIMIT, numbers=True)
        return {"type": "link"} if pages and "link" in map(str.lower, self._headers) else {}

    def _url(self) -> dict[str, str | int]:
        """The URL of the next page: by its name, or beside that of the previous one, or among links."""
        if self._model is None:
            return {}
        named = self._path(_NEXT_URL) or next(
            (
                path
                for path in self._paths
                if path in {"links.next", "_links.next", "_links.next.href", "links.next.href"}
            ),
            None,
        )
        if named is None and "next" in self._paths and self._paths.keys() & {"previous", "prev"}:
            named = "next"
        if not named or not self._is_text(self._paths[named]):
            return {}
        cursor = self._request(_CURSOR)
        return {"type": "url", "next": named, **({"request": cursor.name} if cursor else {})}

    def _after(self) -> dict[str, str | int]:
        """The id of the last item, as the answer repeats it or as the item has it; the answer says if more follow."""
        after, last = self._request(_AFTER), self._path(("lastid",))
        if not after or not self._path(_MORE) or not self._is(after.type, _IDS):
            return {}
        if last:
            return {"type": "cursor", "request": after.name, "next": last}
        ids = [p.type for p in self._item.properties if p.name == "id"] if self._item else []
        fits = bool(ids) and self._is(ids[0], _IDS)
        return {"type": "cursor_item", "request": after.name, "next": "id"} if fits else {}

    def _followed(self) -> dict[str, str | int]:
        """A number that the answer names for what follows, where it does not count."""
        for names, following in ((_PAGE, _NEXT_PAGE), (_OFFSET + _START, _NEXT_OFFSET)):
            asked, named = self._request(names, numbers=True), self._path(following, numbers=True)
            if asked and named and not self._counts():
                return {"type": "cursor", "request": asked.name, "next": named}
        return {}

    def _counts(self) -> str:
        return self._path(self._total, numbers=True) or self._path(_PAGES, numbers=True)

    def _numbered(self) -> dict[str, str | int]:
        """An offset or a page number: beside a limit, or with an answer that counts."""
        counts = self._counts() or self._path(_MORE)
        limit = self._request(_LIMIT, numbers=True)
        starts = _START if limit and self._counts() and not self._request(_END) else ()
        for kind, names in (("page", _PAGE), ("offset", _OFFSET + starts)):
            asked = self._request(names, numbers=True)
            if asked and (counts or limit):
                start = first_number(asked) if kind == "page" else 1 if _FROM_ONE.search(asked.description) else None
                return {"type": kind, "request": asked.name, **({} if start is None else {"start": start})}
        return {}

    def _ends(self, settings: dict[str, str | int]) -> dict[str, str]:
        """What tells that a page is the last."""
        ends = {"has_more": self._path(_MORE)} if settings["type"] not in {"link", "url"} else {}
        if settings["type"] in {"offset", "page"}:
            ends["total"] = self._path(self._total, numbers=True)
        if settings["type"] == "page":
            ends |= {"pages": self._path(_PAGES, numbers=True), "page": self._path(_NUMBER, numbers=True)}
        return {name: path for name, path in ends.items() if path}

    def _says_so(self, settings: dict[str, str | int]) -> bool:
        """Whether the answer itself shows that it is one page of several: a POST may be anything."""
        return settings["type"] not in {"offset", "page"} or bool(self._counts())

    def _request(self, names: tuple[str, ...], *, numbers: bool = False) -> Asked | None:
        fit = (asked for name in names for asked in self._asked if _plain(asked.name) == name)
        return next((asked for asked in fit if not numbers or self._is_number(asked.type)), None)

    def _path(self, names: tuple[str, ...], *, numbers: bool = False) -> str:
        fit = (path for name in names for path in self._called.get(name, ()))
        return next((path for path in fit if not numbers or self._is_number(self._paths[path])), "")

    def _list(self, page: Type) -> str | None:
        """The path of the one list that the answer is about; ``""`` where it is a list itself."""
        if item_type(page, self._symbols) is not None:
            return ""
        lists = [path for path, type_ in self._paths.items() if item_type(type_, self._symbols) is not None]
        top = [path for path in lists if "." not in path]
        if len(top or lists) == 1:
            return (top or lists)[0]
        called = {path: _plain(path.rpartition(".")[2]) for path in top or lists}
        named = [path for path, name in called.items() if name in _LISTS]
        named = named or [path for path, name in called.items() if name == self._resource]
        return named[0] if len(named) == 1 else None

    def _is_number(self, type_: Type) -> bool:
        return self._is(type_, {ScalarKind.INTEGER, ScalarKind.NUMBER})

    def _is_text(self, type_: Type) -> bool:
        return self._is(type_, {ScalarKind.STRING, ScalarKind.ANY})

    def _is(self, type_: Type, kinds: set[ScalarKind]) -> bool:
        type_ = self._symbols.resolve(type_)
        members = type_.members if isinstance(type_, Union) else (type_,)
        real = [self._symbols.resolve(member) for member in members if member != NULL]
        return bool(real) and all(isinstance(member, Scalar) and member.kind in kinds for member in real)


def asked_for(fact: OperationFact, name: str, symbols: Symbols) -> Asked | None:
    """What a request carries under a name; ``None`` for nothing."""
    return next((asked for asked in _asked(fact, symbols) if asked.name == name), None)


def first_number(asked: Asked) -> int:
    """The number of the first page: as its default says, its description, or its least value."""
    if asked.default in {"0", "1"}:
        return int(asked.default)
    if _FROM_ZERO.search(asked.description) or _FROM_ONE.search(asked.description):
        return 0 if not _FROM_ONE.search(asked.description) else 1
    return 0 if asked.minimum == 0 else 1


@lru_cache(maxsize=1 << 14)
def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()


def _asked(fact: OperationFact, symbols: Symbols) -> Iterator[Asked]:
    for p in fact.parameters:
        if p.location == "query":
            yield Asked(p.name, p.type, p.default, p.description, p.minimum)
    for media in fact.body.media if fact.body and fact.method != "GET" else ():
        model = is_body_of_fields(media.type, symbols)
        for field in model.properties if model else ():
            yield Asked(field.name, field.type, field.default, field.description, field.minimum)


def _paths(page: Type, symbols: Symbols) -> Iterator[tuple[str, Type, str]]:
    """The properties of a page, and those of the objects in it and in these: path, type and description."""
    yield from _inner(is_body_of_fields(page, symbols), "", symbols, 3)


def _inner(model: ModelFact | None, prefix: str, symbols: Symbols, depth: int) -> Iterator[tuple[str, Type, str]]:
    objects: list[tuple[str, ModelFact]] = []
    for p in model.properties if model else ():
        yield prefix + p.name, p.type, p.description
        inner = is_body_of_fields(_present(p.type, symbols), symbols)
        if inner and "." not in p.name:
            objects.append((f"{prefix}{p.name}.", inner))
    for name, inner in objects if depth > 1 else ():
        yield from _inner(inner, name, symbols, depth - 1)


def _present(type_: Type, symbols: Symbols) -> Type:
    """A type without ``null``."""
    resolved = symbols.resolve(type_)
    rest = [member for member in resolved.members if member != NULL] if isinstance(resolved, Union) else [type_]
    return rest[0] if len(rest) == 1 else type_


def _headers(responses: Iterable[ResponseFact]) -> tuple[str, ...]:
    return tuple(name for response in responses if response.status.startswith("2") for name in response.headers)
