"""Words that begin in 600 and go on plainly in the same line: “10¢ is missing. A message to Mateo costs 25¢ …”."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.text_block import TextBlock
from app.widgets.tokens import current_theme


class LeadLabel(QWidget):
    """A paragraph with a lead, wrapped to its width; plain text whatever is in it."""

    def __init__(self, parent: QWidget | None = None, *, style: str = "body", role: str = "text") -> None:
        super().__init__(parent)
        self._style_name = style
        self._role = role
        self._lead = ""
        self._text = ""
        self._block: TextBlock | None = None
        self._block_width = -1
        self.setProperty("painted", True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        """Lead and text."""
        return f"{self._lead} {self._text}".strip()

    def show_words(self, lead: str, text: str) -> None:
        """Other words; either may be empty."""
        self._lead, self._text = lead, text
        self.setAccessibleName(self.text)
        self._forget()

    def set_role(self, role: str) -> None:
        """Another colour."""
        self._role = role
        self.update()

    def _forget(self) -> None:
        self._block = None
        self.updateGeometry()
        self.update()

    def _laid_out(self, width: int) -> TextBlock:
        if self._block is None or self._block_width != width:
            theme = current_theme()
            self._block = TextBlock(
                self.text,
                theme.font(self._style_name),
                width,
                theme.line(self._style_name),
                strong=len(self._lead),
                direction=self.layoutDirection(),
            )
            self._block_width = width
        return self._block

    @override
    def hasHeightForWidth(self) -> bool:
        """It wraps."""
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        """All its lines."""
        return round(self._laid_out(width).size.height())

    @override
    def sizeHint(self) -> QSize:
        """One line if there is room."""
        size = self._laid_out(1 << 14).size
        return QSize(round(size.width()) + 1, round(size.height()))

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrow: it wraps."""
        theme = current_theme()
        return QSize(theme.px(60), theme.line(self._style_name))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines."""
        block = self._laid_out(self.width())
        top = max(0.0, (self.height() - block.size.height()) / 2)
        painter = QPainter(self)
        block.paint(painter, QPointF(0, top), current_theme().colour(self._role))

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Lays out anew when theme or direction change."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._forget()
