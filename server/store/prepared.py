"""Statements of the busiest paths: compiled once, then handed to the driver without being looked at again.

SQLAlchemy's own execution costs more than SQLite's work for it. What is lost is everything dynamic: a prepared
statement has fixed columns and takes exactly its named values. Types are converted as always.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.types import TypeEngine
from typing_extensions import TypeVarTuple

Ts = TypeVarTuple("Ts")

Convert = Callable[[Any], Any]
_Statement = UpdateBase | TypedReturnsRows[*tuple[Any, ...]]


@dataclass(frozen=True)
class _Compiled:
    """The text for one kind of database, its parameters in order, and what converts values on the way."""

    sql: str
    parameters: tuple[tuple[str, Convert | None], ...]
    fixed: Mapping[str, object]
    is_positional: bool
    columns: tuple[Convert | None, ...]

    def values(self, given: Mapping[str, object]) -> Any:
        """The parameters as the driver wants them."""
        if self.fixed:
            given = {**self.fixed, **given}
        if self.is_positional:
            return [
                given[name] if convert is None else convert(given[name]) for name, convert in self.parameters
            ]
        return {
            name: given[name] if convert is None else convert(given[name])
            for name, convert in self.parameters
        }


class _Prepared:
    """What both kinds share: compiling once per kind of database."""

    def __init__(self, statement: _Statement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def _for(self, connection: Connection) -> _Compiled:
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _compile(self._statement, dialect)
        return compiled


class Query(_Prepared, Generic[*Ts]):
    """A statement that gives rows: a select, or a change with RETURNING."""

    def __init__(self, statement: TypedReturnsRows[*Ts]) -> None:
        super().__init__(statement)

    def rows(self, connection: Connection, /, **values: object) -> list[tuple[*Ts]]:
        """All rows for these values."""
        compiled = self._for(connection)
        with _cursor(connection) as cursor:
            cursor.execute(compiled.sql, compiled.values(values))
            found = cursor.fetchall()
        return [
            tuple(
                value if convert is None else convert(value)
                for value, convert in zip(row, compiled.columns, strict=True)
            )
            for row in found
        ]

    def row(self, connection: Connection, /, **values: object) -> tuple[*Ts] | None:
        """The only row, None without one."""
        found = self.rows(connection, **values)
        return found[0] if found else None


class Change(_Prepared):
    """An insert, update or delete that gives no rows."""

    def __init__(self, statement: UpdateBase) -> None:
        super().__init__(statement)

    def run(self, connection: Connection, values: Mapping[str, object]) -> None:
        """Makes the change; an insert wants every column of its table."""
        compiled = self._for(connection)
        with _cursor(connection) as cursor:
            cursor.execute(compiled.sql, compiled.values(values))

    def run_each(self, connection: Connection, many: Sequence[Mapping[str, object]]) -> None:
        """Makes it once for each."""
        compiled = self._for(connection)
        with _cursor(connection) as cursor:
            cursor.executemany(compiled.sql, [compiled.values(values) for values in many])


def savepoint(connection: Connection, verb: str) -> None:
    """`SAVEPOINT`, `RELEASE SAVEPOINT` or `ROLLBACK TO SAVEPOINT`, one at a time."""
    with _cursor(connection) as cursor:
        cursor.execute(f"{verb} unit")


class _cursor:  # noqa: N801 - reads as a function; a generator would cost more than many a statement
    """The driver's cursor, whose errors come out as SQLAlchemy's."""

    def __init__(self, connection: Connection) -> None:
        self._dialect = connection.dialect
        self._cursor: Any = connection.connection.cursor()

    def __enter__(self) -> Any:
        return self._cursor

    def __exit__(self, _: object, fault: BaseException | None, __: object) -> None:
        self._cursor.close()
        driver = self._dialect.loaded_dbapi
        if isinstance(fault, driver.Error):
            raise DBAPIError.instance(
                None, None, fault, driver.Error, hide_parameters=True, dialect=self._dialect
            ) from fault


def _compile(statement: _Statement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("only statements about rows can be prepared")
    order = compiled.positiontup if compiled.positional else list(compiled.binds)
    parameters = tuple((name, _towards(compiled.binds[name].type, dialect)) for name in order or [])
    returned = getattr(statement, "exported_columns", ())
    return _Compiled(
        str(compiled),
        parameters,
        {name: bind.value for name, bind in compiled.binds.items() if not bind.required},
        compiled.positional,
        tuple(_back(column.type, dialect) for column in returned),
    )


def _towards(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _back(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
