"""One line of plain text as every field uses it: an icon at its beginning, a button at its end, caps lock noticed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from app.widgets.button import IconButton
from app.widgets.icons import paint_icon
from app.widgets.sides import is_mirrored
from app.widgets.tokens import current_theme

_BORDER_AND_PADDING = 12
_END_BUTTON = 28


class LineEdit(QLineEdit):
    """Takes plain text. Caps lock is told from the letters themselves, on every system alike."""

    caps_lock_seen = Signal(bool)
    """Whether the last letter typed came out against the shift key."""

    def __init__(self, parent: QWidget | None = None, *, icon: str | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._end_button: IconButton | None = None
        self.setProperty("painted", True)
        self._dress()

    def set_fault(self, is_fault: bool) -> None:
        """Whether the border says that something is wrong with it."""
        if bool(self.property("fault")) != is_fault:
            self.setProperty("fault", is_fault)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_end_button(self, button: IconButton) -> None:
        """A small button inside, at the end."""
        self._end_button = button
        button.setParent(self)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._dress()
        self._place_button()

    def _dress(self) -> None:
        theme = current_theme()
        if self.font() != theme.font("body"):
            self.setFont(theme.font("body"))
        start = theme.icon("m") + theme.space("s") if self._icon_name else 0
        end = theme.px(_END_BUTTON) - theme.space("xs") if self._end_button is not None else 0
        mirrored = is_mirrored(self)
        self.setTextMargins(*((end, 0, start, 0) if mirrored else (start, 0, end, 0)))

    def _place_button(self) -> None:
        if self._end_button is None:
            return
        side = current_theme().px(_END_BUTTON)
        above = (self.height() - side) // 2
        mirrored = is_mirrored(self)
        left = above if mirrored else self.width() - side - above
        self._end_button.setGeometry(left, above, side, side)

    @override
    def sizeHint(self) -> QSize:
        """As high as every control."""
        theme = current_theme()
        width = super().sizeHint().width()
        return QSize(width, max(theme.control("height"), theme.line("body") + theme.space("m")))

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrow, but never lower."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Looks at the letter before it is typed."""
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self.caps_lock_seen.emit(False)
        elif len(letter) == 1 and letter.upper() != letter.lower():
            is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock_seen.emit(letter.isupper() != is_shifted)
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The line, and the icon at its beginning."""
        super().paintEvent(event)
        if self._icon_name is None:
            return
        theme = current_theme()
        side, edge = theme.icon("m"), theme.px(_BORDER_AND_PADDING)
        mirrored = is_mirrored(self)
        left = self.width() - edge - side if mirrored else edge
        role = "text" if self.isEnabled() else "text-disabled"
        paint_icon(
            QPainter(self), self._icon_name, role, QRectF(left, (self.height() - side) // 2, side, side)
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the button at the end."""
        super().resizeEvent(event)
        self._place_button()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Takes the theme's font and the direction's sides."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._dress()
            self._place_button()
