"""Statements of hot paths: written in Core as all others, compiled once for each database, run by its driver alone.

What SQLAlchemy does for every execution, from its cache to a result, costs some twenty times as much as a driver that
reads a row by its index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Dialect, ReturnsRows

Row = TypeVar("Row")
_Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Ready:
    """``order`` are the names of positional parameters, ``None`` where the driver takes them by name."""

    text: str
    names: Sequence[str]
    order: Sequence[str] | None
    fixed: Mapping[str, Any]
    writers: Mapping[str, _Convert]
    readers: Sequence[tuple[int, _Convert]]

    def parameters(self, given: Mapping[str, Any]) -> Any:
        values = {**self.fixed, **given}
        for name, write in self.writers.items():
            values[name] = write(values[name])
        return values if self.order is None else [values[name] for name in self.order]

    def read(self, columns: Sequence[Any]) -> list[Any]:
        values = list(columns)
        for place, read in self.readers:
            values[place] = read(values[place])
        return values


class Numbered(NamedTuple):
    """A statement with ``$1``, ``$2`` and so on: the names of its parameters in order, and values that some have."""

    text: str
    names: Sequence[str]
    fixed: Mapping[str, Any]


class Prepared(Generic[Row]):
    """A statement whose parameters are given by name. ``make`` makes a row of the values of its columns, in order.

    ``keys`` are the columns that an INSERT fills.
    """

    def __init__(
        self, statement: ReturnsRows, make: Callable[[Iterable[Any]], Row], keys: Sequence[str] | None = None
    ) -> None:
        self._statement = statement
        self._make = make
        self._keys = keys
        self._ready: dict[str, _Ready] = {}

    def numbered(self, dialect: Dialect, inside: Mapping[str, str]) -> Numbered:
        """The same for those who speak PostgreSQL's protocol. ``inside`` are parameters that are SQL instead."""
        ready = self._ready.get(dialect.name) or self._compile(dialect)
        names = [name for name in ready.names if name not in inside]
        places = {name: f"${place}" for place, name in enumerate(names, 1)}
        return Numbered(ready.text % {**places, **inside}, names, ready.fixed)

    def read(self, dialect: Dialect, records: Iterable[Sequence[Any]]) -> list[Row]:
        """Rows of what the driver has found."""
        ready = self._ready.get(dialect.name) or self._compile(dialect)
        return [self._make(ready.read(values)) for values in records]

    def run(self, cursor: Any, dialect: Dialect, values: Mapping[str, Any]) -> list[Row]:
        """Execute it and read all rows. Raises what the driver raises."""
        ready = self._ready.get(dialect.name) or self._compile(dialect)
        cursor.execute(ready.text, ready.parameters(values))
        return self.read(dialect, cursor.fetchall())

    def _compile(self, dialect: Dialect) -> _Ready:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._keys)
        binds: Mapping[str, Any] = compiled.binds
        writers = {name: bound.type.dialect_impl(dialect).bind_processor(dialect) for name, bound in binds.items()}
        columns = enumerate(self._statement.exported_columns)
        readers = [(n, column.type.dialect_impl(dialect).result_processor(dialect, None)) for n, column in columns]
        ready = _Ready(
            str(compiled),
            [*dict.fromkeys(compiled.bind_names.values())],
            compiled.positiontup,
            {name: bound.value for name, bound in binds.items() if not bound.required},
            {name: write for name, write in writers.items() if write is not None},
            [(n, read) for n, read in readers if read is not None],
        )
        self._ready[dialect.name] = ready
        return ready


Question = tuple[Prepared[Any], Mapping[str, Any]]
"""A statement and the values of its parameters."""
