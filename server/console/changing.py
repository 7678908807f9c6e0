"""The change of a photo that a reviewer typed: ticked cells and boxes in numbers to cover, margins to cut off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from contract.messages import Region
from contract.offers import Change
from server.web import cells
from server.web.forms import Form

SIDES: Final = ("left", "right", "top", "bottom")
MOST_CUT: Final = 90
"""Percent of a width or height that can be cut off together."""

NOTHING: Final = "Say what to change: tick parts on the picture, or cut something off."
BAD_CUT: Final = "Cut off whole percents, and leave at least a tenth of the picture’s width and height."


@dataclass(frozen=True)
class Changing:
    """As typed, with the margins in percent of the picture by their side; the page shows it again."""

    cuts: tuple[str, str, str, str] = ("", "", "", "")
    boxes: str = ""
    ticked: frozenset[cells.Cell] = frozenset()

    @classmethod
    def read(cls, form: Form) -> Changing:
        """From the fields `cut-left` and so on, `boxes`, and the boxes over the photo."""
        left, right, top, bottom = (form.word(f"cut-{side}") for side in SIDES)
        return cls((left, right, top, bottom), form.text("boxes"), cells.read(form))

    def by_side(self) -> dict[str, str]:
        """What was typed for each side."""
        return dict(zip(SIDES, self.cuts, strict=True))

    def query(self) -> str:
        """The same as the end of an address, by the names of its fields."""
        fields = {f"cut-{side}": cut for side, cut in self.by_side().items() if cut}
        fields |= {cells.name(row, column): "1" for row, column in sorted(self.ticked)}
        return urlencode(fields | ({"boxes": self.boxes} if self.boxes.strip() else {}))

    def change(self) -> Change:
        """What is meant. Raises ValueError with a sentence for the reviewer."""
        crop, boxes = self._crop(), (*cells.regions(self.ticked), *cells.boxes(self.boxes))
        if crop is None and not boxes:
            raise ValueError(NOTHING)
        return Change(crop=crop, boxes=boxes)

    def _crop(self) -> Region | None:
        if not all(cut.isascii() and (cut.isdigit() or not cut) and len(cut) < 4 for cut in self.cuts):
            raise ValueError(BAD_CUT)
        left, right, top, bottom = (int(cut or 0) for cut in self.cuts)
        if left + right > MOST_CUT or top + bottom > MOST_CUT:
            raise ValueError(BAD_CUT)
        if not left + right + top + bottom:
            return None
        width, height = 100 - left - right, 100 - top - bottom
        return Region(x=left / 100, y=top / 100, width=width / 100, height=height / 100)
