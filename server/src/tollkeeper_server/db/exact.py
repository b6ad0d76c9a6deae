"""Decimals in the database: ``NUMERIC`` on PostgreSQL, text on SQLite, added up and compared as decimals on both.

SQLite has no decimals, and whole numbers of 64 bits hold 10^15 with three digits after the point, no more. So it keeps
the digits, and calls back for what it would do to them in binary.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Dialect, Numeric, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeDecorator, TypeEngine

from tollkeeper_server.exact import EXACT, as_exact, plain


class Exact(TypeDecorator[Decimal]):
    """A column of decimals with all their digits."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """The one spelling, so that equal numbers are equal texts."""
        return plain(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's
        """A decimal of either."""
        return None if value is None else as_exact(Decimal(value))


class exact_sum(GenericFunction[Decimal]):  # noqa: N801 - SQL's name
    """The sum of an ``Exact`` column."""

    type = Exact()
    inherit_cache = True


class exact_min(GenericFunction[Decimal]):  # noqa: N801
    """The least of an ``Exact`` column."""

    type = Exact()
    inherit_cache = True


class exact_max(GenericFunction[Decimal]):  # noqa: N801
    """The greatest of an ``Exact`` column."""

    type = Exact()
    inherit_cache = True


def _native(name: str) -> Any:
    def compile_native(element: Any, compiler: Any, **options: Any) -> str:
        return f"{name}({compiler.process(element.clauses, **options)})"

    return compile_native


for _function, _name in ((exact_sum, "sum"), (exact_min, "min"), (exact_max, "max")):
    compiles(_function, "postgresql")(_native(_name))


class _Sum:
    def __init__(self) -> None:
        self._total: Decimal | None = None

    def step(self, value: str | None) -> None:
        if value is not None:
            self._total = Decimal(value) if self._total is None else EXACT.add(self._total, Decimal(value))

    def finalize(self) -> str | None:
        return None if self._total is None else plain(self._total)


class _Least:
    def __init__(self) -> None:
        self._found: tuple[Decimal, str] | None = None

    def step(self, value: str | None) -> None:
        if value is not None:
            known = (Decimal(value), value)
            self._found = known if self._found is None else self._better(self._found, known)

    def finalize(self) -> str | None:
        return None if self._found is None else self._found[1]

    @staticmethod
    def _better(one: tuple[Decimal, str], other: tuple[Decimal, str]) -> tuple[Decimal, str]:
        return min(one, other)


class _Greatest(_Least):
    @staticmethod
    def _better(one: tuple[Decimal, str], other: tuple[Decimal, str]) -> tuple[Decimal, str]:
        return max(one, other)


def _is_small(*numbers: str) -> bool:
    """Whether they are whole numbers of few digits, which most are: those need no decimals."""
    return all(len(number) < 16 and number.isdigit() for number in numbers)


def _add(one: str, other: str) -> str:
    return str(int(one) + int(other)) if _is_small(one, other) else plain(EXACT.add(Decimal(one), Decimal(other)))


def _lesser(one: str, other: str) -> str:
    return one if one == other or Decimal(one) <= Decimal(other) else other


def _greater(one: str, other: str) -> str:
    return one if one == other or Decimal(one) >= Decimal(other) else other


def teach_sqlite(connection: Any) -> None:
    """Give a connection of the driver the functions."""
    connection.create_function("exact_add", 2, _add, deterministic=True)
    connection.create_function("exact_lesser", 2, _lesser, deterministic=True)
    connection.create_function("exact_greater", 2, _greater, deterministic=True)
    connection.create_aggregate("exact_sum", 1, _Sum)
    connection.create_aggregate("exact_min", 1, _Least)
    connection.create_aggregate("exact_max", 1, _Greatest)
