"""Keeps count of the sessions that were told to end and have not yet, and of those that hang."""

from __future__ import annotations

ABANDONED_AT_MOST = 2


class Leaving:
    """Sessions that were told to end and have not yet; from their time on they count as abandoned."""

    def __init__(self) -> None:
        self._from: dict[int, float] = {}

    def add(self, number: int, abandoned_from: float) -> None:
        """This one was told."""
        self._from[number] = abandoned_from

    def forget(self, number: int) -> None:
        """This one ended."""
        self._from.pop(number, None)

    def any_young(self, now: float) -> bool:
        """Whether one is likely to end in a moment and gives its device back then."""
        return any(now < at for at in self._from.values())

    def abandoned(self, now: float) -> int:
        """How many hang."""
        return sum(now >= at for at in self._from.values())

    def is_stuck(self, now: float) -> bool:
        """Whether so many hang that no further one may begin."""
        return self.abandoned(now) >= ABANDONED_AT_MOST

    def leaves_room(self, now: float) -> bool:
        """Whether a session may begin."""
        return not self.any_young(now) and not self.is_stuck(now)
