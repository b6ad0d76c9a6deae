"""The rows of one organization. Every query of a request is built here, so none can forget whose rows it may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, inspect, select
from sqlalchemy.orm import Session

from tollkeeper_server.db.ahead import Fetched
from tollkeeper_server.db.models import Base, Owned
from tollkeeper_server.db.prepared import Prepared, Row
from tollkeeper_server.db.transaction import Transaction

T = TypeVar("T", bound=Owned)


@dataclass(frozen=True, slots=True)
class Repository:
    """One organization's rows in one transaction."""

    within: Session | Transaction | Fetched
    organization_id: str

    @property
    def session(self) -> Session:
        """For objects."""
        within = self.within
        assert not isinstance(within, Fetched), "what was read ahead has no objects"
        return within if isinstance(within, Session) else within.session

    def find(self, statement: Prepared[Row], values: Mapping[str, Any]) -> Row | None:
        """The first row of a prepared statement, without an object."""
        found = self.find_all(statement, values)
        return found[0] if found else None

    def find_all(self, statement: Prepared[Row], values: Mapping[str, Any]) -> list[Row]:
        """All rows of a prepared statement. It takes the organization as ``organization_id``."""
        assert not isinstance(self.within, Session), "a request's"
        return self.within.rows(statement, {**values, "organization_id": self.organization_id})

    def execute(self, text: str, values: Sequence[Any], *, each: bool = False) -> None:
        """A statement in the driver's own words; with ``each``, for each of the values."""
        assert not isinstance(self.within, Fetched), "what was read ahead is over"
        if isinstance(self.within, Session):
            self.within.connection().exec_driver_sql(text, list(values) if each else tuple(values))
        else:
            self.within.execute(text, values, each=each)

    @property
    def is_postgresql(self) -> bool:
        """Or SQLite."""
        within = self.within
        assert not isinstance(within, Fetched), "what was read ahead is over"
        return (within.get_bind() if isinstance(within, Session) else within).dialect.name == "postgresql"

    def rows(self, model: type[T]) -> Select[T]:
        """The organization's rows of a table, to be narrowed."""
        return select(model).where(model.organization_id == self.organization_id)

    def get(self, model: type[T], row_id: str, *, lock: bool = False) -> T | None:
        """One row by its id, or ``None``; foreign rows are not there. ``lock`` keeps other transactions off it."""
        return self.by(model, "id", row_id, lock=lock)

    def by(self, model: type[T], column: str, value: str, *, lock: bool = False) -> T | None:
        """The same by another column that is unique."""
        wanted: Any = model  # a class can be hashed, which mypy does not see
        query = _by(wanted, column, lock=lock)
        found: T | None = self.session.scalar(query, {"organization_id": self.organization_id, "value": value})
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
def _by(model: Any, column: str, *, lock: bool) -> Select[Any]:
    """Built once: to build it costs as much as to run it."""
    mine = model.organization_id == bindparam("organization_id")
    query = select(model).where(mine, inspect(model).columns[column] == bindparam("value"))
    return query.with_for_update() if lock else query
