"""Parts of a session that are built when they are first asked for, so that the start loads only what it shows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar, overload

Owner = TypeVar("Owner", bound="Whole")
Part = TypeVar("Part")


class Whole:
    """Has parts that are built at need: each once, whichever lane asks first."""

    def __init__(self) -> None:
        self.building = threading.RLock()


class at_need(Generic[Owner, Part]):  # noqa: N801 - used like `property`, and read like it
    """A method that builds a part of a `Whole`, read like an attribute."""

    def __init__(self, build: Callable[[Owner], Part]) -> None:
        self._build = build
        self._name = build.__name__
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, owner: None, kind: type[Owner]) -> at_need[Owner, Part]: ...

    @overload
    def __get__(self, owner: Owner, kind: type[Owner]) -> Part: ...

    def __get__(self, owner: Owner | None, kind: type[Owner]) -> at_need[Owner, Part] | Part:
        """The part; from the second time on it is found in the owner, and nobody comes here."""
        if owner is None:
            return self
        with owner.building:
            if self._name not in vars(owner):
                vars(owner)[self._name] = self._build(owner)
            part: Part = vars(owner)[self._name]
            return part
