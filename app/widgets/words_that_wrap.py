"""For painted controls with words on them: where a control is narrower than its words, they go on in further lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from typing_extensions import override

from app.widgets.measured import MeasuredAnew
from app.widgets.text_block import TextBlock, elided, one_line
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as _Button
else:
    _Button = object


MOST_LINES: Final = 4
"""So long that only somebody's name can make them longer; that is cut with …"""


class WordsThatWrap(MeasuredAnew, _Button):
    """Stands before the Qt class among the bases, and is asked for `words_height` by its `sizeHint`.

    A control asks for the width of its words in one line. Where it gets less, it asks for the height of the lines they
    take there. It does not tell its layout beforehand how high it would be at some width, for most layouts never ask.
    """

    _given_width: int | None = None
    """Before the first layout a widget has a width that nobody gave it."""

    @property
    def words_style(self) -> str:
        """The type style of the words."""
        return "strong"

    def words_font(self) -> QFont:
        """The font they are painted with."""
        return current_theme().font(self.words_style, weight=600)

    def around_words(self) -> int:
        """How much of the width is not for words."""
        return 0

    def words_width(self) -> int:
        """In one line."""
        return QFontMetrics(self.words_font()).horizontalAdvance(self.text())

    def words_height(self) -> int:
        """Of all lines they take in the width that was given."""
        if self._given_width is None:
            return current_theme().line(self.words_style)
        return round(self._block(self._given_width).size.height())

    def words_block(self) -> TextBlock:
        """The lines, to be painted; no wider than they are, so that words from right to left stand beside the mark."""
        block = self._block(self.width())
        block.narrow()
        return block

    def _block(self, width: int) -> TextBlock:
        room, whole = width - self.around_words(), self.words_width()
        if whole <= room:
            return self._set(self.text(), whole + 2)  # Qt's rounded measure may be less than the exact one
        block = self._set(self.text(), room)
        if block.lines <= MOST_LINES:
            return block
        return self._set(elided(self.text(), QFontMetrics(self.words_font()), (MOST_LINES - 1) * room), room)

    def _set(self, words: str, width: int) -> TextBlock:
        line = current_theme().line(self.words_style)
        return TextBlock(one_line(words), self.words_font(), width, line, direction=self.layoutDirection())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Asks for another height if the words take more or fewer lines now."""
        super().resizeEvent(event)
        before = self.words_height()
        self._given_width = self.width()
        if self.words_height() != before:
            self.updateGeometry()
