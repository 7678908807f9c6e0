"""One choice out of a list that drops down, with the theme's own arrow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QIcon, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget
from typing_extensions import override

from app.widgets.icons import paint_icon
from app.widgets.measured import MeasuredAnew
from app.widgets.sides import is_mirrored, placed, start_flags
from app.widgets.text_block import elided
from app.widgets.tokens import current_theme


class DropDown(MeasuredAnew, QComboBox):
    """A combo box; a style sheet alone could take its arrow only from a file of one colour."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is what a screen reader says."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("painted", True)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The box with its words, cut with … where they do not fit, then the arrow at its end."""
        theme = current_theme()
        mirrored = is_mirrored(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        # The style would cut long words in mid-letter, and does not know where they begin from right to left.
        words = QRect(theme.space("m"), field.top(), field.width(), field.height())
        if not option.currentIcon.isNull():
            size = self.iconSize()
            spot = QRect(QPoint(words.left(), (self.height() - size.height()) // 2), size)
            mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
            picture = option.currentIcon.pixmap(size, self.devicePixelRatioF(), mode)
            painter.drawPixmap(placed(spot, self.rect(), mirrored), picture)
            words.setLeft(spot.right() + 1 + theme.space("s"))
        side, edge = theme.icon("s"), theme.space("m")
        words.setRight(self.width() - edge - side - theme.space("xs"))
        painter.setPen(theme.colour("text" if self.isEnabled() else "text-disabled"))
        shown = elided(option.currentText, self.fontMetrics(), words.width())
        painter.drawText(placed(words, self.rect(), mirrored), start_flags(mirrored), shown)
        arrow = placed(QRect(self.width() - edge - side, 0, side, side), self.rect(), mirrored)
        role = "text-muted" if self.isEnabled() else "text-disabled"
        paint_icon(painter, "down", role, QRectF(arrow.left(), (self.height() - side) // 2, side, side))

    @override
    def sizeHint(self) -> QSize:
        """As wide as its longest choice in the text size of now, which Qt would not ask for again."""
        theme = current_theme()
        metrics = self.fontMetrics()
        longest = max((metrics.horizontalAdvance(self.itemText(n)) for n in range(self.count())), default=0)
        has_icons = any(not self.itemIcon(n).isNull() for n in range(self.count()))
        before = self.iconSize().width() + theme.space("s") if has_icons else 0
        around = 2 * theme.space("m") + theme.icon("s") + theme.space("xs")
        height = max(theme.control("height"), theme.line("body") + theme.space("s"))
        return QSize(around + before + longest + 2, height)

    @override
    def minimumSizeHint(self) -> QSize:
        """The same; where there is less room, the words end in …."""
        return self.sizeHint()
