"""The list at the left of My Account: one row per page, and rows at its foot that do something."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.widgets.focus_ring import RING_PROPERTY
from app.widgets.icons import paint_icon
from app.widgets.text_block import elided
from app.widgets.tokens import current_theme

ROW_HEIGHT = 40
WIDTH = 220


class SideRow(QAbstractButton):
    """One row: icon and words, filled while it is the one chosen."""

    def __init__(self, icon: str, text: str, parent: QWidget | None = None, *, pages: bool = True) -> None:
        """`pages` rows stay chosen; the others are pressed and let go."""
        super().__init__(parent)
        self._icon_name = icon
        self.setText(text)
        self.setCheckable(pages)
        self.setProperty("painted", True)
        self.setProperty(RING_PROPERTY, current_theme().radius("m"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """As wide as its words, a little higher than a button."""
        theme = current_theme()
        height = max(
            theme.px(ROW_HEIGHT), theme.control("target-min"), theme.line("strong") + theme.space("m")
        )
        words = ceil(theme.metrics("strong").horizontalAdvance(self.text()))
        return QSize(words + theme.icon("m") + 3 * theme.space("m"), height)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon, words."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        ground = "accent-soft" if chosen else "hover" if self.underMouse() or self.isDown() else None
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(QRectF(self.rect()), theme.radius("m"), theme.radius("m"))
        ink = "accent" if chosen else "text-muted"
        side = theme.icon("m")
        pad = theme.space("m")
        left_to_right = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        x = pad if left_to_right else self.width() - pad - side
        paint_icon(painter, self._icon_name, ink, QRectF(x, (self.height() - side) // 2, side, side))
        words = self.rect().adjusted(pad + side + pad, 0, -pad, 0)
        if not left_to_right:
            words = self.rect().adjusted(pad, 0, -(pad + side + pad), 0)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour(ink))
        align = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        text = elided(self.text(), painter.fontMetrics(), words.width())
        painter.drawText(words, int(align), text)


class SideList(QWidget):
    """Rows for pages above, rows that act below; arrows move between the pages."""

    page_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self.setProperty("painted", True)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idToggled.connect(self._on_group_id_toggled)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(
            theme.space("s"), theme.space("l"), theme.space("s"), theme.space("l")
        )
        self._column.setSpacing(theme.space("xxs"))
        self._column.addStretch(1)

    def add_page(self, icon: str, text: str, name: str) -> None:
        """One more page row; the first is chosen."""
        row = SideRow(icon, text, self)
        row.setObjectName(name)
        number = len(self._group.buttons())
        self._group.addButton(row, number)
        self._column.insertWidget(number, row)
        if number == 0:
            row.setChecked(True)
        self._fit()

    def add_action(self, icon: str, text: str, name: str) -> SideRow:
        """One more row at the foot; connect its `clicked`."""
        row = SideRow(icon, text, self, pages=False)
        row.setObjectName(name)
        self._column.addWidget(row)
        self._fit()
        return row

    def choose(self, page: int) -> None:
        """Shows another page as chosen."""
        button = self._group.button(page)
        if button is not None:
            button.setChecked(True)

    def focus_chosen(self) -> None:
        """Puts the keyboard on the chosen row."""
        button = self._group.checkedButton()
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """As wide as its longest row needs in the text size of now."""
        margins = self._column.contentsMargins()
        longest = max((row.sizeHint().width() for row in self.findChildren(SideRow)), default=0)
        self.setFixedWidth(max(current_theme().px(WIDTH), longest + margins.left() + margins.right()))

    def _on_group_id_toggled(self, page: int, checked: bool) -> None:
        if checked:
            self.page_chosen.emit(page)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Larger words need more room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and "_column" in self.__dict__:
            self._fit()
