"""A dialog inside the window: a plane over a scrim that keeps the keyboard, with title, content and buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.widgets.button import Button, ButtonRole, IconButton
from app.widgets.cover import Cover
from app.widgets.label import Label, hairline
from app.widgets.tokens import current_theme

_AROUND = 64
"""Least distance above and below together, so that the window stays in sight."""


class Sheet(Cover):
    """Covers its parent while open. Esc closes it, Enter presses the solid button, Tab stays inside.

    Put the content into `body` (a QVBoxLayout) and buttons into the foot with `add_button` and `add_left`.
    """

    def __init__(self, title: str, parent: QWidget, *, width: int = 560) -> None:
        super().__init__(title, parent)
        theme = current_theme()
        self._width = width
        self.panel = QFrame(self)
        self.panel.setProperty("plane", "dialog")
        self.title = Label(title, self.panel, style="title")
        self.close_button = IconButton("close", self.tr("Close"), self.panel)
        self.close_button.clicked.connect(self._on_way_out_clicked)
        box = self._box = QVBoxLayout(self.panel)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.space("xl"), theme.space("l"), theme.space("l"), theme.space("m"))
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        box.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(theme.space("xl"), 0, theme.space("xl"), theme.space("xl"))
        self.body.setSpacing(theme.space("m"))
        box.addLayout(self.body, 1)
        self._foot_line = hairline(self.panel)
        self._foot = QHBoxLayout()
        edge = theme.space("xl")
        self._foot.setContentsMargins(edge, theme.space("l"), edge, theme.space("l"))
        self._foot.setSpacing(theme.space("s"))
        self._foot.addStretch(1)
        self._foot_widget = QWidget(self.panel)
        self._foot_widget.setLayout(self._foot)
        box.addWidget(self._foot_line)
        box.addWidget(self._foot_widget)
        self._foot_line.hide()
        self._foot_widget.hide()
        self.panel.installEventFilter(self)

    def set_title(self, title: str) -> None:
        """Another title."""
        self.title.setText(title)
        self.setAccessibleName(title)

    def add_button(self, text: str, role: ButtonRole = "outline", icon: str | None = None) -> Button:
        """A button at the end of the foot; the solid one answers Enter."""
        button = Button(text, role, icon, self._foot_widget)
        self._foot.addWidget(button)
        self._show_foot()
        if role == "solid":
            self._main = button
        return button

    def add_left(self, widget: QWidget) -> None:
        """Help at the beginning of the foot."""
        widget.setParent(self._foot_widget)
        self._foot.insertWidget(0, widget)
        self._show_foot()

    def refit(self) -> None:
        """Its content became higher or lower."""
        self._box.activate()
        self._place()

    def _show_foot(self) -> None:
        self._foot_line.show()
        self._foot_widget.show()

    def _way_out(self) -> QWidget:
        return self.close_button

    def _panel_width(self) -> int:
        """Wider with the text, as far as the window goes, so that its words and buttons keep their lines."""
        theme = current_theme()
        return min(round(theme.px(self._width) * theme.text_scale), self.width() - theme.space("xl"))

    def _fit_content(self) -> None:
        theme = current_theme()
        width = self._panel_width()
        wanted = self._box.sizeHint().height()
        if self._box.hasHeightForWidth():
            wanted = self._box.totalHeightForWidth(width)
        height = min(wanted, self.height() - theme.px(_AROUND))
        self.panel.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The scrim, flat."""
        QPainter(self).fillRect(self.rect(), QColor(current_theme().colour("scrim")))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grows and shrinks with its own content as well."""
        is_new_content = event.type() == QEvent.Type.LayoutRequest and watched is self.__dict__.get("panel")
        if is_new_content and self.is_open:
            self._place()
        return super().eventFilter(watched, event)
