"""What is otherwise in a process of tests, which has many worlds, than in a server, which has one."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Engine
from sqlalchemy import create_engine as make_engine

from server.pictures import rebuild
from server.store import engine as opening


class SharedStatements:
    """Makes engines that share what the first of their kind of database has compiled.

    Each world of the tests has an engine of its own, and each engine would compile every statement anew: more than half
    of what a test of the server does. A cache's keys name the dialect, so that is shared too.
    """

    def __init__(self) -> None:
        self._first: dict[str, Engine] = {}

    def create_engine(self, *args: Any, **options: Any) -> Engine:
        """As SQLAlchemy's own."""
        engine = make_engine(*args, **options)
        first = self._first.setdefault(engine.dialect.name, engine)
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
        return engine


@cache
def expect_many_worlds() -> None:
    """Statements are compiled once for all, and making a picture gives way to nobody; again is harmless.

    Other tests keep every processor busy: what gives way to them would never have its turn.
    """
    for module, name, value in (
        (opening, "create_engine", SharedStatements().create_engine),
        (rebuild, "NICE", 0),
    ):
        setattr(module, name, value)
