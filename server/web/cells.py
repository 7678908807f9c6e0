"""Marked parts of a picture: cells of a grid that a reviewer ticks, or boxes in numbers, and the regions they make."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from contract.messages import Refusal, Region
from server.web.forms import Form

GRID: Final = 6
"""Rows and columns; fine enough to point at a face, few enough to walk through with the keyboard."""

BAD_BOX: Final = "Write four numbers on each line, in percent, of a part that lies within the picture."
_NUMBER: Final = re.compile(r"\d{1,3}(\.\d{1,2})?")

Cell = tuple[int, int]
"""Row and column, from 0."""


def name(row: int, column: int) -> str:
    """What the cell's box is called in the form."""
    return f"cell-{row}-{column}"


def read(form: Form) -> frozenset[Cell]:
    """The cells that were ticked."""
    return frozenset(
        (row, column) for row in range(GRID) for column in range(GRID) if form.word(name(row, column))
    )


def regions(cells: Iterable[Cell]) -> tuple[Region, ...]:
    """Rectangles that cover exactly these cells: runs in a row, joined with equal runs right below."""
    ticked = frozenset(cells)
    open_runs: dict[Cell, int] = {}
    found: list[tuple[int, int, int, int]] = []
    for row in range(GRID + 1):
        here = set(_runs(ticked, row))
        for run in [run for run in open_runs if run not in here]:
            found.append((open_runs.pop(run), row, *run))
        for run in here:
            open_runs.setdefault(run, row)
    return tuple(
        Region(x=left / GRID, y=top / GRID, width=(right - left) / GRID, height=(bottom - top) / GRID)
        for top, bottom, left, right in sorted(found)
    )


def boxes(typed: str) -> tuple[Region, ...]:
    """Parts in numbers, one on each line: from the left, from the top, width, height, in percent of the picture.

    Raises ValueError with a sentence for the reviewer.
    """
    return tuple(_box(line) for line in typed.split("\n") if line.strip())


def _box(line: str) -> Region:
    words = line.split()
    if len(words) != 4 or not all(map(_NUMBER.fullmatch, words)):
        raise ValueError(BAD_BOX)
    left, top, width, height = (float(word) / 100 for word in words)
    if min(width, height) <= 0 or max(left + width, top + height) > 1.001:
        raise ValueError(BAD_BOX)
    return Region(x=left, y=top, width=min(width, 1 - left), height=min(height, 1 - top))


def of(refusal: Refusal | None) -> frozenset[Cell]:
    """The cells that a refusal's regions touch, for a page to show them."""
    marked = refusal.regions if refusal else ()
    return frozenset(
        (row, column)
        for row in range(GRID)
        for column in range(GRID)
        if any(_touches(region, row, column) for region in marked)
    )


def _runs(ticked: frozenset[Cell], row: int) -> Iterable[Cell]:
    """Where ticked cells of a row stand side by side: from column, to column (excluded)."""
    start = None
    for column in range(GRID + 1):
        if (row, column) in ticked:
            start = column if start is None else start
        elif start is not None:
            yield start, column
            start = None


def _touches(region: Region, row: int, column: int) -> bool:
    middle_x, middle_y = (column + 0.5) / GRID, (row + 0.5) / GRID
    return (
        region.x <= middle_x <= region.x + region.width and region.y <= middle_y <= region.y + region.height
    )
