"""Names spelled nearly alike: how many slips lie between two words, and whether that is few enough to be meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_SHORT: Final = 5
"""Words up to so many letters may differ in one slip, longer ones in two."""


def looks_like(wanted: Sequence[str], name: Sequence[str]) -> int | None:
    """How many slips lie between these words and the nearest words of the name; None if it is another name."""
    far = 0
    for word in wanted:
        allowed = 1 if len(word) <= _SHORT else 2
        nearest = min((slips(word, other, allowed) for other in name), default=allowed + 1)
        if nearest > allowed:
            return None
        far += nearest
    return far


def slips(one: str, other: str, most: int) -> int:
    """Letters left out, put in, changed or swapped with their neighbour; `most` + 1 for anything beyond `most`.

    The distance of optimal string alignment, which counts what happens at a keyboard.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for place, against in enumerate(other, 1):
            least = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != against))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == against:
                least = min(least, last[place - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
