"""Where a long list of rows of unequal height stands: lays out what is in sight only, however many rows there are."""

from __future__ import annotations

from collections.abc import Callable

BAR_UNITS = 1000
"""Steps of the scroll bar within one row; the bar counts rows, so nothing above has to be measured."""


class ThreadScroll:
    """Holds on to the top row in sight, or to the end while the newest row is in sight.

    `height_of(row)` may be slow; it is asked for rows in sight (and those just scrolled over) only.
    """

    def __init__(self, height_of: Callable[[int], int]) -> None:
        self._height_of = height_of
        self._count = 0
        self._viewport = 0
        self._top_row = 0
        self._top_offset = 0
        self._is_at_end = True

    @property
    def count(self) -> int:
        """Rows in all."""
        return self._count

    @property
    def is_at_end(self) -> bool:
        """Whether the newest row stands at the foot and new ones will be followed."""
        return self._is_at_end

    @property
    def top_row(self) -> int:
        """The first row in sight."""
        return self._top_row

    def reset(self, count: int) -> None:
        """Other rows; the end is in sight."""
        self._count = count
        self._top_row = self._top_offset = 0
        self._is_at_end = True

    def resize(self, viewport: int) -> None:
        """Another height to show rows in."""
        self._viewport = max(0, viewport)

    def insert(self, first: int, count: int) -> None:
        """Rows came; what is in sight stays where it is, unless the end is followed."""
        self._count += count
        if not self._is_at_end and first <= self._top_row:
            self._top_row += count

    def remove(self, first: int, count: int) -> None:
        """Rows went."""
        self._count = max(0, self._count - count)
        if first + count <= self._top_row:
            self._top_row -= count
        elif first <= self._top_row:
            self._top_row, self._top_offset = min(first, max(0, self._count - 1)), 0

    def visible(self) -> list[tuple[int, int]]:
        """The rows in sight, each with the y of its top."""
        if not self._count:
            return []
        if not self._is_at_end:
            rows: list[tuple[int, int]] = []
            row, y = self._top_row, -self._top_offset
            while row < self._count and y < self._viewport:
                rows.append((row, y))
                y += self._height_of(row)
                row += 1
            if row < self._count or y > self._viewport:
                return rows
            self._is_at_end = True
        rows = self._from_end()
        self._top_row, self._top_offset = rows[0][0], max(0, -rows[0][1])
        return rows

    def move_by(self, points: int) -> None:
        """Scrolls down (positive) or up."""
        if not self._count or (points > 0 and self._is_at_end):
            return
        self.visible()
        self._shift(points)
        self.visible()

    def move_to_end(self) -> None:
        """The newest row."""
        self._is_at_end = True

    def move_to(self, row: int, y: int = 0) -> None:
        """Puts the top of `row` at `y`."""
        if not 0 <= row < self._count:
            return
        self._top_row, self._top_offset = row, 0
        self._shift(-y)
        self.visible()

    def bring(self, row: int) -> None:
        """Scrolls just so far that all of `row` is in sight."""
        for seen, y in self.visible():
            if seen == row:
                below = y + self._height_of(row) - self._viewport
                if y < 0:
                    self.move_by(y)
                elif below > 0:
                    self.move_by(min(below, y))
                return
        if row < self._top_row:
            self.move_to(row)
        else:
            self.move_to(row, self._viewport - self._height_of(row))

    def bar(self) -> tuple[int, int, int]:
        """Value, greatest value and page of a scroll bar, in thousandths of a row."""
        rows = self.visible()
        if not rows:
            return 0, 0, BAR_UNITS
        value = self._bar_value(self._top_row, self._top_offset)
        if self._is_at_end:
            greatest = value
        else:
            end_row, end_y = self._from_end()[0]
            greatest = max(self._bar_value(end_row, max(0, -end_y)), value)
        page = max(1, self._count * BAR_UNITS - greatest)
        return value, greatest, page

    def move_bar(self, value: int, greatest: int) -> None:
        """The scroll bar was moved by hand."""
        if value >= greatest:
            self._is_at_end = True
            return
        row = min(value // BAR_UNITS, self._count - 1)
        self._is_at_end = False
        self._top_row = row
        self._top_offset = self._height_of(row) * (value % BAR_UNITS) // BAR_UNITS

    def _shift(self, points: int) -> None:
        """Moves the top by so many points, row by row."""
        self._is_at_end = False
        self._top_offset += points
        while self._top_offset < 0 and self._top_row > 0:
            self._top_row -= 1
            self._top_offset += self._height_of(self._top_row)
        self._top_offset = max(0, self._top_offset)
        while self._top_row < self._count - 1 and self._top_offset >= self._height_of(self._top_row):
            self._top_offset -= self._height_of(self._top_row)
            self._top_row += 1

    def _bar_value(self, row: int, offset: int) -> int:
        height = max(1, self._height_of(row))
        return row * BAR_UNITS + min(offset, height - 1) * BAR_UNITS // height

    def _from_end(self) -> list[tuple[int, int]]:
        rows: list[tuple[int, int]] = []
        row, y = self._count - 1, self._viewport
        while row >= 0 and (y > 0 or not rows):
            y -= self._height_of(row)
            rows.append((row, y))
            row -= 1
        rows.reverse()
        return rows
