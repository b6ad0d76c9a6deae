"""Lists: pages by cursor. A cursor is signed, and bound to the organization, the operation and the filters."""

from __future__ import annotations

import base64
import hashlib
from binascii import Error as Base64Error
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy import Integer, Select, bindparam
from sqlalchemy.orm import InstrumentedAttribute

from tollkeeper_server.context import Answer, Call, answer
from tollkeeper_server.db.prepared import Prepared
from tollkeeper_server.problems import Fault, Problem

VERSION = "c1"

Row = TypeVar("Row")
Position = int | str
_PAGING = {"limit", "cursor"}


def page_of_rows(
    call: Call, query: Select[Row], column: InstrumentedAttribute[Any], show: Callable[[Row], dict[str, Any]]
) -> Answer:
    """One page of a query, by descending ``column``, which has no two equal values."""
    after = read_cursor(call)
    if after is not None:
        query = query.where(column < after)
    rows = call.repository.session.scalars(query.order_by(column.desc()).limit(call.query["limit"] + 1)).all()
    return _page(call, rows, column.key, show)


def page_of_prepared(
    call: Call, statements: Pages[Row], values: Mapping[str, Any], show: Callable[[Row], dict[str, Any]]
) -> Answer:
    """The same of prepared statements."""
    after = read_cursor(call)
    statement = statements.first if after is None else statements.further
    rows = call.repository.find_all(statement, {**values, "after": after, "limit": call.query["limit"] + 1})
    return _page(call, rows, statements.key, show)


@dataclass(frozen=True, slots=True)
class Pages(Generic[Row]):
    """Statements of a list: its first page, and those ``after`` a row, by the descending column ``key``."""

    first: Prepared[Row]
    further: Prepared[Row]
    key: str


def prepare_pages(
    query: Select[Any], column: InstrumentedAttribute[Any], make: Callable[[Iterable[Any]], Row]
) -> Pages[Row]:
    """Pages of a query by descending ``column``, which has no two equal values."""
    ordered = query.order_by(column.desc()).limit(bindparam("limit", type_=Integer))
    return Pages(Prepared(ordered, make), Prepared(ordered.where(column < bindparam("after")), make), column.key)


def _page(call: Call, rows: Sequence[Row], key: str, show: Callable[[Row], dict[str, Any]]) -> Answer:
    shown = rows[: call.query["limit"]]
    following = getattr(shown[-1], key) if len(rows) > len(shown) else None
    return page_answer(call, [show(row) for row in shown], following)


def page_of_items(call: Call, items: list[dict[str, Any]], name: str) -> Answer:
    """One page of a short list that is the same for everybody, by ascending ``name``."""
    after = read_cursor(call)
    limit: int = call.query["limit"]
    rest = sorted((item for item in items if after is None or item[name] > str(after)), key=lambda item: item[name])
    shown = rest[:limit]
    return page_answer(call, shown, shown[-1][name] if len(rest) > limit else None)


def page_answer(call: Call, data: list[dict[str, Any]], following: Position | None) -> Answer:
    """The answer of a list; ``following`` is the position of its last item if more follow."""
    cursor = None if following is None else _write(call, following)
    return answer(200, {"data": data, "has_more": cursor is not None, "next_cursor": cursor})


def read_cursor(call: Call) -> Position | None:
    """The position in the request's cursor, ``None`` without one. Raises ``Problem`` 400 for one not made here."""
    cursor: str | None = call.query["cursor"]
    if cursor is None:
        return None
    version, _, rest = cursor.partition(".")
    payload, _, signature = rest.partition(".")
    if version != VERSION or not call.services.vault.verifies(_message(call, payload), _unpack(signature)):
        raise _refused("This cursor is damaged or not one of this list. Begin without one.")
    filters, position = orjson.loads(_unpack(payload))
    if filters != _filters(call):
        raise _refused("This cursor was made with other filters. Begin without one.")
    found: Position = position
    return found


def _write(call: Call, position: Position) -> str:
    payload = _pack(orjson.dumps([_filters(call), position]))
    return f"{VERSION}.{payload}.{_pack(call.services.vault.sign(_message(call, payload)))}"


def _message(call: Call, payload: str) -> bytes:
    return "\n".join(("cursor", call.organization_id, call.operation.id, payload)).encode()


def _filters(call: Call) -> str:
    filters = {name: value for name, value in call.query.items() if name not in _PAGING}
    return hashlib.sha256(orjson.dumps(filters, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]


def _pack(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpack(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (Base64Error, ValueError):
        return b""


def _refused(detail: str) -> Problem:
    return Problem("invalid_cursor", detail, errors=[Fault("/query/cursor", detail)])
