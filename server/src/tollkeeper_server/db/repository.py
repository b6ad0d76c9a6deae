"""The rows of one organization. Every query of a request is built here, so none can forget whose rows it may see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, inspect, select
from sqlalchemy.orm import Session

from tollkeeper_server.db.models import Base, Owned

T = TypeVar("T", bound=Owned)


@dataclass(frozen=True, slots=True)
class Repository:
    """One organization's rows in one transaction."""

    session: Session
    organization_id: str

    def rows(self, model: type[T]) -> Select[T]:
        """The organization's rows of a table, to be narrowed."""
        return select(model).where(model.organization_id == self.organization_id)

    def get(self, model: type[T], row_id: str, *, lock: bool = False) -> T | None:
        """One row by its id, or ``None``; foreign rows are not there. ``lock`` keeps other transactions off it."""
        wanted: Any = model  # a class can be hashed, which mypy does not see
        query = _by_id(wanted, lock=lock)
        found: T | None = self.session.scalar(query, {"organization_id": self.organization_id, "row_id": row_id})
        return found

    def first(self, model: type[T], *conditions: ColumnElement[bool], lock: bool = False) -> T | None:
        """The only row that meets the conditions, or ``None``."""
        query = self.rows(model).where(*conditions)
        return self.session.scalar(query.with_for_update() if lock else query)

    def add(self, row: Base) -> None:
        """A new row; it must be of this organization."""
        assert isinstance(row, Owned)
        assert row.organization_id == self.organization_id
        self.session.add(row)


@lru_cache
def _by_id(model: Any, *, lock: bool) -> Select[Any]:
    """Built once: to build it costs as much as to run it."""
    mine = model.organization_id == bindparam("organization_id")
    query = select(model).where(mine, inspect(model).columns["id"] == bindparam("row_id"))
    return query.with_for_update() if lock else query
