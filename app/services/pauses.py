"""Growing pauses with some chance in them, so that many clients do not come back in the same second."""

from __future__ import annotations

import random
from collections.abc import Callable

FIRST_S = 1.0
LONGEST_S = 60.0


class Pauses:
    """1, 2, 4 … up to 60 seconds, each shortened by chance to no less than half."""

    def __init__(
        self,
        first_s: float = FIRST_S,
        longest_s: float = LONGEST_S,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._chance = chance
        self._taken = 0

    def next_s(self) -> float:
        """How long to wait this time, in seconds."""
        whole = min(self._longest_s, self._first_s * 2.0 ** min(self._taken, 30))
        self._taken += 1
        return whole * (1.0 - self._chance() / 2)

    def reset(self) -> None:
        """It went well, or the member asked: begin with the first pause again."""
        self._taken = 0
