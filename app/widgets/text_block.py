"""Lays out and paints users' text as what it is: plain, wrapped, each paragraph in its own direction, copyable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import bidirectional

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QTextLayout, QTextOption

_PARAGRAPH_ENDS = ("\r\n", "\r", "\u2029", "\u0085", "\v", "\f")
_IN_WORDS = "'’-_"
_EVERYTHING = 1 << 30
_INVISIBLE = {ord("\x00"): "\ufffd"}


def utf16_index(text: str, index: int) -> int:
    """Where Qt sees the code point `index` of `text`."""
    return len(text[:index].encode("utf-16-le", "surrogatepass")) // 2


def elided(text: str, metrics: QFontMetrics, width: int) -> str:
    """One line of at most `width` points, cut with … at its end."""
    return metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, max(0, width))


def one_line(text: str) -> str:
    """The words without line ends, for a row of a list."""
    return " ".join(text.split())


class _Paragraph(NamedTuple):
    layout: QTextLayout
    start: int
    length: int


class TextBlock:
    """Text broken into lines of at most `width` points, `line` points apart. Owns its layouts; paint it anywhere."""

    def __init__(
        self,
        text: str,
        font: QFont,
        width: float,
        line: float,
        *,
        marks: Sequence[tuple[int, int]] = (),
        strong: int = 0,
        direction: Qt.LayoutDirection = Qt.LayoutDirection.LayoutDirectionAuto,
    ) -> None:
        """`marks` are (start, end) code points of `text` that get a ground and a line below; the first `strong`
        code points are in 600."""
        self.text = _clean(text)
        self._paragraphs: list[_Paragraph] = []
        self._line = line
        self._natural = QFontMetricsF(font).height()
        self._strong = utf16_index(self.text, strong)
        self._marks = [(utf16_index(self.text, a), utf16_index(self.text, b)) for a, b in marks]
        self._direction = direction
        self.size = self._lay_out(font, max(1.0, width))

    def _lay_out(self, font: QFont, width: float) -> QSizeF:
        y = 0.0
        widest = 0.0
        start = 0
        for words in self.text.split("\n"):
            layout = QTextLayout(words, font)
            layout.setCacheEnabled(True)
            layout.setTextOption(_option(self._is_mirrored(words)))
            if start < self._strong:
                layout.setFormats([_weight_format(self._strong - start)])
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(width)
                height = max(self._line, line.height())
                line.setPosition(QPointF(0, y + (height - line.height()) / 2))
                y += height
                widest = max(widest, line.naturalTextWidth())
            layout.endLayout()
            length = len(words.encode("utf-16-le", "surrogatepass")) // 2
            self._paragraphs.append(_Paragraph(layout, start, length))
            start += length + 1
        return QSizeF(min(widest, width), y)

    def _is_mirrored(self, words: str) -> bool:
        """Whether a paragraph is set from right to left: as told, else by its first strong letter."""
        if self._direction == Qt.LayoutDirection.LayoutDirectionAuto:
            return reads_from_right(words)
        return self._direction == Qt.LayoutDirection.RightToLeft

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        return sum(paragraph.layout.lineCount() for paragraph in self._paragraphs)

    def narrow(self) -> None:
        """Draws the lines in to the widest of them, so that text against the right edge stands at the right place."""
        for paragraph in self._paragraphs:
            layout = paragraph.layout
            positions = [layout.lineAt(index).position() for index in range(layout.lineCount())]
            layout.beginLayout()
            for position in positions:
                line = layout.createLine()
                if not line.isValid():
                    break
                line.setLineWidth(self.size.width() + 0.5)
                line.setPosition(position)
            layout.endLayout()

    def paint(
        self,
        painter: QPainter,
        at: QPointF,
        colour: QColor,
        *,
        mark: QColor | None = None,
        mark_line: QColor | None = None,
        mark_line_width: float = 2.0,
        selection: tuple[int, int] | None = None,
        selection_colours: tuple[QColor, QColor] | None = None,
    ) -> None:
        """Draws the text with its left top at `at`."""
        painter.setPen(colour)
        if mark is not None:
            for rect in self.mark_rects():
                painter.fillRect(rect.translated(at), mark)
        for paragraph in self._paragraphs:
            formats = _selection_formats(paragraph, selection, selection_colours)
            paragraph.layout.draw(painter, at, formats)
        if mark_line is not None:
            for rect in self.mark_rects():
                below = QRectF(rect.left(), rect.bottom(), rect.width(), mark_line_width)
                painter.fillRect(below.translated(at), mark_line)

    def mark_rects(self) -> list[QRectF]:
        """Where the marked parts stand, one rectangle per line they touch."""
        return [rect for start, end in self._marks for rect in self.rects(start, end)]

    def rects(self, start: int, end: int) -> list[QRectF]:
        """Where UTF-16 units `start` to `end` stand, one rectangle per line."""
        found = []
        for paragraph in self._paragraphs:
            first = max(start - paragraph.start, 0)
            last = min(end - paragraph.start, paragraph.length)
            if first >= last:
                continue
            for index in range(paragraph.layout.lineCount()):
                line = paragraph.layout.lineAt(index)
                a = max(first, line.textStart())
                b = min(last, line.textStart() + line.textLength())
                if a < b:
                    x1 = _x(line.cursorToX(a))
                    x2 = _x(line.cursorToX(b))
                    middle = line.position().y() + line.height() / 2
                    top = middle - self._natural / 2
                    found.append(QRectF(min(x1, x2) - 1, top, abs(x2 - x1) + 2, self._natural))
        return found

    def index_at(self, point: QPointF) -> int:
        """The UTF-16 place in the text nearest to a point."""
        last = 0
        for paragraph in self._paragraphs:
            for index in range(paragraph.layout.lineCount()):
                line = paragraph.layout.lineAt(index)
                last = paragraph.start + _place(line.xToCursor(point.x()))
                if point.y() < line.position().y() + line.height() + (self._line - line.height()) / 2:
                    return last
        return last

    def word_at(self, index: int) -> tuple[int, int]:
        """The word around a UTF-16 place."""
        before, after = self.slice(0, index), self.slice(index, _EVERYTHING)
        back = _word_length(before[::-1])
        ahead = _word_length(after)
        start = utf16_index(before, len(before) - back)
        return start, index + utf16_index(after, ahead)

    def slice(self, start: int, end: int) -> str:
        """The text between two UTF-16 places."""
        raw = self.text.encode("utf-16-le", "surrogatepass")
        return raw[start * 2 : end * 2].decode("utf-16-le", "surrogatepass")


def reads_from_right(words: str) -> bool:
    """Whether the first strong letter belongs to a script that is written from right to left."""
    for letter in words:
        kind = bidirectional(letter)
        if kind == "L":
            return False
        if kind in ("R", "AL"):
            return True
    return False


def _option(mirrored: bool) -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    return option


def _word_length(text: str) -> int:
    return next((at for at, sign in enumerate(text) if not (sign.isalnum() or sign in _IN_WORDS)), len(text))


def _clean(text: str) -> str:
    for end in _PARAGRAPH_ENDS:
        text = text.replace(end, "\n")
    return text.translate(_INVISIBLE)


def _x(answer: object) -> float:
    """PySide answers `cursorToX` with the place and the cursor."""
    return float(answer[0] if isinstance(answer, (tuple, list)) else answer)  # type: ignore[arg-type]


def _place(answer: object) -> int:
    return int(answer[0] if isinstance(answer, (tuple, list)) else answer)  # type: ignore[arg-type]


def _weight_format(length: int) -> QTextLayout.FormatRange:
    part = QTextLayout.FormatRange()
    part.start = 0
    part.length = length
    part.format.setFontWeight(QFont.Weight.DemiBold)
    return part


def _selection_formats(
    paragraph: _Paragraph, selection: tuple[int, int] | None, colours: tuple[QColor, QColor] | None
) -> list[QTextLayout.FormatRange]:
    if selection is None or colours is None:
        return []
    first = max(selection[0] - paragraph.start, 0)
    last = min(selection[1] - paragraph.start, paragraph.length)
    if first >= last:
        return []
    part = QTextLayout.FormatRange()
    part.start = first
    part.length = last - first
    part.format.setBackground(colours[0])
    part.format.setForeground(colours[1])
    return [part]
